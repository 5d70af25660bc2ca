using System.Runtime.InteropServices;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Streams;

/// <summary>What becomes of a stanza from the client of a bound resource, before anybody else sees it. Pure.</summary>
/// <remarks>RFC 6120 §8.1 (addresses, ids), §8.2.3 (iq), §10.3 (no <c>to</c>); RFC 6121 §3, §4.</remarks>
internal static class OutboundRules
{
    public static OutboundDecision Decide(Stanza stanza, FullJid sender)
    {
        if (stanza.HasMalformedFrom || (stanza.From is { } from && from != sender && from != sender.Bare))
            return OutboundDecision.InvalidFrom(stanza);

        var stamped = stanza.WithFrom(sender); // RFC 6120 §8.1.2.1; the bare JID of a subscription is for the account.
        if (stanza.HasMalformedTo)
            return OutboundDecision.Bounce(stamped, StanzaErrorCondition.JidMalformed);
        return stanza.Kind switch
        {
            StanzaKind.Message => DecideMessage(stamped, sender),
            StanzaKind.Presence => DecidePresence(stamped),
            _ => DecideIq(stamped, sender),
        };
    }

    /// <summary>Without <c>to</c> it is for the sender's own bare JID (RFC 6120 §10.3.1).</summary>
    private static OutboundDecision DecideMessage(Stanza message, FullJid sender) =>
        OutboundDecision.Route(message.To is null ? message.WithTo(sender.Bare) : message);

    /// <summary>All presence concerns the account: to announce it, to remember it (RFC 6121 §4.6), or as a
    /// subscription.</summary>
    private static OutboundDecision DecidePresence(Stanza presence)
    {
        if (presence.Type == StanzaType.Unknown)
            return OutboundDecision.Bounce(presence, StanzaErrorCondition.BadRequest); // RFC 6121 §4.7.1
        var needsAddressee = presence.Type is not (StanzaType.None or StanzaType.Unavailable);
        return needsAddressee && presence.To is null
            ? OutboundDecision.Bounce(presence, StanzaErrorCondition.BadRequest)
            : OutboundDecision.ToAccount(presence);
    }

    private static OutboundDecision DecideIq(Stanza iq, FullJid sender)
    {
        var isRequest = iq.Type is StanzaType.Get or StanzaType.Set;
        if (iq.IdBytes.IsEmpty || !(isRequest || iq.Type is StanzaType.Result or StanzaType.Error))
            return OutboundDecision.Bounce(iq, StanzaErrorCondition.BadRequest);
        if (isRequest && iq.PayloadName is null)
            return OutboundDecision.Bounce(iq, StanzaErrorCondition.BadRequest); // RFC 6120 §8.2.3, rule 3.
        return iq.To is null || iq.To.Equals(sender.Bare)
            ? OutboundDecision.ToAccount(iq)
            : OutboundDecision.Route(iq);
    }
}

/// <summary>Who has the next word on a client's stanza.</summary>
internal enum OutboundStep : byte
{
    /// <summary>Whoever its <c>to</c> names.</summary>
    Route,

    /// <summary>The sender's own account.</summary>
    ToAccount,

    /// <summary>Nobody: it goes back with an error.</summary>
    Bounce,

    /// <summary>Nobody: the stream ends with <c>invalid-from</c> (RFC 6120 §4.9.3.9).</summary>
    InvalidFrom,
}

/// <param name="Step">Where to.</param>
/// <param name="Stanza">With <c>from</c> stamped.</param>
/// <param name="Condition">Of the error; only with <see cref="OutboundStep.Bounce"/>.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct OutboundDecision(
    OutboundStep Step, Stanza Stanza, StanzaErrorCondition Condition = default)
{
    public static OutboundDecision Route(Stanza stanza) => new(OutboundStep.Route, stanza);

    public static OutboundDecision ToAccount(Stanza stanza) => new(OutboundStep.ToAccount, stanza);

    public static OutboundDecision Bounce(Stanza stanza, StanzaErrorCondition condition) =>
        new(OutboundStep.Bounce, stanza, condition);

    public static OutboundDecision InvalidFrom(Stanza stanza) => new(OutboundStep.InvalidFrom, stanza);
}
