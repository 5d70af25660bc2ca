using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Components.Health;

/// <summary>What a farm thinks of an instance, as functions of what it thought, what it is told, and the time.</summary>
/// <remarks>Of several reasons the gravest counts: down, suspect, draining, breaker, late.</remarks>
internal static class HealthRules
{
    /// <summary>How often a stream reports while something is outstanding.</summary>
    public static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);

    /// <summary>An instance that has just joined.</summary>
    /// <param name="former">What was thought of it when it left, not long ago. Null: it is new.</param>
    /// <param name="hasOthers">Others get stanzas: it may take its time.</param>
    public static InstanceHealth Join(InstanceHealth? former, bool hasOthers, HealthSettings settings, TimeSpan now)
    {
        var joined = new InstanceHealth { State = InstanceState.Ready, ReportedAt = now };
        return former is null ? joined : Return(joined with { Falls = former.Falls, CalmFrom = former.CalmFrom }, hasOthers, settings, now);
    }

    /// <summary>An instance that an earlier entity of the farm has decided about.</summary>
    public static InstanceHealth Resume(FarmInstance known, HealthSettings settings, TimeSpan now)
    {
        var health = new InstanceHealth { State = known.State, Reason = known.State == InstanceState.Ready ? "" : "as before", ReportedAt = now };
        return known.State switch
        {
            // Its stream reports within a second; if it does not, that is a reason of its own.
            InstanceState.Suspect => health with { Facts = new InstanceFacts(1, settings.SuspectAfter, 0, 0, 0) },
            InstanceState.Degraded => health with { Facts = new InstanceFacts(1, settings.DegradedAfter, 0, 0, 0) },
            InstanceState.Draining => health with { State = InstanceState.Ready, Reason = "" }, // The drain itself is remembered.
            _ => health with { GrowsFrom = SlowStart.Resume(known, settings, now) },
        };
    }

    /// <summary>Its stream has reported.</summary>
    public static InstanceHealth Report(InstanceHealth health, InstanceFacts facts, bool hasOthers, HealthSettings settings, TimeSpan now)
    {
        var requests = Math.Max(0, facts.Requests - health.Facts.Requests);
        var errors = Math.Max(0, facts.Errors - health.Facts.Errors);
        return Judge(
            health with { Facts = facts, ReportedAt = now, Answers = health.Answers.Add(requests, errors, settings.BreakerWindow, now) },
            hasOthers,
            settings,
            now);
    }

    /// <summary>The operator wants it empty, or does so no more.</summary>
    /// <param name="by">Null: no more.</param>
    /// <param name="quiet">Once it has been quiet for so long it is empty.</param>
    public static InstanceHealth Drain(InstanceHealth health, TimeSpan? by, TimeSpan quiet, bool hasOthers, HealthSettings settings, TimeSpan now) =>
        Judge(health with { DrainBy = by, DrainedAt = now, DrainQuiet = quiet }, hasOthers, settings, now);

    /// <summary>What is to be thought of it now: a pure matter of what is known and of the time.</summary>
    public static InstanceHealth Judge(InstanceHealth health, bool hasOthers, HealthSettings settings, TimeSpan now)
    {
        if (health.State == InstanceState.Down) return health;
        var waited = Waited(health, settings, now);
        if (waited >= settings.DownAfter)
        {
            var reason = $"nothing acknowledged for {Seconds(settings.DownAfter)}";
            return Fall(health, settings, now) with
            {
                State = InstanceState.Down, Reason = reason, End = new LinkEnd(reason, StreamErrorCondition.ConnectionTimeout),
            };
        }

        if (health.DrainBy is { } by && (now >= by || now >= EmptyAt(health))) health = health with { End = new LinkEnd("drained", null) };
        if (waited >= settings.SuspectAfter)
        {
            if (health.State == InstanceState.Suspect) return health;
            var reason = IsSilent(health, settings, now)
                ? $"no word of its node for {Seconds(now - health.ReportedAt)}"
                : $"nothing acknowledged for {Seconds(settings.SuspectAfter)}";
            return Fall(health, settings, now) with { State = InstanceState.Suspect, Reason = reason };
        }

        if (health.State == InstanceState.Suspect) health = Return(health, hasOthers, settings, now);
        health = BreakerRules.Judge(health, hasOthers, settings, now);
        if (SlowStart.IsOver(health, settings, now)) health = health with { GrowsFrom = null };
        if (health.DrainBy is not null) return health with { State = InstanceState.Draining, Reason = "drained by an operator" };
        if (health.Breaker == Breaker.Open) return health with { State = InstanceState.Degraded, Reason = "its circuit breaker is open: too many errors" };
        if (health.Breaker == Breaker.HalfOpen) return health with { State = InstanceState.Degraded, Reason = "tried with a small share after too many errors" };
        var limit = health.State == InstanceState.Degraded ? settings.DegradedAfter / 2 : settings.DegradedAfter;
        return waited >= limit
            ? health with { State = InstanceState.Degraded, Reason = $"acknowledges later than {Seconds(settings.DegradedAfter)}" }
            : health with { State = InstanceState.Ready, Reason = "" };
    }

    /// <summary>When time alone may change what is thought of it, or its weight; null: never.</summary>
    public static TimeSpan? NextChange(InstanceHealth health, HealthSettings settings, TimeSpan now)
    {
        TimeSpan? next = null;
        if (health.State == InstanceState.Down) return next;
        if (health.Facts.Outstanding > 0)
            Consider(health.ReportedAt + SilentAfter(settings));
        if (IsWaiting(health))
            Consider(health.ReportedAt + settings.DownAfter - health.Facts.OldestUnacknowledged);
        if (health.Breaker != Breaker.Closed) Consider(health.BreakerUntil);
        if (health is { DrainBy: { } by, End: null })
        {
            Consider(by);
            if (EmptyAt(health) is { } empty) Consider(empty);
        }

        if (SlowStart.NextStep(health, settings, now) is { } step) Consider(step);
        return next;

        void Consider(TimeSpan at)
        {
            if (at > now && (next is null || at < next)) next = at;
        }
    }

    /// <summary>What it may keep of its weight, in percent.</summary>
    public static int Percent(InstanceHealth health, HealthSettings settings, TimeSpan now)
    {
        var percent = health.Breaker switch
        {
            Breaker.Open => 0,
            Breaker.HalfOpen => SlowStart.FirstPercent,
            _ => SlowStart.Percent(health, settings, now),
        };
        return health is { State: InstanceState.Degraded, Breaker: Breaker.Closed } ? Math.Min(percent, settings.DegradedPercent) : percent;
    }

    /// <summary>One fall more, if the last is not long ago.</summary>
    public static InstanceHealth Fall(InstanceHealth health, HealthSettings settings, TimeSpan now)
    {
        if (health.State is InstanceState.Suspect or InstanceState.Down) return health; // The same fall still.
        var isFlapping = health.CalmFrom is { } calm && now - calm <= settings.FlapWindow;
        return health with { Falls = isFlapping ? health.Falls + 1 : 1, CalmFrom = now, GrowsFrom = null };
    }

    /// <summary>It is well again: it gets its weight in steps, later the more often it has fallen. One that is alone gets all.</summary>
    public static InstanceHealth Return(InstanceHealth health, bool hasOthers, HealthSettings settings, TimeSpan now)
    {
        if (!hasOthers) return health with { CalmFrom = now, GrowsFrom = null };
        var from = now + SlowStart.Penalty(health.Falls, settings);
        return health with { CalmFrom = from + settings.SlowStart, GrowsFrom = from };
    }

    /// <summary>For how long it owes an acknowledgement. A stream that is silent although something is outstanding is thought to say
    /// still what it said last.</summary>
    private static TimeSpan Waited(InstanceHealth health, HealthSettings settings, TimeSpan now) =>
        IsWaiting(health) || IsSilent(health, settings, now)
            ? health.Facts.OldestUnacknowledged + (now - health.ReportedAt)
            : health.Facts.OldestUnacknowledged;

    /// <summary>When a drained instance counts as empty, if it says nothing more; a stream with nothing outstanding does not report.</summary>
    /// <returns>Null: something is outstanding.</returns>
    private static TimeSpan? EmptyAt(InstanceHealth health)
    {
        if (health.Facts.Outstanding > 0 || health.Facts.OldestUnacknowledged > TimeSpan.Zero) return null;
        var last = health.ReportedAt > health.DrainedAt ? health.ReportedAt : health.DrainedAt;
        return last + (health.DrainQuiet > ReportInterval ? health.DrainQuiet : ReportInterval);
    }

    private static bool IsWaiting(InstanceHealth health) => health.State == InstanceState.Suspect && health.Facts.OldestUnacknowledged > TimeSpan.Zero;

    private static bool IsSilent(InstanceHealth health, HealthSettings settings, TimeSpan now) =>
        health.Facts.Outstanding > 0 && now - health.ReportedAt >= SilentAfter(settings);

    private static TimeSpan SilentAfter(HealthSettings settings) => settings.SuspectAfter + ReportInterval;

    private static string Seconds(TimeSpan time) => FormattableString.Invariant($"{time.TotalSeconds:0.###} s");
}
