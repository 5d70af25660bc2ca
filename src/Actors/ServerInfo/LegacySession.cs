using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.ServerInfo;

/// <summary>
/// Session establishment of RFC 3921 §3, which RFC 6121 abolished: older clients ask for it after binding and go on
/// when told that it is done.
/// </summary>
internal static class LegacySession
{
    public static readonly XmlName Payload = new("session", "urn:ietf:params:xml:ns:xmpp-session");

    public static void Register(DomainIqs domain, AccountIqs accounts)
    {
        domain.On(StanzaType.Set, Payload, static (request, _) => StanzaErrors.IqResult(request));
        accounts.On(StanzaType.Set, Payload, static (account, request, sender) =>
        {
            if (sender is not null)
                account.Reply(StanzaErrors.IqResult(request));
            else
                account.Bounce(request, StanzaErrorCondition.ServiceUnavailable);
        });
    }
}
