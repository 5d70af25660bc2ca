using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Bootstrap;
using XmppActors.Kernel.Cluster.Core;

namespace XmppActors.Kernel.Cluster.Sharding;

/// <summary>One shard of a region as a node of a cluster sees it: it runs here, or somewhere else, or is on its way.</summary>
/// <remarks>
/// While it runs here and nothing waits, a message goes straight into the entity's mailbox. Else it joins the outbox, and the short way opens
/// again only when the outbox is empty: so none overtakes. What is not said to be volatile changes under the gate.
/// </remarks>
internal sealed partial class ClusteredShard
{
    private readonly Lock _gate = new();
    private readonly ShardRegion _region;
    private readonly ShardingNode _cluster;
    private readonly int _number;
    private readonly string _name;
    private LocalShard? _direct; // Volatile: takes what is told here.
    private LocalShard? _running; // Volatile: takes what other nodes send.
    private LocalShard? _ending;
    private long _epoch;
    private bool _startsAgain; // When the one before has ended.
    private bool _saysStopped; // When it has ended.

    internal ClusteredShard(ShardRegion region, ShardingNode cluster, int number, string name)
    {
        _region = region;
        _cluster = cluster;
        _number = number;
        _name = name;
        Key = new ShardKey(region.TypeName, number);
        _outbox = new ShardOutbox<EntityMessage>(region.Type.Settings.OutboxSize);
        _owner = OtherOwner(cluster.Node.State);
    }

    internal ShardKey Key { get; }

    /// <summary>Its entities on this node, if it runs here or is ending.</summary>
    internal LocalShard? Local => Volatile.Read(ref _running) ?? Volatile.Read(ref _ending);

    internal ShardReport Report() => new(_name, Local is not null, Local?.EntityCount ?? 0, Outgoing.Held, Outgoing.Unanswered);

    internal void Deliver(string entityId, object message, IActorRef? sender)
    {
        if (Volatile.Read(ref _direct) is { } local && _cluster.MayAct && local.TryDeliver(entityId, message, sender)) return;
        Send(new EntityMessage(entityId, message, sender));
    }

    /// <summary>Takes what another node sent, if the shard takes messages here at this moment.</summary>
    internal bool TryReceive(string entityId, object message, IActorRef? sender) =>
        Volatile.Read(ref _running) is { } local && _cluster.MayAct && local.TryDeliver(entityId, message, sender);

    internal bool IsReceiving => Volatile.Read(ref _running) is not null && _cluster.MayAct;

    /// <param name="epoch">Of this node's ownership.</param>
    internal void Start(long epoch)
    {
        lock (_gate)
        {
            _epoch = epoch;
            _startsAgain = _ending is not null;
            if (!_startsAgain && _running is null) Run();
        }
    }

    /// <summary>Takes no more; when all entities have ended, the cluster is told.</summary>
    internal void Stop()
    {
        lock (_gate)
        {
            _startsAgain = false;
            if (TakeRunning() is { } local) local.HandOff();
            _saysStopped = _ending is not null;
            if (_saysStopped) return;
        }

        _cluster.Farewell.ShardStopped(Key);
    }

    /// <summary>Its entities end at once.</summary>
    internal void Abort()
    {
        lock (_gate)
        {
            _startsAgain = false;
            _saysStopped = false;
            TakeRunning();
            _ending?.Abort();
        }
    }

    /// <summary>All entities have ended, and so has the shard's cell.</summary>
    internal void Ended()
    {
        bool saysStopped;
        lock (_gate)
        {
            TakeRunning(); // It may have ended with the whole region.
            Volatile.Write(ref _ending, null);
            saysStopped = _saysStopped;
            _saysStopped = false;
            if (_startsAgain) Run();
            _startsAgain = false;
        }

        if (saysStopped) _cluster.Farewell.ShardStopped(Key);
    }

    private void Run()
    {
        var local = _region.MakeLocalShard(_name, _epoch);
        if (!local.IsAttached) return; // The region has ended.
        Volatile.Write(ref _running, local);
        _waitsForRetry = false;
        Flush();
    }

    private LocalShard? TakeRunning()
    {
        if (_running is not { } local) return null;
        Volatile.Write(ref _direct, null);
        Volatile.Write(ref _running, null);
        Volatile.Write(ref _ending, local);
        return local;
    }
}
