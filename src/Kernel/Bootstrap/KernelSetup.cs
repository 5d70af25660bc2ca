using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Bootstrap.Journals;
using XmppActors.Kernel.Configuration;
using XmppActors.Kernel.Event;

namespace XmppActors.Kernel.Bootstrap;

/// <summary>What only this engine can be given; the one place outside Akka.NET's surface, for the composition of a node and for tests.</summary>
public sealed record KernelSetup
{
    public static KernelSetup Default { get; } = new();

    /// <summary>The clock and timers of the system: virtual in tests.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Chance, as for back-off; seeded in tests. Has to be safe for use by many threads.</summary>
    public Random Random { get; init; } = Random.Shared;

    /// <summary>Runs the turns; <c>null</c> for the thread pool.</summary>
    public ITurnDispatcher? Dispatcher { get; init; }

    /// <summary>Called for each log event on the thread that logs, from the first to the last moment of the system;
    /// must not throw, and has to be quick.</summary>
    public Action<LogEvent>? LogSink { get; init; }

    /// <summary><c>null</c>: the system is alone.</summary>
    public ClusterSetup? Cluster { get; init; }

    /// <summary>Keeps what persistent actors persist, and is asked until the last of them has ended; not disposed of. <c>null</c>: the system
    /// keeps it in memory.</summary>
    public IJournal? Persistence { get; init; }

    /// <summary>Starts a system with this setup.</summary>
    public ActorSystem CreateSystem(string name, Config? config = null) =>
        new ActorSystemImpl(name, config ?? Config.Empty, this);
}

/// <summary>Runs the turns of actors. Each that is scheduled has to be executed once.</summary>
public interface ITurnDispatcher
{
    void Schedule(IThreadPoolWorkItem turn);
}
