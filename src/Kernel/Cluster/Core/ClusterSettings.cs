namespace XmppActors.Kernel.Cluster.Core;

/// <summary>Times and steps of the core. All nodes of a cluster must have the same.</summary>
internal sealed record ClusterSettings
{
    /// <summary>How long the store keeps a node's key after it last heard of it.</summary>
    internal TimeSpan LeaseTtl { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>So much earlier than the store does a node count its own lease as ended: for clocks of unequal speed.</summary>
    internal TimeSpan LeaseMargin { get; init; } = TimeSpan.FromMilliseconds(400);

    internal TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(2);

    internal TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>A member that was not heard for so long is unreachable; it is published as such after <see cref="StableAfter"/> more.</summary>
    internal TimeSpan UnreachableAfter { get; init; } = TimeSpan.FromMilliseconds(1500);

    internal TimeSpan StableAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Who has to stop is decided when no member has said anything new of whom it reaches for so long.</summary>
    internal TimeSpan ViewsSettleAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a peer's consent holds: longer than two heartbeats and a round trip.</summary>
    internal TimeSpan ConsentTime { get; init; } = TimeSpan.FromSeconds(1);

    internal TimeSpan ConsentMargin { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>After so long the outcome of a call to the store counts as unknown.</summary>
    internal TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(1);

    internal TimeSpan RebalancePause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Shards of a type that are moved in one step.</summary>
    internal int RebalanceStep { get; init; } = 16;

    /// <summary>Shards of a type that leaving members hand over at the same time.</summary>
    internal int DrainStep { get; init; } = 64;

    /// <summary>Shards of each type; never changes in the life of a cluster.</summary>
    internal int ShardCount { get; init; } = 256;
}
