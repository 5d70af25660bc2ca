using System.Diagnostics.CodeAnalysis;
using XmppActors.Kernel.Event;

namespace XmppActors.Kernel.Actor;

/// <summary>An actor: state of its own, and one message at a time.</summary>
/// <remarks>
/// Made only by a system or a context (<see cref="IActorRefFactory.ActorOf"/>). Nothing of it runs concurrently. When its handler
/// throws, its parent's <see cref="SupervisorStrategy"/> decides whether it goes on, starts afresh, stops, or fails the parent too.
/// </remarks>
[SuppressMessage("Performance", "CA1822", Justification = "The surface is Akka.NET's.")]
public abstract class ActorBase
{
    protected ActorBase()
    {
        if (ActorCell.Current is null)
        {
            throw new ActorInitializationException(
                $"{GetType()} was made by its constructor: make actors through ActorOf, so that they have a mailbox.");
        }
    }

    /// <summary>The context of the actor that runs on this thread.</summary>
    /// <exception cref="NotSupportedException">No actor runs on it, as after an <c>await</c>: pipe results to the actor instead.</exception>
    protected static IActorContext Context => ActorCell.CurrentOrThrow;

    protected IActorRef Self => ActorCell.CurrentOrThrow;

    /// <summary>Who sent the message that is being handled; dead letters when nobody did.</summary>
    protected IActorRef Sender => ActorCell.CurrentOrThrow.Sender;

    /// <summary>Handles a message; <c>false</c> says that it was not known, and it is published as unhandled.</summary>
    protected abstract bool Receive(object message);

    /// <summary>Runs before the first message, and after each restart unless <see cref="PostRestart"/> is overridden.</summary>
    protected virtual void PreStart()
    {
    }

    /// <summary>Runs after the last message, and before each restart unless <see cref="PreRestart"/> is overridden.</summary>
    protected virtual void PostStop()
    {
    }

    /// <summary>Runs in the failed instance before it is replaced. Stops the children and calls <see cref="PostStop"/> unless overridden.</summary>
    /// <param name="reason">What was thrown.</param>
    /// <param name="message">The message that was being handled, if one was.</param>
    protected virtual void PreRestart(Exception reason, object? message)
    {
        foreach (var child in Context.GetChildren())
        {
            Context.Unwatch(child);
            Context.Stop(child);
        }

        PostStop();
    }

    /// <summary>Runs in the fresh instance. Calls <see cref="PreStart"/> unless overridden.</summary>
    protected virtual void PostRestart(Exception reason) => PreStart();

    /// <summary>How this actor treats the failures of its children; asked once per instance.</summary>
    protected virtual SupervisorStrategy SupervisorStrategy() => Actor.SupervisorStrategy.DefaultStrategy;

    /// <summary>Publishes an <see cref="UnhandledMessage"/>; throws <see cref="DeathPactException"/> for a <see cref="Terminated"/>.</summary>
    protected virtual void Unhandled(object message)
    {
        if (message is Terminated terminated) throw new DeathPactException(terminated.ActorRef);
        Context.System.EventStream.Publish(new UnhandledMessage(message, Sender, Self));
    }

    protected void Become(Receive receive) => Context.Become(receive);

    protected void BecomeStacked(Receive receive) => Context.BecomeStacked(receive);

    protected void UnbecomeStacked() => Context.UnbecomeStacked();

    protected void SetReceiveTimeout(TimeSpan? timeout) => Context.SetReceiveTimeout(timeout);

    internal virtual void Deliver(Receive? behaviour, object message)
    {
        if (!(behaviour is null ? Receive(message) : behaviour(message))) Unhandled(message);
    }

    internal virtual void BeforeStart() => PreStart();

    internal virtual void AfterStop() => PostStop();

    internal virtual void BeforeRestart(Exception reason, object? message) => PreRestart(reason, message);

    internal virtual void AfterRestart(Exception reason) => PostRestart(reason);

    internal SupervisorStrategy MakeSupervisorStrategy() => SupervisorStrategy();
}
