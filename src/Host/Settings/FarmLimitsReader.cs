using System.Collections.Immutable;
using XmppActors.Actors.Components.Limits;

namespace XmppActors.Host.Settings;

/// <summary>What may be said to a farm and by it: the keys of <c>xmpp.farms."domain"</c> that <see cref="FarmLimits"/> are made of.</summary>
internal static class FarmLimitsReader
{
    private const int MaxPerSecond = 1_000_000;
    private const int MaxBytes = 1024 * 1024 * 1024;

    public static FarmLimits Read(SettingsBlock farm)
    {
        var limits = FarmLimits.None;
        if (farm.Has("kinds"))
        {
            var kinds = ReadKinds(farm, "kinds");
            limits = limits with { KindsTo = kinds, KindsFrom = kinds };
        }
        if (farm.Has("kinds-from"))
            limits = limits with { KindsFrom = ReadKinds(farm, "kinds-from") };
        if (farm.Has("from"))
            limits = limits with { From = ReadPatterns(farm, "from") };
        if (farm.Has("allow-from"))
            limits = limits with { AllowFrom = ReadPatterns(farm, "allow-from") };
        if (farm.Has("deny-from"))
            limits = limits with { DenyFrom = ReadPatterns(farm, "deny-from") };
        if (farm.Has("sender-rate"))
            limits = limits with { SenderStanzas = farm.Number("sender-rate", 1, MaxPerSecond) };
        if (farm.Has("sender-bytes"))
            limits = limits with { SenderBytes = farm.Size("sender-bytes", 1, MaxBytes) };
        if (farm.Has("instance-rate"))
            limits = limits with { InstanceStanzas = farm.Number("instance-rate", 1, MaxPerSecond) };
        if (farm.Has("instance-bytes"))
            limits = limits with { InstanceBytes = farm.Size("instance-bytes", 1, MaxBytes) };
        if (farm.Has("max-stanza-size"))
            limits = limits with { MaxStanzaBytes = farm.Size("max-stanza-size", 10_000, MaxBytes) };
        return limits;
    }

    private static StanzaKinds ReadKinds(SettingsBlock farm, string key)
    {
        var kinds = StanzaKinds.None;
        foreach (var (text, origin) in farm.Texts(key))
        {
            var known = StanzaKindNames.All.FirstOrDefault(each => each.Word == text).Value;
            if (known == StanzaKinds.None)
                farm.Fault(origin, $"'{text}' is no kind of stanza", $"write {farm.PathOf(key)} = [message, presence, iq], or some of them");
            kinds |= known;
        }
        return kinds;
    }

    private static ImmutableArray<JidPattern> ReadPatterns(SettingsBlock farm, string key)
    {
        var patterns = ImmutableArray.CreateBuilder<JidPattern>();
        foreach (var (text, origin) in farm.Texts(key))
        {
            if (JidPattern.TryParse(text, out var pattern))
                patterns.Add(pattern);
            else
                farm.Fault(
                    origin,
                    $"'{text}' in {farm.PathOf(key)} is no pattern of addresses",
                    "write \"*\", \"montague.example\", \"*.example\", \"*@montague.example\" or an address");
        }
        return patterns.ToImmutable();
    }
}
