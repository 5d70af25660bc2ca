using XmppActors.Kernel.Cluster.Core;

namespace XmppActors.Simulation;

[Flags]
public enum Faults
{
    None = 0,

    /// <summary>Datagrams are lost, doubled, late and in any order.</summary>
    Network = 1,

    /// <summary>Links between nodes are cut, often one way only.</summary>
    Partitions = 2,

    /// <summary>Nodes lose the store, while others have it.</summary>
    StoreCuts = 4,

    /// <summary>Processes die; their hosts answer, or are gone as well.</summary>
    Crashes = 8,

    /// <summary>Processes sleep past their lease and wake up.</summary>
    Pauses = 16,

    /// <summary>The store is down for all.</summary>
    Outages = 32,

    /// <summary>A replica of the store takes over and has not heard of the last operations.</summary>
    FailOvers = 64,

    /// <summary>Nodes leave in order and come back.</summary>
    Leaves = 128,

    All = 255,
}

/// <summary>What one seed makes of everything that is left to chance.</summary>
internal sealed record Scenario(int Seed, int Nodes, Faults Faults)
{
    internal static readonly TimeSpan FaultTime = TimeSpan.FromSeconds(25);

    /// <summary>From the end of all faults until every shard must run: fences, a lease, the store's settling, joining, a few steps of rebalancing.</summary>
    internal static readonly TimeSpan HealingTime = TimeSpan.FromSeconds(25);

    internal static readonly string[] Types = ["account", "farm"];

    /// <summary>Scaled down, so that a run passes through many leases.</summary>
    internal static readonly ClusterSettings Settings = new()
    {
        LeaseTtl = TimeSpan.FromSeconds(3),
        LeaseMargin = TimeSpan.FromMilliseconds(150),
        KeepAliveInterval = TimeSpan.FromMilliseconds(750),
        HeartbeatInterval = TimeSpan.FromMilliseconds(400),
        UnreachableAfter = TimeSpan.FromMilliseconds(1400),
        StableAfter = TimeSpan.FromSeconds(1),
        ConsentTime = TimeSpan.FromMilliseconds(1500),
        ConsentMargin = TimeSpan.FromMilliseconds(60),
        RequestTimeout = TimeSpan.FromMilliseconds(500),
        RebalancePause = TimeSpan.FromMilliseconds(500),
        RebalanceStep = 3,
        ShardCount = 8,
    };

    internal static readonly ClusterSettings Production = new();

    internal ClusterSettings Times { get; init; } = Settings;

    internal static Scenario Of(int seed)
    {
        var random = new Random(seed);
        var nodes = random.Next(10) switch { 0 => 1, < 3 => 2, < 7 => 3, < 9 => 4, _ => 5 };
        var faults = random.Next(4) == 0 ? Faults.All : (Faults)random.Next(256);
        return new Scenario(seed, nodes, faults);
    }
}
