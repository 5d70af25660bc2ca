namespace XmppActors.Actors.Components.Health;

/// <summary>How the weight of an instance that has come back grows: in few steps, since each moves keys.</summary>
internal static class SlowStart
{
    /// <summary>What a flapping instance keeps until its weight begins to grow.</summary>
    private const int PenaltyPercent = 1;

    private static readonly int[] Steps = [10, 25, 50, 75]; // Each for a quarter of the time.

    public static int FirstPercent => Steps[0];

    /// <summary>How long the growth is put off: not at the first fall, and twice as long at each further one that follows soon.</summary>
    public static TimeSpan Penalty(int falls, HealthSettings settings)
    {
        if (falls < 2) return TimeSpan.Zero;
        var penalty = settings.SlowStart * Math.Pow(2, Math.Min(falls - 2, 16));
        return penalty < settings.MaxPenalty ? penalty : settings.MaxPenalty;
    }

    public static int Percent(InstanceHealth health, HealthSettings settings, TimeSpan now)
    {
        if (health.GrowsFrom is not { } from || IsOver(health, settings, now)) return 100;
        return now < from ? PenaltyPercent : Steps[StepAt(now - from, settings)];
    }

    public static bool IsOver(InstanceHealth health, HealthSettings settings, TimeSpan now) =>
        health.GrowsFrom is { } from && now - from >= settings.SlowStart;

    /// <summary>When the weight grows next; null: it does not.</summary>
    public static TimeSpan? NextStep(InstanceHealth health, HealthSettings settings, TimeSpan now)
    {
        if (health.GrowsFrom is not { } from || IsOver(health, settings, now)) return null;
        return now < from ? from : from + LengthOf(StepAt(now - from, settings) + 1, settings);
    }

    /// <summary>When the growth of an instance began of which only its weight is known.</summary>
    /// <returns>Null: it has all of it, or is a spare.</returns>
    public static TimeSpan? Resume(FarmInstance known, HealthSettings settings, TimeSpan now)
    {
        if (known.Weight == 0 || known.Weight >= known.ConfiguredWeight) return null;
        var step = Array.FindLastIndex(Steps, percent => Scale(known.ConfiguredWeight, percent) <= known.Weight);
        return now - LengthOf(Math.Max(step, 0), settings);
    }

    /// <summary>So many percent of a weight, at least one.</summary>
    public static int Scale(int weight, int percent) => weight == 0 || percent == 0 ? 0 : Math.Max(1, weight * percent / 100);

    private static int StepAt(TimeSpan grown, HealthSettings settings) => Math.Min(Steps.Length - 1, (int)(grown.Ticks * Steps.Length / settings.SlowStart.Ticks));

    private static TimeSpan LengthOf(int steps, HealthSettings settings) => TimeSpan.FromTicks(((settings.SlowStart.Ticks * steps) + Steps.Length - 1) / Steps.Length);
}
