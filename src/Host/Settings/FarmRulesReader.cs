using System.Globalization;
using XmppActors.Actors.Components.Policies;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Host.Settings;

/// <summary>Who gets a farm's stanzas: the keys of <c>xmpp.farms."domain"</c> that <see cref="FarmRules"/> are made of.</summary>
internal static class FarmRulesReader
{
    public static FarmRules Read(SettingsBlock farm)
    {
        var rules = FarmRules.Default with 
        {
            Limits = FarmLimitsReader.Read(farm),
            Privileges = FarmPrivilegesReader.Read(farm),
            Delegations = FarmPrivilegesReader.ReadDelegations(farm),
        };
        if (farm.Has("policy"))
            rules = rules with { Policy = farm.Choice("policy", FarmPolicies.All) };
        if (farm.Has("pick"))
            rules = rules with { Pick = ReadPick(farm) };
        if (farm.Has("fallback"))
            rules = rules with { Fallback = farm.Choice("fallback", [.. FarmPolicies.Plain]) };
        if (farm.Has("bounded-load"))
            rules = rules with { BoundedLoadPercent = ReadBoundedLoad(farm) };
        if (farm.Has("prefer-local"))
            rules = rules with { PreferLocal = farm.Flag("prefer-local") };
        if (farm.Has("subdomains"))
            rules = rules with { ServesSubdomains = farm.Flag("subdomains") };
        if (farm.Has("drain-idle"))
            rules = rules with { DrainIdle = farm.Duration("drain-idle", TimeSpan.FromSeconds(1), TimeSpan.FromHours(24)) };
        Check(farm, rules);
        return rules;
    }

    private static PayloadPath? ReadPick(SettingsBlock farm)
    {
        if (PayloadPath.TryParse(farm.Text("pick"), out var path)) return path;
        farm.Fault(
            "pick",
            $"{farm.PathOf("pick")} leads nowhere: '{farm.Text("pick")}'",
            "write \"{namespace}element/@attribute\", or \"{namespace}element\" for its text");
        return null;
    }

    private static int ReadBoundedLoad(SettingsBlock farm)
    {
        var text = farm.Text("bounded-load");
        if (text == "off") return 0;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var factor) && factor is >= 1.01 and <= 10)
            return (int)Math.Round(factor * 100);
        farm.Fault(
            "bounded-load",
            $"{farm.PathOf("bounded-load")} should be a factor from 1.01 to 10, or off, not '{text}'",
            $"write {farm.PathOf("bounded-load")} = 1.25, for example");
        return 0;
    }

    /// <summary>No key is written for nothing.</summary>
    private static void Check(SettingsBlock farm, FarmRules rules)
    {
        var hasKey = FarmPolicies.HasKey(rules.Policy);
        if (rules.Policy == FarmPolicy.Pick && !farm.Has("pick"))
            farm.Fault("policy", "the policy pick has nothing to pick", $"write {farm.PathOf("pick")} = \"{{namespace}}element/@attribute\"");
        if (rules.Policy != FarmPolicy.Pick && rules.Pick is not null)
            farm.Fault("pick", $"{farm.PathOf("pick")} is for the policy pick only", $"write {farm.PathOf("policy")} = pick, or remove it");
        if (farm.Has("fallback") && rules.Policy is not (FarmPolicy.Thread or FarmPolicy.PubsubNode or FarmPolicy.Room or FarmPolicy.Pick))
            farm.Fault("fallback", "only thread, pubsub-node, room and pick ever need a fallback", $"remove {farm.PathOf("fallback")}");
        if (rules.BoundedLoadPercent > 0 && !hasKey)
            farm.Fault("bounded-load", "bounded-load is for policies with a key", $"remove {farm.PathOf("bounded-load")}");
        if (farm.Has("drain-idle") && !hasKey)
            farm.Fault("drain-idle", "drain-idle is for policies with a key", $"remove {farm.PathOf("drain-idle")}");
        if (rules is { PreferLocal: true, Policy: FarmPolicy.PrimaryStandby })
            farm.Fault("prefer-local", "a primary is the same for all nodes", $"remove {farm.PathOf("prefer-local")}");
    }
}
