namespace XmppActors.Actors.Components.Health;

/// <summary>When an instance is thought to be well, and what it gets when it was not: <c>xmpp.farms."domain".health</c>.</summary>
internal sealed record HealthSettings
{
    public static readonly HealthSettings Default = new();

    /// <summary>Age of the oldest stanza that it has not acknowledged, from which on it is <see cref="InstanceState.Degraded"/>; it is ready again
    /// below half of that. 50 ms to 5 min, shorter than <see cref="SuspectAfter"/>.</summary>
    public TimeSpan DegradedAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The age from which on it is <see cref="InstanceState.Suspect"/>. 100 ms to 5 min, shorter than <see cref="DownAfter"/>.</summary>
    public TimeSpan SuspectAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The age from which on it is <see cref="InstanceState.Down"/>, and its link closed with <c>connection-timeout</c>.
    /// 1 s to 1 h.</summary>
    public TimeSpan DownAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the weight of an instance that has come back takes to grow to its whole. 0 to 1 h.</summary>
    public TimeSpan SlowStart { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Two falls within this time are flapping. 1 s to 1 h.</summary>
    public TimeSpan FlapWindow { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Longest time that flapping puts the growth of the weight off; doubled with each fall up to this. 0 to 1 h.</summary>
    public TimeSpan MaxPenalty { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>What a degraded instance keeps of its weight, in percent. 1 to 100.</summary>
    public int DegradedPercent { get; init; } = 50;

    /// <summary>Errors among a window's answers, in percent, beyond which the circuit breaker opens. 1 to 100; 100: never.</summary>
    public int BreakerPercent { get; init; } = 50;

    /// <summary>Fewest requests in a window for the breaker to open. 1 to 100000.</summary>
    public int BreakerRequests { get; init; } = 20;

    /// <summary>The window, which slides. 1 s to 10 min.</summary>
    public TimeSpan BreakerWindow { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an open breaker keeps stanzas away, before a small share is tried. 100 ms to 1 h.</summary>
    public TimeSpan BreakerTime { get; init; } = TimeSpan.FromSeconds(10);
}
