using System.Collections.Immutable;
using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Bootstrap.Journals;
using XmppActors.Kernel.Cluster.Core;
using XmppActors.Kernel.Cluster.Mesh;
using XmppActors.Kernel.Cluster.Sharding;
using XmppActors.Kernel.Serialization;
using XmppActors.Kernel.Support;
using XmppActors.Tests.Shared;

namespace XmppActors.Kernel.ClusterShardingTests;

/// <summary>Several nodes in one process, whose shards start and stop when the test says so; time and turns pass when it says so, too.</summary>
internal sealed class World : IDisposable
{
    internal const string Type = "account";

    private readonly ImmutableArray<Slot>.Builder _slots;
    private readonly SteppedTurns _network;
    private long _epoch;

    internal World(int nodes, string config = "", int? seed = null, long bound = 1 << 20, WorldEntities? entities = null)
    {
        _network = new SteppedTurns(seed);
        var network = new InMemoryMeshNetwork(_network.Schedule, bound);
        Network = network;
        _slots = ImmutableArray.CreateBuilder<Slot>();
        _slots.AddRange(new Slot[FakeClusterNode.ShardCount]);
        Nodes = [.. Enumerable.Range(0, nodes).Select(i => new WorldNode(this, i, config, seed is null ? null : seed + i, entities))];
        Members.AddRange(Nodes.Select(node => node.Address));
        foreach (var node in Nodes) node.Join(network);
        Show();
    }

    internal InMemoryMeshNetwork Network { get; }

    internal WorldNode[] Nodes { get; }

    internal WorldNode this[int node] => Nodes[node];

    internal List<UniqueAddress> Members { get; } = [];

    /// <summary>What entities were told, in their order: entity, node, incarnation, message.</summary>
    internal List<(string Id, int Node, object Message)> Handled { get; } = [];

    internal static ShardKey ShardOf(string id) => new(Type, (int)(StableHash.Of(id) % FakeClusterNode.ShardCount));

    public void Dispose()
    {
        foreach (var node in Nodes) node.Dispose();
    }

    /// <summary>Lets everything happen that needs no time.</summary>
    internal void Settle()
    {
        while (Step())
        {
        }
    }

    /// <returns><c>false</c>: there is nothing to do.</returns>
    internal bool Step(Random? random = null)
    {
        var first = random?.Next(Nodes.Length + 1) ?? 0;
        for (var i = 0; i <= Nodes.Length; i++)
        {
            var next = (first + i) % (Nodes.Length + 1);
            if (next == Nodes.Length ? _network.RunOne() : Nodes[next].Stage.Turns.RunOne()) return true;
        }

        return false;
    }

    internal void Advance(TimeSpan by)
    {
        foreach (var node in Nodes)
        {
            node.Stage.Time.Advance(by);
            Settle();
        }
    }

    /// <summary>Gives a shard to a node and lets it run there.</summary>
    internal void Give(ShardKey shard, int node)
    {
        Own(shard, node);
        Start(shard, node);
        Settle();
    }

    /// <summary>All nodes see the new owner; it does not know of it yet.</summary>
    internal void Own(ShardKey shard, int node)
    {
        _slots[shard.Shard] = new Slot(Nodes[node].Address, IsStopping: false, ++_epoch);
        Show();
    }

    internal void Start(ShardKey shard, int node) => Nodes[node].Node.Listener.OnStartShard(shard, _epoch);

    /// <summary>The owner is asked to stop, and all nodes see it.</summary>
    internal void Stop(ShardKey shard)
    {
        var slot = _slots[shard.Shard];
        _slots[shard.Shard] = slot with { IsStopping = true };
        Show();
        if (Nodes.FirstOrDefault(node => node.Address.Equals(slot.Owner)) is { } owner) owner.Node.Listener.OnStopShard(shard);
    }

    internal void Move(ShardKey shard, int node)
    {
        Stop(shard);
        Settle();
        Give(shard, node);
    }

    /// <summary>A node dies; the others know.</summary>
    internal void Lose(int node)
    {
        Network.Kill(Nodes[node].Address);
        Nodes[node].IsDead = true;
        Members.Remove(Nodes[node].Address);
        Show();
    }

    /// <summary>All living nodes see members and owners as they are.</summary>
    internal void Show()
    {
        foreach (var node in Nodes) ShowTo(node);
    }

    internal void ShowTo(WorldNode node)
    {
        if (node.IsDead) return;
        node.Mesh.SetPeers([.. Members.Where(member => !member.Equals(node.Address))]);
        node.Node.Show(Members, Type, _slots.ToImmutable());
    }

    /// <summary>Sets a slot, and shows it to nobody yet.</summary>
    internal void Write(ShardKey shard, int? node, bool isStopping) => _slots[shard.Shard] = node is null
        ? default
        : new Slot(Nodes[node.Value].Address, isStopping, isStopping ? _epoch : ++_epoch);

    internal object[] Of(string id) => [.. Handled.Where(handled => handled.Id == id).Select(handled => handled.Message)];
}

/// <summary>Entities of the test's own, with a journal.</summary>
/// <param name="JournalOf">That of a node, by its index.</param>
/// <param name="PropsOf">Of an entity, by node and id.</param>
internal sealed record WorldEntities(Func<int, IJournal> JournalOf, Func<int, string, Props> PropsOf);

internal sealed record To(string Id, object Message);

/// <summary>A message that nobody can read.</summary>
internal sealed record Riddle;

internal sealed class RiddleSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public override int Identifier => 4711;

    public override string Manifest(object o) => "riddle";

    public override byte[] ToBinary(object obj) => [1];

    public override object FromBinary(byte[] bytes, string manifest) => throw new InvalidOperationException("nobody knows");
}

/// <summary>One system of the <see cref="World"/>.</summary>
internal sealed class WorldNode : IMeshReceiver, IDisposable
{
    private readonly World _world;
    private readonly int _index;
    private readonly string _config;
    private readonly WorldEntities? _entities;
    private ShardingNode _sharding = null!;

    internal WorldNode(World world, int index, string config, int? seed, WorldEntities? entities)
    {
        _world = world;
        _index = index;
        _config = config;
        _entities = entities;
        Address = new UniqueAddress($"n{index}", 1, 1);
        Stage = new Stage(_config, seed, entities?.JournalOf(index));
        Dropped = Probe.In(Stage.System);
        Stage.System.EventStream.Subscribe(Dropped.Ref, typeof(Kernel.Event.Dropped));
        var start = Stage.Time.GetTimestamp();
        Node = new FakeClusterNode(Address, () => Stage.Time.GetElapsedTime(start));
    }

    internal UniqueAddress Address { get; }

    internal Stage Stage { get; }

    internal Probe Dropped { get; }

    internal FakeClusterNode Node { get; }

    internal IMesh Mesh { get; private set; } = null!;

    internal IActorRef Region { get; private set; } = null!;

    internal bool IsDead { get; set; }

    /// <summary>What an entity does with a message beside noting it.</summary>
    internal Action<string, object, IActorContext>? Behaviour { get; set; }

    internal ClusteredShard Shard(ShardKey shard) => ((ShardRegion)Region).Clustered[shard.Shard];

    public void Dispose() => Stage.Dispose();

    public void OnControl(UniqueAddress from, ReadOnlySpan<byte> datagram)
    {
    }

    public void OnFrame(UniqueAddress from, ReadOnlySpan<byte> frame)
    {
        if (IsDead) return;
        IFrameHandler handler = (FrameKind)frame[0] switch
        {
            FrameKind.Entity => _sharding.Reception,
            FrameKind.EntityAnswer => _sharding.Answers,
            _ => _sharding.Farewell,
        };
        handler.OnFrame(from, frame[1..]);
    }

    public void OnWritable(UniqueAddress peer) => _sharding.OnWritable(peer);

    public void OnCrashSignal(UniqueAddress peer, CrashSignals signal)
    {
    }

    internal void Join(InMemoryMeshNetwork network)
    {
        var system = (ActorSystemImpl)Stage.System;
        var riddles = new RiddleSerializer(system);
        Mesh = network.Create(Address);
        _ = Mesh.StartAsync(this, CancellationToken.None);
        system.Serialization.AddSerializer("riddle", riddles);
        system.Serialization.AddSerializationMap(typeof(Riddle), riddles);
        _sharding = new ShardingNode(system, Node, Mesh, isRealTime: false);
        Region = ClusterSharding.Join(system, _sharding).Start(
            World.Type,
            PropsOf,
            ClusterShardingSettings.Create(system).WithPassivateIdleAfter(TimeSpan.Zero),
            HashCodeMessageExtractor.Create(FakeClusterNode.ShardCount, message => (message as To)?.Id, message => ((To)message).Message),
            "stop");
    }

    internal void Tell(string id, params object[] messages)
    {
        foreach (var message in messages) Region.Tell(new To(id, message), ActorRefs.NoSender);
    }

    private Props PropsOf(string id) => _entities is not null ? _entities.PropsOf(_index, id)
        : id == "cursed" ? Props.Create<Entity>(id, this).WithMailbox("nowhere")
        : Props.Create<Entity>(id, this);

    private sealed class Entity(string id, WorldNode node) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            lock (node._world.Handled) node._world.Handled.Add((id, node._index, message));
            node.Behaviour?.Invoke(id, message, Context);
            if (message is "stop" && node.Behaviour is null) Context.Stop(Self);
        }
    }
}
