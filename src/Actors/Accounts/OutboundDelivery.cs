using XmppActors.Actors.Presence;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Accounts;

/// <summary>
/// What a client sends to its own account, or what its account must see on the way (RFC 6120 §10.3, RFC 6121 §4.6).
/// </summary>
internal static class OutboundDelivery
{
    /// <param name="stanza">Its <c>from</c> is the resource's address.</param>
    public static void Deliver(IAccount account, Resource resource, Stanza stanza)
    {
        if (stanza.Kind == StanzaKind.Presence)
        {
            PresenceExchange.Outbound(account, resource, stanza);
            return;
        }

        // Without "to" it is for the sender's own account (RFC 6120 §10.3.1, §10.3.3).
        var addressed = stanza.To is null ? stanza.WithTo(account.Address) : stanza;
        if (stanza.Kind == StanzaKind.Message)
            DeliverMessage(account, addressed);
        else if (addressed.Type is StanzaType.Get or StanzaType.Set)
            account.Services.Iqs.Answer(account, addressed, resource);
        else
            account.Handled(); // The answer to a roster push.
    }

    private static void DeliverMessage(IAccount account, Stanza message)
    {
        if (message.To!.Bare == account.Address)
            InboundDelivery.Deliver(account, message);
        else
            account.Forward(message);
    }
}
