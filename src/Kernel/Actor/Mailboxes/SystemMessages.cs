namespace XmppActors.Kernel.Actor;

/// <summary>What the engine tells an actor's cell; handled before any message of the mailbox, even while that is suspended.</summary>
internal abstract class SystemMessage
{
    internal SystemMessage? Next { get; set; }

    internal abstract void ApplyTo(ActorCell cell);

    /// <summary>The cell has ended and cannot take it.</summary>
    internal virtual void ApplyToDead(InternalActorRef cell)
    {
    }
}

/// <summary>The parent failed: handle no message until it is decided what follows.</summary>
internal sealed class SuspendActor : SystemMessage
{
    internal override void ApplyTo(ActorCell cell) => cell.FaultSuspend();
}

/// <summary>Go on: after the actor's own failure when a cause is given, else after the parent's.</summary>
internal sealed class ResumeActor(Exception? cause) : SystemMessage
{
    internal override void ApplyTo(ActorCell cell) => cell.FaultResume(cause);
}

internal sealed class RestartActor(Exception cause) : SystemMessage
{
    internal override void ApplyTo(ActorCell cell) => cell.FaultRecreate(cause);
}

internal sealed class TerminateActor : SystemMessage
{
    internal override void ApplyTo(ActorCell cell) => cell.FaultTerminate();
}

/// <summary>A child failed and waits, suspended.</summary>
internal sealed class ChildFailed(ActorCell child, Exception cause) : SystemMessage
{
    internal ActorCell Child => child;

    internal Exception Cause => cause;

    internal override void ApplyTo(ActorCell cell) => cell.HandleChildFailed(child, cause);
}

internal sealed class AddWatcher(InternalActorRef watcher) : SystemMessage
{
    internal InternalActorRef Watcher => watcher;

    internal override void ApplyTo(ActorCell cell) => cell.AddWatcher(watcher);

    internal override void ApplyToDead(InternalActorRef cell) =>
        watcher.SendSystem(new WatchedEnded(cell, existenceConfirmed: cell is ActorCell));
}

internal sealed class RemoveWatcher(InternalActorRef watcher) : SystemMessage
{
    internal InternalActorRef Watcher => watcher;

    internal override void ApplyTo(ActorCell cell) => cell.RemoveWatcher(watcher);
}

/// <summary>Told to each watcher of an ended actor, and to its parent.</summary>
internal sealed class WatchedEnded(IActorRef ended, bool existenceConfirmed, bool addressTerminated = false) : SystemMessage
{
    internal IActorRef Ended => ended;

    internal bool ExistenceConfirmed => existenceConfirmed;

    internal override void ApplyTo(ActorCell cell) => 
        cell.HandleWatchedEnded(ended, existenceConfirmed, addressTerminated);
}
