using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components.Privileges;

/// <summary>Messages that a component sends in the name of the server or of one of its accounts (XEP-0356 §5).</summary>
internal static class PrivilegedMessages
{
    /// <summary>The message asks for it.</summary>
    public static bool IsOne(Stanza message) =>
        message is { Kind: StanzaKind.Message, Type: not StanzaType.Error } && message.PayloadName == PrivilegeXml.PrivilegePayload;

    /// <summary>Finds what is to be sent instead of it, and checks that its sender may.</summary>
    /// <param name="message">Sent to a domain of the server.</param>
    /// <returns>Null: the condition says why not.</returns>
    public static Stanza? Open(Stanza message, PrivilegeBook book, out StanzaErrorCondition condition)
    {
        condition = StanzaErrorCondition.Forbidden;
        if (!book.Of(message.From).Messages)
            return null;
        condition = StanzaErrorCondition.BadRequest;
        if (!ForwardedStanza.TryRead(message.FirstChild()!, out var inner) || inner is not { Kind: StanzaKind.Message, To: not null })
            return null;
        condition = StanzaErrorCondition.Forbidden; // §5.1: a bare JID of this server.
        return inner.From is { Resourcepart: null } from && from.Domainpart == message.To!.Domainpart
            ? inner.WithOrigin(message.Origin with { Gap = 0 })
            : null;
    }
}
