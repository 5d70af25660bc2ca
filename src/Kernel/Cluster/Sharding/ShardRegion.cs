using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Bootstrap;
using XmppActors.Kernel.Event;

namespace XmppActors.Kernel.Cluster.Sharding;

/// <summary>The reference of a region. What it is told goes, on the teller's own thread, straight into the mailbox of the entity; in a cluster,
/// if its shard runs here, else towards the node where it does.</summary>
internal sealed class ShardRegion : InternalActorRef
{
    private readonly Lock _gate = new();
    private readonly ActorSystemImpl _system;
    private readonly EntityType _type;
    private readonly ActorCell _cell;
    private readonly HashCodeMessageExtractor? _numbering; // null: shards have names that only the extractor knows.
    private readonly LocalShard?[] _numbered;
    private readonly ConcurrentDictionary<string, LocalShard> _shards = new();
    private readonly ClusteredShard[]? _clustered;

    /// <param name="system">Its system.</param>
    /// <param name="guardian">The parent of all regions.</param>
    /// <param name="typeName">Names the type.</param>
    /// <param name="type">Its entities.</param>
    /// <param name="cluster"><c>null</c>: the system is alone, and all shards run here.</param>
    internal ShardRegion(ActorSystemImpl system, ActorCell guardian, string typeName, EntityType type, ShardingNode? cluster)
    {
        _system = system;
        _type = type;
        TypeName = typeName;
        WireType = EntityFrame.TypeOf(typeName);
        _numbering = type.Extractor as HashCodeMessageExtractor;
        if (_numbering is not null && !UsesShardNumbers(_numbering)) _numbering = null;
        _numbered = new LocalShard?[_numbering?.MaxNumberOfShards ?? 0];
        _cell = guardian.AttachChild(Props.Create<ShardRegionActor>(this), typeName, sharedChildren: true);
        Path = _cell.Path;
        _clustered = cluster is null ? null : MakeShards(cluster);
    }

    public override ActorPath Path { get; }

    internal override ActorSystemImpl SystemImpl => _system;

    internal EntityType Type => _type;

    internal string TypeName { get; }

    internal uint WireType { get; }

    /// <summary>Those that have entities on this node.</summary>
    internal IEnumerable<LocalShard> Shards => _clustered is null
        ? _shards.Values
        : _clustered.Select(shard => shard.Local).OfType<LocalShard>();

    /// <summary>All shards of the type, as this node of a cluster sees them.</summary>
    internal ClusteredShard[] Clustered => _clustered ?? [];

    public override void Tell(object message, IActorRef? sender)
    {
        ThrowIfNull(message);
        if (!TryRead(message, out var entityId, out var entityMessage))
        {
            _system.DeadLetters.Tell(new DeadLetter(message, sender ?? _system.DeadLetters, this), sender);
            return;
        }

        if (_clustered is null) ShardOf(entityId, message).Deliver(entityId, entityMessage, sender);
        else _clustered[ClusterNumberOf(entityId, message, _clustered.Length)].Deliver(entityId, entityMessage, sender);
    }

    internal override void SendSystem(SystemMessage message) => _cell.SendSystem(message);

    /// <summary>Tells each entity to stop and lets no new one start.</summary>
    /// <returns>Completes when all have ended.</returns>
    internal Task StopEntities() => _cell.Ask<Done>(ShardRegionActor.StopEntities.Instance);

    internal RegionReport Report() => new(TypeName, _clustered is null
        ? [.. _shards.OrderBy(shard => shard.Key.Length).ThenBy(shard => shard.Key, StringComparer.Ordinal)
            .Select(shard => new ShardReport(shard.Key, RunsHere: true, shard.Value.EntityCount, 0, 0))]
        : [.. _clustered.Select(shard => shard.Report()).Where(shard => shard.RunsHere || shard.Held + shard.Unanswered > 0)]);

    internal LocalShard MakeLocalShard(string shardId, long epoch) => new(_system, _type, _cell, shardId, epoch);

    internal void ShardEnded(string shardId)
    {
        if (_clustered is not null) _clustered[int.Parse(shardId, CultureInfo.InvariantCulture)].Ended();
    }

    private bool TryRead(
        object message, [NotNullWhen(true)] out string? entityId, [NotNullWhen(true)] out object? entityMessage)
    {
        if (message is ShardingEnvelope envelope)
        {
            entityId = envelope.EntityId;
            entityMessage = envelope.Message;
        }
        else
        {
            try
            {
                entityId = _type.Extractor.EntityId(message);
                entityMessage = _type.Extractor.EntityMessage(message);
            }
            catch (Exception failure) // An extractor's fault is not the teller's.
            {
                _system.EventStream.Publish(new Error(failure, Path.ToString(), _type.Extractor.GetType(), failure.Message));
                entityId = null;
                entityMessage = null;
            }
        }

        return !string.IsNullOrEmpty(entityId) && entityMessage is not null;
    }

    private static bool UsesShardNumbers(HashCodeMessageExtractor extractor) =>
        extractor.GetType().GetMethod(nameof(IMessageExtractor.ShardId), [typeof(string), typeof(object)])
            ?.DeclaringType == typeof(HashCodeMessageExtractor);

    private ClusteredShard[] MakeShards(ShardingNode cluster)
    {
        var shards = new ClusteredShard[cluster.Node.State.Settings.ShardCount];
        for (var i = 0; i < shards.Length; i++)
            shards[i] = new ClusteredShard(this, cluster, i, i.ToString(CultureInfo.InvariantCulture));
        return shards;
    }

    /// <summary>A cluster has so many shards of each type, whatever the extractor thinks.</summary>
    private int ClusterNumberOf(string entityId, object message, int shards)
    {
        if (_numbering is null) return (int)(StableHash.Of(_type.Extractor.ShardId(entityId, message)) % (uint)shards);
        var number = _numbering.ShardNumber(entityId);
        return number < shards ? number : number % shards;
    }

    private LocalShard ShardOf(string entityId, object message)
    {
        if (_numbering is null) return ShardOf(_type.Extractor.ShardId(entityId, message));
        ref var slot = ref _numbered[_numbering.ShardNumber(entityId)];
        if (Volatile.Read(ref slot) is { } known) return known;
        var shard = ShardOf(_numbering.ShardId(entityId));
        Volatile.Write(ref slot, shard);
        return shard;
    }

    private LocalShard ShardOf(string shardId) =>
        _shards.TryGetValue(shardId, out var shard) ? shard : MakeShard(shardId);

    private LocalShard MakeShard(string shardId)
    {
        lock (_gate)
        {
            if (_shards.TryGetValue(shardId, out var made)) return made;
            return _shards[shardId] = new LocalShard(_system, _type, _cell, shardId);
        }
    }
}
