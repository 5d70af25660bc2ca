using System.Globalization;
using XmppActors.Actors.Components.Policies;

namespace XmppActors.Actors.Components.Administration;

/// <summary>What is in force for a farm, as an operator would write it: each setting's path below <c>xmpp.farms."domain"</c>, and its value.</summary>
internal static class FarmSettingTexts
{
    public static IEnumerable<(string Key, string Value)> Of(FarmSettings settings)
    {
        var (rules, health) = (settings.Rules, settings.Health);
        yield return ("max-instances", Text(settings.MaxInstances));
        yield return ("active", Text(settings.Active));
        yield return ("policy", FarmPolicies.NameOf(rules.Policy));
        yield return ("health.degraded-after", Text(health.DegradedAfter));
        yield return ("health.suspect-after", Text(health.SuspectAfter));
        yield return ("health.down-after", Text(health.DownAfter));
        yield return ("health.slow-start", Text(health.SlowStart));
        yield return ("health.flap-window", Text(health.FlapWindow));
        yield return ("health.max-penalty", Text(health.MaxPenalty));
        yield return ("health.degraded-share", Text(health.DegradedPercent));
        yield return ("health.breaker-errors", Text(health.BreakerPercent));
        yield return ("health.breaker-requests", Text(health.BreakerRequests));
        yield return ("health.breaker-window", Text(health.BreakerWindow));
        yield return ("health.breaker-time", Text(health.BreakerTime));
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(TimeSpan value) => string.Create(CultureInfo.InvariantCulture, $"{value.TotalMilliseconds:0}ms");
}
