using System.Collections.Concurrent;
using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Bootstrap;
using XmppActors.Kernel.Cluster.Core;
using XmppActors.Kernel.Cluster.Leases;
using XmppActors.Kernel.Cluster.Sharding;
using XmppActors.Kernel.Event;
using XmppActors.Kernel.StressTests;
using XmppActors.Kernel.Support;
using XmppActors.Tests.Shared;

namespace XmppActors.Kernel.ClusterShardingTests;

/// <summary>Whole nodes on threads: the core moves the shards, the mesh between them is memory.</summary>
public sealed class MovingNodesTests : IAsyncLifetime
{
    private const int Entities = 200;
    private const int Tellers = 2;
    private const int Window = 10_000;
    private const int Last = 999_999; // Behind all others of its teller.

    private static readonly ClusterSettings Times = new()
    {
        LeaseTtl = TimeSpan.FromMinutes(10),
        KeepAliveInterval = TimeSpan.FromMinutes(1),
        HeartbeatInterval = TimeSpan.FromMilliseconds(20),
        UnreachableAfter = TimeSpan.FromMinutes(2),
        StableAfter = TimeSpan.FromMinutes(2),
        ConsentTime = TimeSpan.FromMinutes(2),
        RebalancePause = TimeSpan.FromMilliseconds(1),
        ShardCount = 32,
    };

    private readonly InProcessLeaseStore _store = new(TimeProvider.System);
    private readonly InMemoryMeshNetwork _network = new();
    private readonly List<ActorSystem> _systems = [];
    private readonly ConcurrentDictionary<string, int[]> _latest = new();
    private readonly Tally _ended = new(Tellers * Entities);
    private long _told;
    private long _handled;
    private readonly Tally _misplaced = new(long.MaxValue);
    private readonly Tally _letters = new(long.MaxValue);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var system in Enumerable.Reverse(_systems)) await system.Terminate();
        _store.Dispose();
    }

    [Fact]
    public async Task Nodes_that_join_and_leave_under_load_lose_nothing_and_keep_the_order()
    {
        var regions = new[] { await StartAsync(1), await StartAsync(2) };

        var moving = true;
        var telling = Together.RunAsync(Tellers, teller =>
        {
            for (var number = 1; Volatile.Read(ref moving) && number < Last; number++) TellAll(regions[teller], teller, number);
            TellAll(regions[teller], teller, Last);
        });
        for (var i = 0; i < 3; i++)
        {
            await StartAsync(3 + i);
            await LeaveAsync(2 + i);
        }

        Volatile.Write(ref moving, false);
        await telling;
        await LeaveAsync(0);
        await _ended.CompleteAsync();

        Assert.Equal((0, 0), (_misplaced.Count, _letters.Count));
        Assert.Equal(_told, _handled);
    }

    [Fact]
    public async Task Whoever_watches_an_entity_hears_of_its_end_when_its_node_leaves()
    {
        var region = await StartAsync(1);
        await StartAsync(2);
        var ended = new TaskCompletionSource<IActorRef>(TaskCreationOptions.RunContinuationsAsynchronously);
        var ids = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => region.Ask<IActorRef>(new ShardingEnvelope($"entity{i}", "who?"))));
        var remote = ids.First(entity => entity is Remote.RemoteActorRef);
        var watching = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _systems[0].ActorOf(Scripted.Props((message, context) =>
        {
            if (message is "watch") context.Watch(remote);
            if (message is Terminated terminated) ended.SetResult(terminated.ActorRef);
            else watching.TrySetResult();
        })).Tell("watch");
        await watching.Task;

        await LeaveAsync(1);

        Assert.Equal(remote, await ended.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
    }

    private void TellAll(IActorRef region, int teller, int number)
    {
        for (var i = 0; i < Entities; i++)
        {
            var wait = new SpinWait();
            while (Interlocked.Read(ref _told) - Interlocked.Read(ref _handled) > Window) wait.SpinOnce();
            Interlocked.Increment(ref _told);
            region.Tell(new ShardingEnvelope($"entity{i}", (teller * 1_000_000) + number), ActorRefs.NoSender);
        }
    }

    private async Task<IActorRef> StartAsync(int number)
    {
        var system = new KernelSetup
        {
            Cluster = new ClusterSetup
            {
                Host = $"192.0.2.{number}",
                Port = 7800,
                Secret = "pilgrim",
                ShardTypes = ["pilgrim"],
                LeaseStore = _store,
                Mesh = (self, mayAct) => _network.Create(self, mayAct),
                Times = Times,
            },
        }.CreateSystem("moving");
        _systems.Add(system);
        system.EventStream.Subscribe(
            system.ActorOf(Scripted.Props((message, _) => Note(((AllDeadLetters)message).Message))), typeof(AllDeadLetters));
        var region = ClusterSharding.Get(system).Start(
            "pilgrim",
            id => Props.Create(() => new Pilgrim(this, _latest.GetOrAdd(id, _ => new int[Tellers]))),
            ClusterShardingSettings.Create(system),
            HashCodeMessageExtractor.Create(32, _ => null));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await ClusterAdministration.Get(system)!.JoinAsync(patience.Token);
        await ShardsAsync(system, patience.Token);
        return region;

        void Note(object message)
        {
            if (message is int) _letters.Add();
        }
    }

    /// <summary>Completes when all members run shards, each where it belongs.</summary>
    private static async Task ShardsAsync(ActorSystem system, CancellationToken cancellation)
    {
        var node = ((ActorSystemImpl)system).ClusterRuntime!.Node;
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!IsCalm(node.State)) await look.WaitForNextTickAsync(cancellation);
    }

    private static bool IsCalm(ClusterState state) => state.Allocations.TryGetValue("pilgrim", out var entry)
        && entry.Document.Slots.All(slot => slot is { IsStopping: false, Owner: not null })
        && state.Members.Members.All(member => entry.Document.Slots.Any(slot => member.Address.Equals(slot.Owner)));

    private async Task LeaveAsync(int index)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await ClusterAdministration.Get(_systems[index])!.LeaveAsync(patience.Token);
    }

    private sealed class Pilgrim(MovingNodesTests test, int[] latest) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is not int number)
            {
                Sender.Tell(Self);
                return;
            }

            Interlocked.Increment(ref test._handled);
            var (teller, count) = Math.DivRem(number, 1_000_000);
            if (count == Last) test._ended.Add();
            else if (latest[teller] >= count) test._misplaced.Add();
            else latest[teller] = count;
        }
    }
}
