using XmppActors.Host.Bridge;

namespace XmppActors.Host.Clustering;

/// <summary>The node's cluster and what runs in it, for operators. Nodes are named <c>host:port</c>, or that with <c>#incarnation</c>.</summary>
internal interface IClusterAdministration
{
    /// <returns>Null: the node is alone.</returns>
    ClusterView? Show();

    /// <returns>Null: no other cluster is bridged.</returns>
    BridgeReport? ShowBridge();

    /// <summary>Has a node drain, leave and end; returns when it has begun to.</summary>
    Task<ClusterOutcome> LeaveAsync(string node, CancellationToken cancellationToken);

    /// <summary>Vouches that a node's process does not run: the others take over at once.</summary>
    ClusterOutcome Down(string node);

    /// <summary>What runs of each entity type, here and on those other nodes that answer.</summary>
    Task<IReadOnlyList<ShardingView>> ShardingAsync(CancellationToken cancellationToken);

    /// <summary>The actors of this node, from a path downwards.</summary>
    /// <returns>Null: there is no such actor.</returns>
    ActorView? Actors(string path, int depth, int width);

    /// <summary>How many actors of each class this node has.</summary>
    IReadOnlyDictionary<string, int> ActorCounts();
}

/// <summary>What came of a command to the cluster. Names go over the wire: append only.</summary>
internal enum ClusterOutcome
{
    Done = 0,

    /// <summary>The node is alone.</summary>
    Alone = 1,

    /// <summary>There is no such member.</summary>
    Unknown = 2,

    /// <summary>It is the node that was asked, which evidently runs.</summary>
    Self = 3,

    /// <summary>The member did not answer.</summary>
    Silent = 4,
}
