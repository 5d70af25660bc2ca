using XmppActors.Kernel.Cluster.Core;

namespace XmppActors.Simulation;

/// <summary>One process on one host: the core under test, its clock, its mesh links and its senders.</summary>
internal sealed class SimulatedProcess(UniqueAddress address, int host, ClusterState state, TimeSpan startedAt, double clockSpeed)
{
    internal UniqueAddress Address => address;

    internal int Host => host;

    internal ClusterState State { get; set; } = state;

    /// <summary>Neither crashed nor fenced nor left: its messages count.</summary>
    internal bool IsAlive { get; set; } = true;

    internal TimeSpan PausedUntil { get; set; }

    internal long WatchedGeneration { get; set; }

    internal long WatchedRevision { get; set; }

    internal Dictionary<ShardKey, ShardOutbox<Post>> Outboxes { get; } = [];

    internal Dictionary<(UniqueAddress From, ShardKey Shard), ShardInbox> Inboxes { get; } = [];

    internal Dictionary<UniqueAddress, MeshLink> LinksTo { get; } = [];

    internal Dictionary<UniqueAddress, MeshReception> Receptions { get; } = [];

    internal Dictionary<ShardKey, int> SentNumbers { get; } = [];

    /// <summary>Its own monotonic clock: starts anywhere, runs a little too fast or too slow, goes on while the process sleeps.</summary>
    internal TimeSpan Clock(TimeSpan trueTime) => TimeSpan.FromSeconds(1000) + ((trueTime - startedAt) * clockSpeed);
}

/// <summary>The sending end of a mesh connection: numbered frames, sent again until acknowledged.</summary>
internal sealed class MeshLink
{
    internal long LastNumber { get; set; }

    internal SortedDictionary<long, (Post Post, long Round)> Unacknowledged { get; } = [];

    internal Dictionary<long, bool> Answered { get; } = [];

    /// <summary>An incarnation that was given up is never spoken to again, though a fail-over of the store may name it once more.</summary>
    internal bool IsClosed { get; private set; }

    internal void Close()
    {
        IsClosed = true;
        Unacknowledged.Clear();
    }
}

/// <summary>The receiving end: takes each frame once and in order, and remembers what it answered.</summary>
internal sealed class MeshReception
{
    internal long Expected { get; set; } = 1;

    internal SortedDictionary<long, (Post Post, long Round)> Early { get; } = [];

    internal Dictionary<long, bool> Answers { get; } = [];
}
