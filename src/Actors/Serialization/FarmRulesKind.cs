using XmppActors.Actors.Components.Policies;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Serialization;

/// <summary>A farm's rules, as a part of its snapshot.</summary>
internal static class FarmRulesKind
{
    public static void Write(FarmRules rules, WireWriter output)
    {
        output.Number((ulong)rules.Policy);
        output.OptionalText(rules.Pick?.ToString());
        output.Number((ulong)rules.Fallback);
        output.Number((ulong)rules.BoundedLoadPercent);
        output.Flag(rules.PreferLocal);
        output.Flag(rules.ServesSubdomains);
        output.Number((ulong)rules.DrainIdle.Ticks);
    }

    public static FarmRules Read(WireReader input) => new()
    {
        Policy = ReadPolicy(input),
        Pick = PayloadPath.TryParse(input.OptionalText() ?? "", out var pick) ? pick : null,
        Fallback = ReadPolicy(input),
        BoundedLoadPercent = (int)input.Number(),
        PreferLocal = input.Flag(),
        ServesSubdomains = input.Flag(),
        DrainIdle = TimeSpan.FromTicks((long)input.Number()),
    };

    /// <summary>A policy of a later version is none that this node could follow: it takes the default.</summary>
    private static FarmPolicy ReadPolicy(WireReader input) =>
        input.Number() is var number and <= (ulong)FarmPolicy.PrimaryStandby ? (FarmPolicy)number : FarmPolicy.BareSource;
}
