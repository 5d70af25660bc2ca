using System.Collections.Immutable;
using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Cluster.Core;
using XmppActors.Kernel.Cluster.Mesh;
using XmppActors.Kernel.Serialization;

namespace XmppActors.Kernel.Cluster.Sharding;

/// <summary>The regions of one node of a cluster: told by the cluster what to run here, and by the mesh what comes for them.</summary>
internal sealed class ShardingNode : IClusterListener
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ShardKey, long> _orphans = []; // Shards of types that have no region here yet, with their epochs.
    private readonly ActingTime _actingTime;
    private ImmutableArray<ShardRegion> _regions = [];

    internal ShardingNode(ActorSystemImpl system, ClusterRuntime runtime)
        : this(system, runtime.Node, runtime.Mesh, (runtime.Setup.Time ?? system.Clock.Provider) == TimeProvider.System)
    {
        runtime.Register(FrameKind.Entity, runtime.Remote.UntilGivenUp(Reception));
        runtime.Register(FrameKind.EntityAnswer, Answers);
        runtime.Register(FrameKind.Farewell, Farewell);
        runtime.SubscribeWritable(OnWritable);
    }

    internal ShardingNode(ActorSystemImpl system, IClusterNode node, IMesh mesh, bool isRealTime)
    {
        _actingTime = new ActingTime(node, isRealTime);
        System = system;
        System.ActingTime = _actingTime;
        Node = node;
        Mesh = mesh;
        Answers = new EntityAnswers(this);
        Reception = new EntityReception(this);
        Farewell = new Farewell(this);
        node.Subscribe(this);
    }

    internal ActorSystemImpl System { get; }

    internal IClusterNode Node { get; }

    internal IMesh Mesh { get; }

    internal MessageCodec Codec => System.Codec;

    /// <summary>Takes frames of the kind <see cref="FrameKind.EntityAnswer"/>.</summary>
    internal EntityAnswers Answers { get; }

    /// <summary>Takes frames of the kind <see cref="FrameKind.Entity"/>.</summary>
    internal EntityReception Reception { get; }

    /// <summary>Takes frames of the kind <see cref="FrameKind.Farewell"/>.</summary>
    internal Farewell Farewell { get; }

    internal UniqueAddress Self => Node.Self;

    /// <summary>Whether this node may act at this moment.</summary>
    internal bool MayAct => _actingTime.IsNow;

    internal bool IsOver { get; private set; }

    /// <summary>Whether any shard runs here, or has entities left.</summary>
    internal bool HasShards
    {
        get
        {
            foreach (var region in _regions)
            {
                foreach (var shard in region.Clustered)
                {
                    if (shard.Local is not null) return true;
                }
            }

            return false;
        }
    }

    public void OnState(ClusterState before, ClusterState now)
    {
        if (ReferenceEquals(before.Members, now.Members) && ReferenceEquals(before.Allocations, now.Allocations)
            && before.IsSettled == now.IsSettled && before.Phase == now.Phase) return;
        foreach (var region in _regions)
        {
            foreach (var shard in region.Clustered) shard.OnState(now);
        }

        Reception.Forget(now);
        Answers.Forget(now);
        if (now.Phase == NodePhase.Exited) End();
    }

    public void OnStartShard(ShardKey shard, long epoch)
    {
        lock (_gate)
        {
            if (Find(shard) is { } found) found.Start(epoch);
            else _orphans[shard] = epoch;
        }
    }

    public void OnStopShard(ShardKey shard)
    {
        lock (_gate) _orphans.Remove(shard);
        if (Find(shard) is { } found) found.Stop();
        else Farewell.ShardStopped(shard);
    }

    public void OnAbortShard(ShardKey shard)
    {
        lock (_gate) _orphans.Remove(shard);
        Find(shard)?.Abort();
    }

    public void OnFenced(string reason) => End();

    public void OnWritable(UniqueAddress peer)
    {
        Answers.OnWritable(peer);
        foreach (var region in _regions)
        {
            foreach (var shard in region.Clustered) shard.OnWritable(peer);
        }
    }

    /// <summary>A region was started; it may have shards to run already.</summary>
    internal void Add(ShardRegion region)
    {
        lock (_gate)
        {
            if (_regions.FirstOrDefault(other => other.WireType == region.WireType) is { } other)
                throw new ArgumentException($"Shard type [{region.TypeName}] looks like [{other.TypeName}] on the wire: rename one.", nameof(region));
            _regions = _regions.Add(region);
            foreach (var shard in region.Clustered)
            {
                shard.OnState(Node.State); // It may have changed since the shard was made.
                if (_orphans.Remove(shard.Key, out var epoch)) shard.Start(epoch);
                if (IsOver) shard.Close();
            }
        }
    }

    internal bool IsGone(UniqueAddress address) => ShardRoute.IsGone(Node.State, address);

    /// <summary>Whether nothing is for that node any more, and it has answered everything.</summary>
    internal bool SendsNothingTo(UniqueAddress address)
    {
        foreach (var region in _regions)
        {
            foreach (var shard in region.Clustered)
            {
                if (shard.IsSendingTo(address)) return false;
            }
        }

        return true;
    }

    /// <summary>Whether nothing waits here or is unanswered, save for these shards.</summary>
    internal bool HasSentAllBut(List<ShardKey> except)
    {
        foreach (var region in _regions)
        {
            foreach (var shard in region.Clustered)
            {
                if (shard.Outgoing != (0, 0) && !except.Contains(shard.Key)) return false;
            }
        }

        return true;
    }

    /// <summary>Runs something on a thread of the pool, or wherever turns run.</summary>
    internal void Run(IThreadPoolWorkItem work)
    {
        if (System.Dispatcher is { } dispatcher) dispatcher.Schedule(work);
        else ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);
    }

    internal ClusteredShard? Find(uint wireType, uint number)
    {
        foreach (var region in _regions)
        {
            if (region.WireType == wireType) return number < region.Clustered.Length ? region.Clustered[number] : null;
        }

        return null;
    }

    private ClusteredShard? Find(ShardKey shard) => Find(EntityFrame.TypeOf(shard.Type), (uint)shard.Shard);

    private void End()
    {
        lock (_gate) IsOver = true;
        foreach (var region in _regions)
        {
            foreach (var shard in region.Clustered)
            {
                shard.Abort();
                shard.Close();
            }
        }
    }
}
