using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Configuration;
using XmppActors.Kernel.Event;

namespace XmppActors.Kernel.Cluster.Sharding;

/// <summary>The entities of one shard on this node: children of the shard's cell.</summary>
/// <remarks>
/// The usual delivery is a lookup and a put into the mailbox, without a lock of the shard. Only where an entity is missing, passivating
/// or ending is the shard locked. While an entity has messages waiting here, later ones for it join them: so their order is kept.
/// </remarks>
internal sealed class LocalShard
{
    private readonly Lock _gate = new();
    private readonly ActorSystemImpl _system;
    private readonly EntityType _type;
    private readonly ActorCell? _cell; // null: the region has ended.
    private readonly ChildTable _entities;
    private readonly Dictionary<string, Queue<Envelope>> _waiting = [];
    private int _waitingCount;
    private bool _isStopping;
    private bool _hasSuccessor; // Stopping, and what was taken for an entity's next incarnation is handled by it first.

    /// <param name="system">Its system.</param>
    /// <param name="type">Its entities.</param>
    /// <param name="region">The parent of its cell.</param>
    /// <param name="shardId">Names it.</param>
    /// <param name="epoch">Fences what its entities persist; 0 in a system that is alone.</param>
    internal LocalShard(ActorSystemImpl system, EntityType type, ActorCell region, string shardId, long epoch = 0)
    {
        _system = system;
        _type = type;
        _cell = region.TryAttachChild(Props.Create<ShardActor>(this), shardId, sharedChildren: true);
        _cell?.FenceBy(epoch);
        _entities = _cell?.PrepareSharedChildren() ?? new ChildTable();
        _isStopping = _cell is null;
    }

    internal int EntityCount => _entities.Count;

    internal IActorRef? Find(string entityId) => _entities.Find(entityId);

    /// <summary>How long the entities may take to end when the shard moves; then they are stopped.</summary>
    internal TimeSpan HandOffTimeout => _type.Settings.HandOffTimeout;

    /// <summary>Whether it has a place below its region; without, it takes nothing, and nobody hears of its end.</summary>
    internal bool IsAttached => _cell is not null;

    private bool IsFull => _waitingCount >= _type.Settings.BufferSize;

    internal void Deliver(string entityId, object message, IActorRef? sender)
    {
        if (!TryDeliver(entityId, message, sender)) ToDeadLetters(new Envelope(message, sender));
    }

    /// <returns><c>false</c>: the shard is stopping; whoever has the message next may give it to this entity.</returns>
    internal bool TryDeliver(string entityId, object message, IActorRef? sender) =>
        (_entities.Find(entityId) is { } entity && entity.TryTellFromRegion(message, sender))
        || TryDeliverLocked(entityId, new Envelope(message, sender));

    /// <summary>Ends an entity; what comes for it from now on waits for its next incarnation.</summary>
    internal void Passivate(ActorCell entity, object stopMessage) => entity.TellLastFromRegion(stopMessage, _cell);

    internal void PassivateIdle()
    {
        foreach (var entity in _entities.ToArray())
        {
            if (entity.LookForIdleness()) Passivate(entity, _type.HandOffStopMessage);
        }
    }

    /// <summary>Tells all entities to stop; none is started any more.</summary>
    /// <returns>Whether any has still to end.</returns>
    internal bool StopEntities()
    {
        lock (_gate) _isStopping = true;
        foreach (var entity in _entities.ToArray()) Passivate(entity, _type.HandOffStopMessage);
        return _entities.Count > 0;
    }

    /// <summary>Takes nothing from now on; each entity handles what was taken for it, then its stop message. The shard's cell ends when all have.</summary>
    internal void HandOff()
    {
        lock (_gate)
        {
            _isStopping = true;
            _hasSuccessor = true;
        }

        _cell?.Tell(ShardActor.HandOff.Instance, _cell);
    }

    /// <summary>The entities end without handling another message; so does the shard's cell.</summary>
    internal void Abort()
    {
        Queue<Envelope>[] waiting;
        lock (_gate)
        {
            _isStopping = true;
            _hasSuccessor = false;
            waiting = [.. _waiting.Values];
            _waiting.Clear();
            _waitingCount = 0;
        }

        foreach (var entity in _entities.ToArray()) entity.SendSystem(new TerminateActor());
        _cell?.SendSystem(new TerminateActor());
        foreach (var envelope in waiting.SelectMany(queue => queue)) ToDeadLetters(envelope);
    }

    /// <summary>An entity has ended and its id is free: its next incarnation starts with what waits for it.</summary>
    internal void EntityEnded(string entityId)
    {
        lock (_gate)
        {
            if (!_waiting.ContainsKey(entityId)) return;
        }

        var props = _type.PropsOf(entityId); // The application's code: not under our lock.
        Queue<Envelope> waiting;
        lock (_gate)
        {
            // Another incarnation may run already, if nothing was waiting; what waits then waits for that one's end.
            if (_entities.Find(entityId) is not null || !_waiting.Remove(entityId, out waiting!)) return;
            _waitingCount -= waiting.Count;
            if ((!_isStopping || _hasSuccessor) && TryStart(entityId, props, waiting)) return;
        }

        foreach (var envelope in waiting) ToDeadLetters(envelope);
    }

    private bool TryDeliverLocked(string entityId, Envelope envelope)
    {
        Props? props = null;
        while (true)
        {
            lock (_gate)
            {
                if (_waiting.TryGetValue(entityId, out var waiting))
                {
                    if (_isStopping) return false;
                    if (!TryWait(waiting, envelope)) break;
                    return true;
                }

                if (_entities.Find(entityId) is { } entity)
                {
                    if (entity.TryTellFromRegion(envelope.Message, envelope.Sender)) return true;
                    if (_isStopping) return false;
                    if (IsFull) break;
                    TryWait(_waiting[entityId] = new Queue<Envelope>(), envelope);
                    return true;
                }

                if (_isStopping) return false;
                if (props is not null) return TryStart(entityId, props, [envelope]);
            }

            props = _type.PropsOf(entityId);
        }

        ToDeadLetters(envelope);
        return true;
    }

    private bool TryWait(Queue<Envelope> waiting, Envelope envelope)
    {
        if (IsFull) return false;
        waiting.Enqueue(envelope);
        _waitingCount++;
        return true;
    }

    private bool TryStart(string entityId, Props props, IEnumerable<Envelope> first)
    {
        var entity = MakeCell(entityId, props);
        if (_system.ActingTime is not null) entity.ActOnlyInTime();
        foreach (var envelope in first) entity.Prefill(envelope);
        if (_isStopping) Passivate(entity, _type.HandOffStopMessage);
        if (_entities.TryAdd(entity) != ChildTable.Addition.Added) return false;
        entity.Start();
        return true;
    }

    /// <summary>A mailbox that is configured wrongly is neither the teller's fault nor the node's: the entity fails in its place, as it is made.</summary>
    private ActorCell MakeCell(string entityId, Props props)
    {
        try
        {
            return new ActorCell(_system, _cell!, entityId, props);
        }
        catch (ConfigurationException failure)
        {
            return new ActorCell(_system, _cell!, entityId, Props.Failing(failure));
        }
    }

    private void ToDeadLetters(Envelope envelope) => _system.DeadLetters.Tell(
        new DeadLetter(envelope.Message, envelope.Sender ?? _system.DeadLetters, (IActorRef?)_cell ?? _system.DeadLetters),
        envelope.Sender);
}
