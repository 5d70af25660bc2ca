using System.Collections.Immutable;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components.Limits;

/// <summary>Whether a stanza may pass between a farm and the others. Pure.</summary>
internal static class LimitRules
{
    /// <summary>Checks what somebody sends to the farm, but for how often.</summary>
    /// <returns>Null: it may pass. Else the condition that it comes back with.</returns>
    public static StanzaErrorCondition? RefusalTo(Stanza stanza, FarmLimits limits)
    {
        if (IsAnswer(stanza))
            return null;
        if ((limits.KindsTo & StanzaKindNames.Of(stanza)) == 0)
            return StanzaErrorCondition.NotAcceptable;
        if ((!limits.AllowFrom.IsEmpty && !Matches(limits.AllowFrom, stanza.From!)) || Matches(limits.DenyFrom, stanza.From!))
            return StanzaErrorCondition.Forbidden;
        return limits.MaxStanzaBytes > 0 && stanza.ByteCount > limits.MaxStanzaBytes ? StanzaErrorCondition.PolicyViolation : null;
    }

    /// <summary>Checks what the farm's component sends, its domain being right.</summary>
    public static StanzaErrorCondition? RefusalFrom(Stanza stanza, FarmLimits limits)
    {
        if (!limits.From.IsEmpty && !Matches(limits.From, stanza.From!))
            return StanzaErrorCondition.Forbidden;
        return !IsAnswer(stanza) && (limits.KindsFrom & StanzaKindNames.Of(stanza)) == 0 ? StanzaErrorCondition.NotAcceptable : null;
    }

    /// <summary>Results and errors answer what was allowed: nobody could be told of their refusal.</summary>
    public static bool IsAnswer(Stanza stanza) => stanza.Type is StanzaType.Error or StanzaType.Result;

    private static bool Matches(ImmutableArray<JidPattern> patterns, Jid jid)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.Matches(jid)) return true;
        }
        return false;
    }
}
