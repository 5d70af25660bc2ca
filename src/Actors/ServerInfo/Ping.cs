using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.ServerInfo;

/// <summary>
/// XMPP Ping (XEP-0199): the server answers for itself, and for an account to those who may see its presence.
/// </summary>
internal static class Ping
{
    public const string Namespace = "urn:xmpp:ping";

    public static readonly XmlName Payload = new("ping", Namespace);

    public static void Register(DomainIqs domain, AccountIqs accounts)
    {
        domain.Feature(Namespace);
        domain.On(StanzaType.Get, Payload, static (request, _) => StanzaErrors.IqResult(request));
        accounts.Feature(Namespace);
        accounts.On(StanzaType.Get, Payload, static (account, request, sender) =>
        {
            if (AccountIqs.IsTrusted(account, request, sender))
                account.Reply(StanzaErrors.IqResult(request));
            else
                account.Bounce(request, StanzaErrorCondition.ServiceUnavailable); // As if there were none.
        });
    }
}
