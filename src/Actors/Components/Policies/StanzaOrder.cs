using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components.Policies;

/// <summary>Which of a stream's stanzas to a farm stay in order: those that have one key. They may be for two instances, one after the
/// other; the second takes none before the first has taken, and its component acknowledged, all before it.</summary>
internal static class StanzaOrder
{
    /// <summary>Names the order that a stanza is in; null: none, for the farm's policy knows no key.</summary>
    /// <param name="isOneSender">Whatever the stream reads is from one sender.</param>
    public static string? Of(Stanza stanza, FarmRules rules, bool isOneSender)
    {
        var domain = stanza.To!.Domainpart;
        if (rules.Policy == FarmPolicy.PrimaryStandby) return domain;
        if (!FarmPolicies.HasKey(rules.Policy)) return null;
        var key = StanzaKeys.TextOf(stanza, rules, out var used);
        return used switch
        {
            FarmPolicy.BareDestination or FarmPolicy.FullDestination or FarmPolicy.Room => key,
            FarmPolicy.BareSource or FarmPolicy.FullSource when isOneSender => domain,
            _ => $"{domain}/{key}",
        };
    }
}
