using XmppActors.Kernel.Configuration;
using XmppActors.Kernel.Event;

namespace XmppActors.Kernel.Actor;

/// <summary>A tree of actors with what they share: configuration, time, event stream.</summary>
public abstract class ActorSystem : IActorRefFactory, IDisposable
{
    private protected ActorSystem()
    {
    }

    public abstract string Name { get; }

    public abstract Settings Settings { get; }

    public abstract EventStream EventStream { get; }

    public abstract IActorRef DeadLetters { get; }

    public abstract IScheduler Scheduler { get; }

    public abstract ILoggingAdapter Log { get; }

    public abstract Serialization.Serialization Serialization { get; }

    /// <summary>Completes when the last actor has ended.</summary>
    public abstract Task WhenTerminated { get; }

    /// <summary>How long the system has been running.</summary>
    public abstract TimeSpan Uptime { get; }

    public static ActorSystem Create(string name) => Create(name, Config.Empty);

    /// <param name="name">Letters, digits, <c>-</c> and <c>_</c>.</param>
    /// <param name="config">What it does not say is taken from the kernel's own defaults.</param>
    public static ActorSystem Create(string name, Config config) =>
        new ActorSystemImpl(name, config, Bootstrap.KernelSetup.Default);

    public abstract IActorRef ActorOf(Props props, string? name = null);

    public abstract ActorSelection ActorSelection(string actorPath);

    public abstract ActorSelection ActorSelection(ActorPath actorPath);

    public abstract void Stop(IActorRef actor);

    /// <summary>Runs the coordinated shutdown, whose last phase stops all actors.</summary>
    public abstract Task Terminate();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Begins to stop all actors, and does not wait for their end.</summary>
    private protected abstract void Dispose(bool disposing);
}
