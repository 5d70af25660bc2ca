using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Bootstrap;
using XmppActors.Kernel.Cluster.Core;
using XmppActors.Kernel.Cluster.Leases;
using XmppActors.Kernel.Cluster.Mesh;

namespace XmppActors.Kernel.Cluster.Node;

/// <summary>The same over real connections and by the real clock, with the settings of production where nothing else is said.</summary>
public sealed class TcpClusterTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60); // Only a failing test waits so long.
    private static readonly int AllShards = new ClusterSettings().ShardCount;

    private readonly InProcessLeaseStore _store = new(TimeProvider.System);
    private readonly List<TcpNode> _nodes = [];
    private readonly List<(Func<bool> Holds, TaskCompletionSource Signal)> _waiting = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_nodes.Where(node => !node.IsKilled).Select(node => node.System.Terminate()));
        _store.Dispose();
    }

    [Fact]
    public async Task Three_nodes_find_each_other_by_their_store_and_one_may_be_killed()
    {
        var longLease = new ClusterSettings { LeaseTtl = TimeSpan.FromMinutes(10) };
        var nodes = await StartAsync(3, setup => setup with { Times = longLease });

        await nodes[0].KillAsync();

        await UntilAsync(() => Runs(nodes[1], nodes[2])); // By the signs of its end, not by its lease.
    }

    [Fact]
    public async Task A_seed_is_asked_over_the_mesh_and_a_store_of_its_own_process_is_of_no_use()
    {
        var nodes = await StartAsync(1);

        var node = Start(setup => setup with { LeaseStore = null, Store = "", SeedNodes = [$"127.0.0.1:{nodes[0].Self.Port}"] });
        var refusal = await Assert.ThrowsAsync<ClusterJoinException>(() => node.Administration.JoinAsync(Cancellation).WaitAsync(Patience, Cancellation));

        Assert.Contains("keeps its cluster in its own process", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_seed_with_another_secret_tells_nothing()
    {
        var nodes = await StartAsync(1);

        var node = Start(setup => setup with { LeaseStore = null, Store = "", Secret = "wrong", SeedNodes = [$"127.0.0.1:{nodes[0].Self.Port}"] });
        using var enough = new CancellationTokenSource();
        var joining = node.Administration.JoinAsync(enough.Token);
        while (node.Administration.Report().Trouble is not { } trouble || !trouble.Contains("secret", StringComparison.Ordinal)) await Task.Yield();
        await enough.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => joining);
    }

    [Fact]
    public async Task Who_leaves_is_no_member_any_more_and_its_port_is_free()
    {
        var nodes = await StartAsync(2);

        await nodes[0].Administration.LeaveAsync(Cancellation).WaitAsync(Patience, Cancellation);
        await UntilAsync(() => Runs(nodes[1]));
        var again = Start(setup => setup with { Port = nodes[0].Self.Port });
        await again.Administration.JoinAsync(Cancellation).WaitAsync(Patience, Cancellation);

        Assert.Equal(ClusterNodeState.Left, nodes[0].Administration.Report().State);
        Assert.Equal(2, again.Administration.Report().Members.Count);
    }

    [Fact]
    public void Without_a_secret_nobody_listens_but_on_loopback()
    {
        var refusal = Assert.Throws<ClusterJoinException>(() => Start(setup => setup with { Secret = null, BindAddress = "0.0.0.0" }));

        Assert.Contains("configure a secret", refusal.Message, StringComparison.Ordinal);
        Start(setup => setup with { Secret = null });
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told()
    {
        var node = (await StartAsync(1)).Single();

        var refusal = Assert.Throws<ClusterJoinException>(() => Start(setup => setup with { Port = node.Self.Port }));

        Assert.StartsWith($"This node cannot listen for the others on 127.0.0.1, port {node.Self.Port}: ", refusal.Message, StringComparison.Ordinal);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static bool Runs(params TcpNode[] nodes) =>
        nodes.All(node => node.State.Members.Members.Count(member => member.Status == Core.MemberStatus.Up) == nodes.Length)
        && nodes.Sum(node => node.State.Running.Count) == AllShards;

    private async Task UntilAsync(Func<bool> holds)
    {
        var signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_waiting) _waiting.Add((holds, signal));
        Look();
        await signal.Task.WaitAsync(Patience, Cancellation);
    }

    private void Look()
    {
        lock (_waiting)
        {
            foreach (var (holds, signal) in _waiting)
            {
                if (holds()) signal.TrySetResult();
            }
        }
    }

    private async Task<TcpNode[]> StartAsync(int count, Func<ClusterSetup, ClusterSetup>? change = null)
    {
        var nodes = Enumerable.Range(0, count).Select(_ => Start(change ?? (static setup => setup))).ToArray();
        await Task.WhenAll(nodes.Select(node => node.Administration.JoinAsync(Cancellation))).WaitAsync(Patience, Cancellation);
        return nodes;
    }

    private TcpNode Start(Func<ClusterSetup, ClusterSetup> change)
    {
        var node = new TcpNode(_store, Look, change);
        _nodes.Add(node);
        return node;
    }

    private sealed class TcpNode : IClusterListener
    {
        private readonly FaultyLeaseStore _store;
        private readonly Action _look;
        private volatile bool _isKilled;

        internal TcpNode(ILeaseStore store, Action look, Func<ClusterSetup, ClusterSetup> change)
        {
            _look = look;
            _store = new FaultyLeaseStore(store, TimeProvider.System);
            var setup = change(new ClusterSetup
            {
                Host = "127.0.0.1",
                Port = 0,
                Secret = "wherefore art thou",
                Store = "local",
                LeaseStore = _store,
                ShardTypes = ["account"],
            });
            setup = setup with { Mesh = (self, mayAct) => Bind(setup, self, mayAct) };
            System = (ActorSystemImpl)new KernelSetup { Cluster = setup }.CreateSystem("xmpp");
            Runtime.Node.Subscribe(this);
        }

        internal ActorSystemImpl System { get; }

        internal ClusterAdministration Administration => ClusterAdministration.Get(System)!;

        internal UniqueAddress Self => Runtime.Self;

        internal ClusterState State => Runtime.Node.State;

        private ClusterRuntime Runtime => System.ClusterRuntime!;

        internal bool IsKilled => _isKilled;

        /// <summary>As the operating system ends a process: connections are reset, the port refuses, the store hears nothing.</summary>
        internal async Task KillAsync()
        {
            _isKilled = true;
            _store.IsUnavailable = true;
            await Runtime.Mesh.DisposeAsync();
        }

        public void OnState(ClusterState before, ClusterState now) => _look();

        public void OnStartShard(ShardKey shard, long epoch) => _look();

        public void OnStopShard(ShardKey shard) => Runtime.Node.ShardStopped(shard);

        public void OnAbortShard(ShardKey shard)
        {
        }

        public void OnFenced(string reason)
        {
        }

        private TcpMesh Bind(ClusterSetup setup, UniqueAddress self, Func<bool> mayAct) => ClusterMesh.Bind(
            setup,
            self,
            TimeProvider.System,
            () => !_isKilled && mayAct(),
            (question, token) => Runtime.Driver.AnswerAsync(question, token),
            static (_, _) => { });
    }
}
