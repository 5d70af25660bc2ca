using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Bootstrap;
using XmppActors.Kernel.Cluster.Core;
using XmppActors.Kernel.Event;
using XmppActors.Kernel.Support;
using XmppActors.Tests.Shared;

namespace XmppActors.Kernel.Remote;

/// <summary>Two systems that know each other, over a network in memory; nothing happens but when the test says so.</summary>
internal sealed class NodePair : IDisposable
{
    internal NodePair(long bound = 32 * 1024 * 1024, bool meet = true)
    {
        Network = new InMemoryMeshNetwork(Turns.Schedule, bound);
        Here = new RemoteSide(this, "here", 1);
        There = new RemoteSide(this, "there", 2);
        if (meet) Meet();
    }

    internal ManualTime Time { get; } = new();

    internal SteppedTurns Turns { get; } = new();

    internal InMemoryMeshNetwork Network { get; }

    internal RemoteSide Here { get; }

    internal RemoteSide There { get; }

    public void Dispose()
    {
        Here.System.Terminate();
        There.System.Terminate();
        Settle();
    }

    internal void Meet()
    {
        Here.Know(There);
        There.Know(Here);
        Settle();
    }

    internal void Settle() => Turns.RunAll();

    internal void Advance(TimeSpan by)
    {
        Time.Advance(by);
        Settle();
    }

    internal async Task<T> Play<T>(Task<T> task)
    {
        while (!task.IsCompleted)
        {
            Settle();
            await Task.WhenAny(task, Turns.NextAsync()).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        }

        return await task;
    }
}

/// <summary>One of the two.</summary>
internal sealed class RemoteSide
{
    private readonly NodePair _pair;

    internal RemoteSide(NodePair pair, string host, long incarnation)
    {
        _pair = pair;
        Self = new UniqueAddress(host, 5000, incarnation);
        var cluster = new ClusterSetup
        {
            Host = host,
            Port = 5000,
            Incarnation = incarnation,
            Mesh = (self, _) => pair.Network.Create(self),
        };
        System = (ActorSystemImpl)new KernelSetup { Time = pair.Time, Dispatcher = pair.Turns, LogSink = Log.Add, Cluster = cluster }
            .CreateSystem("pair");
        DeadLetters = Support.Probe.In(System);
        System.EventStream.Subscribe(DeadLetters.Ref, typeof(AllDeadLetters));
        _ = System.ClusterRuntime!.Mesh.StartAsync(System.ClusterRuntime, CancellationToken.None);
        pair.Settle();
    }

    internal UniqueAddress Self { get; }

    internal ActorSystemImpl System { get; }

    internal List<LogEvent> Log { get; } = [];

    internal Probe DeadLetters { get; }

    internal RemoteProvider Remote => System.Remote!;

    internal IEnumerable<LogEvent> Errors => Log.Where(entry => entry.LogLevel() == LogLevel.ErrorLevel);

    internal void Know(params RemoteSide[] others)
    {
        System.ClusterRuntime!.Mesh.SetPeers([.. others.Select(other => other.Self)]);
        Remote.SetPeers([.. others.Select(other => other.Self)]);
    }

    /// <summary>The other node is given up.</summary>
    internal void Forget()
    {
        Know();
        _pair.Settle();
    }

    internal Probe Probe(string? name = null)
    {
        var probe = Support.Probe.In(System, name);
        _pair.Settle();
        return probe;
    }

    internal IActorRef Start(Action<object, IActorContext> onMessage, string? name = null) =>
        System.ActorOf(Scripted.Props(onMessage), name);

    /// <summary>What this side makes of a reference of the other.</summary>
    internal IActorRef Import(IActorRef foreign) =>
        System.Provider.ResolveActorRef(Serialization.Serialization.SerializedActorPath(foreign));

    /// <summary>Runs something as an actor that keeps what it is told.</summary>
    internal Watcher Watcher()
    {
        var watcher = new Watcher();
        watcher.Ref = Start((message, context) =>
        {
            if (message is Action<IActorContext> action) action(context);
            else watcher.Heard.Add(message);
        });
        _pair.Settle();
        return watcher;
    }

    internal void Do(Watcher watcher, Action<IActorContext> action)
    {
        watcher.Ref.Tell(action, null);
        _pair.Settle();
    }
}

internal sealed class Watcher
{
    internal IActorRef Ref { get; set; } = ActorRefs.Nobody;

    internal List<object> Heard { get; } = [];
}
