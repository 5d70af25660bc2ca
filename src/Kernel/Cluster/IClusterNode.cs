using XmppActors.Kernel.Cluster.Core;

namespace XmppActors.Kernel.Cluster;

/// <summary>The node's membership as the engine's other parts see it.</summary>
internal interface IClusterNode
{
    UniqueAddress Self { get; }

    /// <summary>The newest state; immutable. Read it, then ask <see cref="Standing"/> or <see cref="ShardRoute"/>.</summary>
    ClusterState State { get; }

    /// <summary>The node's monotonic clock, as the state's times count it. Goes on while the process is frozen.</summary>
    TimeSpan Now { get; }

    /// <summary>Until when this node may act (<see cref="Standing.ActsUntil"/>), kept up to date for the hot path: compare with <see cref="Now"/>
    /// at the moment of acting.</summary>
    TimeSpan ActsUntil { get; }

    /// <summary>To be called before joining. All calls of a listener come one after the other, on one thread at a time; they must not block.</summary>
    void Subscribe(IClusterListener listener);

    /// <summary>All entities of a shard that was to stop have ended.</summary>
    void ShardStopped(ShardKey shard);
}

/// <summary>What the core decided for this node; performed in the order of the calls.</summary>
internal interface IClusterListener
{
    /// <summary>The state is another one: members, allocations, reachability.</summary>
    void OnState(ClusterState before, ClusterState now);

    void OnStartShard(ShardKey shard, long epoch);

    /// <summary>Take no more messages for it, let its entities end, then say <see cref="IClusterNode.ShardStopped"/>.</summary>
    void OnStopShard(ShardKey shard);

    /// <summary>Its entities end at once, with nothing written.</summary>
    void OnAbortShard(ShardKey shard);

    /// <summary>Nothing of this node acts any more.</summary>
    void OnFenced(string reason);
}
