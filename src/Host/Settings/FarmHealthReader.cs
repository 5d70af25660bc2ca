using XmppActors.Actors.Components.Health;

namespace XmppActors.Host.Settings;

/// <summary><c>health</c> in <c>xmpp.farms."domain"</c>: when an instance is thought to be well.</summary>
internal static class FarmHealthReader
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static HealthSettings Read(SettingsBlock farm)
    {
        var over = HealthSettings.Default;
        if (!farm.Has("health")) return over;
        var health = farm.Block("health");
        var settings = over with
        {
            DegradedAfter = Duration("degraded-after", over.DegradedAfter, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(5)),
            SuspectAfter = Duration("suspect-after", over.SuspectAfter, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5)),
            DownAfter = Duration("down-after", over.DownAfter, TimeSpan.FromSeconds(1), Hour),
            SlowStart = Duration("slow-start", over.SlowStart, TimeSpan.Zero, Hour),
            FlapWindow = Duration("flap-window", over.FlapWindow, TimeSpan.FromSeconds(1), Hour),
            MaxPenalty = Duration("max-penalty", over.MaxPenalty, TimeSpan.Zero, Hour),
            DegradedPercent = Number("degraded-share", over.DegradedPercent, 1, 100),
            BreakerPercent = Number("breaker-errors", over.BreakerPercent, 1, 100),
            BreakerRequests = Number("breaker-requests", over.BreakerRequests, 1, 100000),
            BreakerWindow = Duration("breaker-window", over.BreakerWindow, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
            BreakerTime = Duration("breaker-time", over.BreakerTime, TimeSpan.FromMilliseconds(100), Hour),
        };
        if (settings.DegradedAfter >= settings.SuspectAfter || settings.SuspectAfter >= settings.DownAfter)
        {
            health.Fault(
                "suspect-after",
                $"{farm.PathOf("health")} should have degraded-after < suspect-after < down-after",
                "write degraded-after = 1s, suspect-after = 2s, down-after = 30s, for example");
        }

        return settings;

        TimeSpan Duration(string key, TimeSpan otherwise, TimeSpan min, TimeSpan max) => health.Has(key) ? health.Duration(key, min, max) : otherwise;

        int Number(string key, int otherwise, int min, int max) => health.Has(key) ? health.Number(key, min, max) : otherwise;
    }
}
