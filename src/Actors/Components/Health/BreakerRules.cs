namespace XmppActors.Actors.Components.Health;

/// <summary>The circuit breaker: an instance that answers mostly with errors gets nothing for a while, then a small share, then its own.</summary>
internal static class BreakerRules
{
    /// <summary>Of the requests that open it, so many have to be answered well for it to close at once.</summary>
    private const int TrialPart = 4;

    public static InstanceHealth Judge(InstanceHealth health, bool hasOthers, HealthSettings settings, TimeSpan now) => health.Breaker switch
    {
        Breaker.Closed when IsFailing(health, settings.BreakerRequests, settings) => Open(health, settings, now),
        Breaker.Open when now >= health.BreakerUntil => HalfOpen(health, settings, now),
        Breaker.HalfOpen when IsFailing(health, TrialRequests(settings), settings) => Open(health, settings, now),
        Breaker.HalfOpen when health.Answers.Requests >= TrialRequests(settings) || now >= health.BreakerUntil =>
            HealthRules.Return(health with { Breaker = Breaker.Closed }, hasOthers, settings, now),
        _ => health,
    };

    private static int TrialRequests(HealthSettings settings) => Math.Max(1, settings.BreakerRequests / TrialPart);

    private static bool IsFailing(InstanceHealth health, int requests, HealthSettings settings) =>
        health.Answers.Requests >= requests && health.Answers.Errors * 100 > health.Answers.Requests * settings.BreakerPercent;

    private static InstanceHealth Open(InstanceHealth health, HealthSettings settings, TimeSpan now)
    {
        var fallen = HealthRules.Fall(health, settings, now);
        return fallen with
        {
            Breaker = Breaker.Open,
            BreakerUntil = now + settings.BreakerTime + SlowStart.Penalty(fallen.Falls, settings),
            Answers = ErrorWindow.Empty,
        };
    }

    /// <summary>What happened while it was open, the answers to earlier requests, says nothing of now.</summary>
    private static InstanceHealth HalfOpen(InstanceHealth health, HealthSettings settings, TimeSpan now) =>
        health with { Breaker = Breaker.HalfOpen, BreakerUntil = now + settings.BreakerTime, Answers = ErrorWindow.Empty, CalmFrom = now };
}
