using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Bootstrap;
using XmppActors.Kernel.Cluster.Core;
using XmppActors.Tests.Shared;

namespace XmppActors.Kernel.StressTests;

/// <summary>Two systems on the thread pool, over a network in memory.</summary>
public sealed class ThreadedRemoteTests : IAsyncLifetime
{
    private const int Threads = 4;

    private readonly InMemoryMeshNetwork _network = new();
    private readonly ActorSystemImpl _here;
    private readonly ActorSystemImpl _there;

    public ThreadedRemoteTests()
    {
        _here = Create("here", 1);
        _there = Create("there", 2);
    }

    public async ValueTask InitializeAsync()
    {
        foreach (var system in (ActorSystemImpl[])[_here, _there])
        {
            var runtime = system.ClusterRuntime!;
            UniqueAddress other = (system == _here ? _there : _here).ClusterRuntime!.Self;
            await runtime.Mesh.StartAsync(runtime, TestContext.Current.CancellationToken);
            runtime.Mesh.SetPeers([other]);
            runtime.Remote.SetPeers([other]);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _here.Terminate();
        await _there.Terminate();
    }

    [Fact]
    public async Task Messages_of_each_sender_arrive_once_and_in_order()
    {
        const int Messages = 50_000;
        var tally = new Tally(Threads * Messages);
        var misplaced = new Tally(long.MaxValue);
        var receiver = ToThere(_there.ActorOf(Props.Create(() => new Ordered(tally, misplaced))));

        await Together.RunAsync(Threads, thread =>
        {
            for (var i = 0; i < Messages; i++) receiver.Tell(((long)thread << 32) | (uint)i, ActorRefs.NoSender);
        });
        await tally.CompleteAsync();

        Assert.Equal(0, misplaced.Count);
    }

    [Fact]
    public async Task Each_question_from_many_threads_gets_its_own_answer()
    {
        var echo = ToThere(_there.ActorOf(Props.Create(() => new Echo())));

        var asking = Enumerable.Range(0, 20_000).AsParallel().WithDegreeOfParallelism(Threads)
            .Select(async number => await echo.Ask<int>(number, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken) == number);
        var answers = await Task.WhenAll(asking);

        Assert.DoesNotContain(false, answers);
        Assert.Equal(0, _here.LocalRefs.Count);
    }

    [Fact]
    public async Task Each_end_is_told_once_however_it_races_with_its_watch()
    {
        const int Actors = 5_000;
        var tally = new Tally(Actors);
        var watcher = _here.ActorOf(Props.Create(() => new Watcher(tally)));
        var subjects = Enumerable.Range(0, Actors).Select(_ => _there.ActorOf(Props.Create(() => new Echo()))).ToArray();
        var references = subjects.Select(ToThere).ToArray();

        await Together.RunAsync(2, thread =>
        {
            for (var i = 0; i < Actors; i++)
            {
                if (thread == 0) watcher.Tell(references[i]);
                else _there.Stop(subjects[i]);
            }
        });
        await tally.CompleteAsync();
        await watcher.GracefulEnd(_here);

        Assert.Equal(Actors, tally.Count);
        Assert.Equal(0, _here.Remote!.NodeOf(_there.ClusterRuntime!.Self).WatchCount);
        Assert.Equal(0, _there.Remote!.NodeOf(_here.ClusterRuntime!.Self).WatchCount);
        Assert.Equal(0, _there.LocalRefs.Count);
    }

    private IActorRef ToThere(IActorRef actor) =>
        _here.Provider.ResolveActorRef(Serialization.Serialization.SerializedActorPath(actor));

    private ActorSystemImpl Create(string host, long incarnation)
    {
        var cluster = new ClusterSetup { Host = host, Port = 5000, Incarnation = incarnation, Mesh = (self, _) => _network.Create(self) };
        return (ActorSystemImpl)new KernelSetup { Cluster = cluster }.CreateSystem("pair");
    }

    private sealed class Ordered(Tally tally, Tally misplaced) : UntypedActor
    {
        private readonly Dictionary<int, int> _next = [];

        protected override void OnReceive(object message)
        {
            var (sender, number) = ((int)((long)message >> 32), (int)(long)message);
            if (_next.GetValueOrDefault(sender) != number) misplaced.Add();
            _next[sender] = number + 1;
            tally.Add();
        }
    }

    private sealed class Echo : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(message);
    }

    private sealed class Watcher(Tally tally) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is IActorRef subject) Context.Watch(subject);
            else if (message is Terminated) tally.Add();
        }
    }
}

file static class Ending
{
    /// <summary>Stops an actor, and waits for its end.</summary>
    internal static async Task GracefulEnd(this IActorRef actor, ActorSystem system)
    {
        var ended = new Tally(1);
        system.ActorOf(Props.Create(() => new Mourner(actor, ended)));
        await ended.CompleteAsync();
    }

    private sealed class Mourner : UntypedActor
    {
        private readonly Tally _ended;

        public Mourner(IActorRef actor, Tally ended)
        {
            _ended = ended;
            Context.Watch(actor);
            Context.Stop(actor);
        }

        protected override void OnReceive(object message) => _ended.Add();
    }
}
