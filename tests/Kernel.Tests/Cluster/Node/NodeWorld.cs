using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Bootstrap;
using XmppActors.Kernel.Cluster.Core;
using XmppActors.Kernel.Event;
using XmppActors.Kernel.Support;
using XmppActors.Tests.Shared;

namespace XmppActors.Kernel.Cluster.Node;

/// <summary>Real nodes with the settings of production (but for the pauses of rebalancing), in virtual time on the test's thread: nothing happens
/// but when the test says so.</summary>
internal sealed class NodeWorld
{
    internal static readonly string[] Types = ["account", "farm"];
    internal static readonly int AllShards = Types.Length * new ClusterSettings().ShardCount;

    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(10);
    internal static readonly ClusterSettings Times = new() { RebalancePause = TimeSpan.FromMilliseconds(50), RebalanceStep = 64 };

    private readonly List<WorldNode> _nodes = [];
    private string? _checked;
    private long _lastIncarnation;

    internal NodeWorld()
    {
        SynchronizationContext.SetSynchronizationContext(null); // What is awaited goes on at once, where it was completed.
        Network = new InMemoryMeshNetwork(Turns.Schedule);
        Store = new SteppedLeaseStore(Time, Turns);
    }

    internal ManualTime Time { get; } = new();

    internal SteppedTurns Turns { get; } = new();

    internal InMemoryMeshNetwork Network { get; }

    internal SteppedLeaseStore Store { get; }

    internal IEnumerable<WorldNode> Nodes => _nodes;

    internal WorldNode Start(string host, Func<ClusterSetup, ClusterSetup>? change = null)
    {
        var node = new WorldNode(this, host, ++_lastIncarnation, change ?? (setup => setup));
        _nodes.Add(node);
        node.Join();
        return node;
    }

    /// <summary>A cluster that has come to rest.</summary>
    internal WorldNode[] StartCluster(params string[] hosts)
    {
        var nodes = hosts.Select(host => Start(host)).ToArray();
        Advance(TimeSpan.FromSeconds(4));
        Assert.All(nodes, node => Assert.Equal(ClusterNodeState.Up, node.Report.State));
        AssertEveryShardRunsOnce();
        return nodes;
    }

    internal void Advance(TimeSpan by)
    {
        for (var end = Store.Now + by; Store.Now < end;)
        {
            Time.Advance(Slice);
            Store.Expire();
            Turns.RunAll();
            AssertNoShardRunsTwice();
        }
    }

    /// <summary>How long it takes until it is so.</summary>
    internal TimeSpan Until(Func<bool> holds, TimeSpan within)
    {
        var start = Store.Now;
        while (!holds())
        {
            Assert.True(Store.Now - start < within, "not so within " + within + "\n" + string.Join('\n', _nodes.SelectMany(node => node.Story)));
            Advance(Slice);
        }

        return Store.Now - start;
    }

    internal Task<byte[]?> AskAsync(string address, ReadOnlyMemory<byte> question, CancellationToken cancellation)
    {
        var asked = _nodes.FindLast(node => $"{node.Self.Host}:{node.Self.Port}" == address && !node.IsFrozen);
        return asked is null ? Task.FromResult<byte[]?>(null) : asked.Runtime.Driver.AnswerAsync(question, cancellation);
    }

    internal int EffectiveShards() => _nodes.Where(node => node.MayAct).Sum(node => node.Running.Count);

    internal void AssertEveryShardRunsOnce() => Assert.Equal(AllShards, EffectiveShards());

    private void AssertNoShardRunsTwice()
    {
        var sight = string.Join(' ', _nodes.Select(node => node.MayAct ? node.Starts : -1));
        if (sight == _checked) return; // Nobody has got a shard or time since.
        _checked = sight;
        var seen = new HashSet<ShardKey>();
        foreach (var node in _nodes)
        {
            if (!node.MayAct) continue;
            foreach (var shard in node.Running.Keys) Assert.True(seen.Add(shard), $"{shard} runs twice");
        }
    }
}

/// <summary>One node: its system, and what its parts were told.</summary>
internal sealed class WorldNode : IClusterListener
{
    private readonly NodeWorld _world;
    private readonly Freezer _process;
    private readonly List<LogEvent> _log = [];

    internal WorldNode(NodeWorld world, string host, long incarnation, Func<ClusterSetup, ClusterSetup> change)
    {
        _world = world;
        _process = new Freezer(world.Time, world.Turns);
        Store = new SteppedLeaseStore.Access(world.Store);
        var setup = change(new ClusterSetup
        {
            Host = host,
            Port = 7800,
            Incarnation = incarnation,
            Store = "etcd:http://192.0.2.1",
            LeaseStore = Store,
            ShardTypes = NodeWorld.Types,
            Version = "1.0",
            Times = NodeWorld.Times,
            Mesh = world.Network.Create,
            Ask = world.AskAsync,
            OnFenced = reason => Story.Add($"the host is told: {reason}"),
            OnToldToLeave = () => Story.Add("told to leave"),
        });
        System = (ActorSystemImpl)new KernelSetup { Time = _process, Dispatcher = _process, LogSink = _log.Add, Cluster = setup, Random = new Random((int)incarnation) }
            .CreateSystem("xmpp");
        Runtime.Node.Subscribe(this);
    }

    internal ActorSystemImpl System { get; }

    internal ClusterRuntime Runtime => System.ClusterRuntime!;

    internal SteppedLeaseStore.Access Store { get; }

    internal UniqueAddress Self => Runtime.Self;

    internal ClusterAdministration Administration => ClusterAdministration.Get(System)!;

    internal ClusterReport Report => Administration.Report();

    internal bool IsFrozen => _process.IsFrozen;

    internal bool MayAct => !IsFrozen && Runtime.Node.Now < Runtime.Node.ActsUntil;

    internal Dictionary<ShardKey, long> Running { get; } = [];

    internal int Starts { get; private set; }

    /// <summary>Shards that were to stop go on as long as the test wants.</summary>
    internal bool IsSlowToStop { get; set; }

    internal List<string> Story { get; } = [];

    internal IEnumerable<string> Log => _log.Select(entry => $"{entry.Message}");

    internal Task Joining { get; private set; } = Task.CompletedTask;

    internal void Join() => Joining = Administration.JoinAsync(CancellationToken.None);

    /// <summary>As kill -9.</summary>
    internal void Kill()
    {
        _process.Freeze();
        _world.Network.Kill(Self);
    }

    internal void Freeze() => _process.Freeze();

    internal void Thaw() => _process.Thaw();

    internal void CutOff()
    {
        Store.IsCut = true;
        foreach (var other in _world.Nodes)
        {
            if (other != this) _world.Network.Cut(Self, other.Self);
        }
    }

    public void OnState(ClusterState before, ClusterState now)
    {
        if (before.Members != now.Members)
            Story.Add("members: " + string.Join(", ", now.Members.Members.Select(member => $"{member.Address.Host} {member.Status}")));
    }

    public void OnStartShard(ShardKey shard, long epoch)
    {
        Running.Add(shard, epoch);
        Starts++;
    }

    public void OnStopShard(ShardKey shard)
    {
        if (IsSlowToStop) return;
        Running.Remove(shard);
        Runtime.Node.ShardStopped(shard);
    }

    public void OnAbortShard(ShardKey shard) => Running.Remove(shard);

    public void OnFenced(string reason)
    {
        Story.Add($"fenced: {reason} ({(Runtime.Node.Now < Runtime.Node.ActsUntil ? "still" : "no more")} acting)");
        Running.Clear();
    }
}
