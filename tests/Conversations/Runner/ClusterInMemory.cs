using XmppActors.Actors;
using XmppActors.Actors.Routing;
using XmppActors.Actors.Storage.Memory;
using XmppActors.Kernel.Bootstrap;
using XmppActors.Kernel.Cluster.Core;
using XmppActors.Kernel.Cluster.Leases;
using XmppActors.Tests.Shared;
using XmppActors.Transport.Addresses;

namespace XmppActors.Conversations.Runner;

/// <summary>Three nodes in one process: the network between them and their database are memory. Each connection is to the next of them, so
/// that nobody is on the same node as the one before.</summary>
internal sealed class ClusterInMemory : IConversationServer
{
    private const int Size = 3;
    private const int RetryRounds = 10;
    private static readonly TimeSpan RetryTime = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60); // Only a failing test waits so long.

    /// <summary>By real time, unlike the scripts': heartbeats at once, so that they join quickly, and nothing that a busy machine could be
    /// late for.</summary>
    private static readonly ClusterSettings Times = new()
    {
        LeaseTtl = TimeSpan.FromMinutes(10),
        KeepAliveInterval = TimeSpan.FromMinutes(1),
        HeartbeatInterval = TimeSpan.FromMilliseconds(10),
        UnreachableAfter = TimeSpan.FromMinutes(2),
        StableAfter = TimeSpan.FromMinutes(2),
        ConsentTime = TimeSpan.FromMinutes(2),
        RequestTimeout = TimeSpan.FromSeconds(4),
        RebalancePause = TimeSpan.FromMilliseconds(1),
        RebalanceStep = 256,
    };

    private readonly CountedTurns _turns = new();
    private readonly InProcessLeaseStore _store = new(TimeProvider.System);
    private readonly MemoryStorage _storage;
    private readonly InMemoryJournal _journal = new();
    private readonly InMemoryMeshNetwork _network;
    private readonly WorldSettings _settings;
    private readonly List<NodeInMemory> _nodes = [];
    private readonly Lock _choosing = new();
    private readonly HashSet<int> _killed = [];
    private int _connections;

    private ClusterInMemory(WorldSettings settings)
    {
        _settings = settings;
        _storage = new MemoryStorage(Time);
        _network = new InMemoryMeshNetwork(_turns.Schedule);
    }

    public VirtualTime Time { get; } = new(before: RetryTime * RetryRounds);

    public StanzaCounts Counts => _nodes.Select(node => node.Counts).Aggregate(Sum);

    /// <summary>Complete when all are up and every shard runs where it is to stay.</summary>
    public static async Task<ClusterInMemory> StartAsync(WorldSettings settings, int size = Size)
    {
        var cluster = new ClusterInMemory(settings);
        using var patience = new CancellationTokenSource(Patience);
        for (var i = 1; i <= size; i++) cluster._nodes.Add(await cluster.StartNodeAsync(i));
        foreach (var node in cluster._nodes) await node.JoinAsync(patience.Token);
        await cluster.CalmAsync(patience.Token);
        await cluster.CatchUpAsync();
        return cluster;
    }

    /// <summary>One more node joins; complete when it has its share of the shards.</summary>
    public async Task GrowAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var node = await StartNodeAsync(_nodes.Count + 1);
        _nodes.Add(node);
        await node.JoinAsync(patience.Token);
        await CalmAsync(patience.Token);
        await CatchUpAsync();
    }

    public Task<IWire> ConnectAsync(string listener) => ChooseNode().ConnectAsync(listener);

    /// <summary>Cuts a node off as kill -9 does; whoever was connected to it has to connect again.</summary>
    public void Kill(int node)
    {
        lock (_choosing) _killed.Add(node);
        _network.Kill(_nodes[node].Self);
    }

    public Task CreateAccountAsync(BareJid account, string password) => _nodes[0].CreateAccountAsync(account, password);

    public Task RemoveAccountAsync(BareJid account) => _nodes[1].RemoveAccountAsync(account);

    public Task IdleAsync() => _turns.IdleAsync();

    public Task DrainAsync() => Task.WhenAll(_nodes.Select(node => node.DrainAsync()));

    public Task SubscribeAsync(BareJid subscriber, BareJid contact, bool isMutual) =>
        _nodes[0].SubscribeAsync(subscriber, contact, isMutual);

    public async ValueTask DisposeAsync()
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        foreach (var node in _nodes)
        {
            var ending = node.DisposeAsync().AsTask();
            while (!ending.IsCompleted && await look.WaitForNextTickAsync())
                Time.Advance(TimeSpan.FromMilliseconds(100)); // What moves to the others may wait for this one's answer.
            await ending;
        }
        _store.Dispose();
    }

    private NodeInMemory ChooseNode()
    {
        lock (_choosing)
        {
            while (_killed.Contains(_connections % _nodes.Count)) _connections++;
            return _nodes[_connections++ % _nodes.Count];
        }
    }

    private Task<NodeInMemory> StartNodeAsync(int number) => NodeInMemory.StartAsync(_settings, Time, _turns, _storage, _journal, new ClusterSetup
    {
        Host = $"192.0.2.{number}",
        Port = 7800,
        Secret = "a plague on both your houses",
        ShardTypes = Router.ShardTypes,
        LeaseStore = _store,
        Mesh = (self, mayAct) => _network.Create(self, mayAct),
        Times = Times,
        Time = TimeProvider.System,
    });

    /// <summary>What a node refused since its shard was still on its way is sent again, which takes its time.</summary>
    private async Task CatchUpAsync()
    {
        for (var i = 0; i < RetryRounds; i++)
        {
            await IdleAsync();
            Time.Advance(RetryTime);
        }
        await IdleAsync();
    }

    /// <summary>Completes when every node sees every shard where it belongs.</summary>
    private async Task CalmAsync(CancellationToken cancellation)
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!_nodes.TrueForAll(node => IsCalm(node.ClusterState, _nodes.Count))) await look.WaitForNextTickAsync(cancellation);
    }

    private static bool IsCalm(ClusterState state, int size)
    {
        var members = state.Members.Members.Where(member => member.Status == Kernel.Cluster.Core.MemberStatus.Up).Select(member => member.Address).ToList();
        return members.Count == size && state.Types.All(type => state.Allocations.TryGetValue(type, out var allocation)
            && allocation.Document.Slots.Select((slot, shard) => (slot, shard)).All(each =>
                each.slot is { IsStopping: false, Owner: { } owner } && owner.Equals(Placement.Best(members, type, each.shard))));
    }

    private static StanzaCounts Sum(StanzaCounts a, StanzaCounts b) => new(
        a.Accepted + b.Accepted,
        a.Originated + b.Originated,
        a.Delivered + b.Delivered,
        a.Handled + b.Handled,
        a.Bounced + b.Bounced,
        a.Stored + b.Stored,
        a.Ignored + b.Ignored,
        a.Held + b.Held);
}
