namespace XmppActors.Kernel.Actor;

/// <summary>What only some actors have.</summary>
internal sealed class CellExtras
{
    /// <summary>Behaviours below the present one.</summary>
    internal Stack<Receive?>? Behaviours;

    internal ChildTable? Children;

    /// <summary>Children asked to stop that have not ended yet.</summary>
    internal int DyingChildren;

    internal Dictionary<ActorCell, RestartHistory>? Restarts;

    internal SupervisorStrategy? Strategy;

    /// <summary>How many suspensions have not been taken back.</summary>
    internal int Suspensions;

    internal ActorPhase Phase;

    /// <summary>The failure waits for the supervisor's decision.</summary>
    internal bool HasFailed;

    /// <summary>Why the instance is to be replaced once its dying children have ended.</summary>
    internal Exception? RestartCause;

    /// <summary>What the failed message was, for <c>PreRestart</c>.</summary>
    internal object? FailedMessage;

    /// <summary>The child whose failure this actor made its own.</summary>
    internal ActorCell? FailedChild;

    /// <summary>Watched actors, each with the message that replaces <see cref="Terminated"/>.</summary>
    internal Dictionary<IActorRef, object?>? Watching;

    /// <summary>Watched actors whose <see cref="Terminated"/> is in the mailbox.</summary>
    internal Dictionary<IActorRef, object?>? TerminatedQueued;

    internal HashSet<InternalActorRef>? Watchers;

    /// <summary>Messages taken back from the stash, to be handled before the mailbox.</summary>
    internal EnvelopeDeque? Front;

    internal StashImpl? Stash;

    internal TimerScheduler? Timers;

    internal ReceiveTimeoutClock? ReceiveTimeout;

    /// <summary>Of a shard's cell: grows whenever the shard gets another owner; 0 for all others.</summary>
    internal long Epoch;

    /// <summary>The bound of the mailbox; fixed before the cell is seen by others.</summary>
    internal int MailboxCapacity;

    /// <summary>Messages in a bounded mailbox; counted with interlocked operations.</summary>
    internal int MailboxCount;
}

/// <summary>Where an actor is in its life.</summary>
internal enum ActorPhase
{
    Normal,

    /// <summary>The old instance waits for its dying children; a fresh one follows.</summary>
    Restarting,

    /// <summary>Waits for its children, or has ended; nothing follows.</summary>
    Terminating,
}
