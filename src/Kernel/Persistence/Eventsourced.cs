using System.Diagnostics.CodeAnalysis;
using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Event;

namespace XmppActors.Kernel.Persistence;

/// <summary>An actor whose state is what its events have made of it: they are kept in a journal, and replayed when it begins anew.</summary>
/// <remarks>
/// While it recovers, and while events are on their way to the journal, commands wait in order (<see cref="CommandStash"/>); more than its
/// bound become dead letters. It has claimed its events as it recovers: what an earlier incarnation, here or on another node, writes after
/// that is refused. When events cannot be kept, it stops: nobody knows whether they were.
/// A <see cref="PoisonPill"/> stops it at once, also before the handlers of events that are on their way; a stop message of its own does not.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "What a recovery needs ends with it.")]
public abstract partial class Eventsourced : ActorBase, IWithUnboundedStash
{
    private readonly ActorCell _cell;
    private readonly PersistenceRuntime _runtime;
    private ILoggingAdapter? _log;
    private CommandStash? _stash;
    private EventsourcedPhase _phase;

    protected Eventsourced()
    {
        _cell = ActorCell.CurrentOrThrow;
        _runtime = PersistenceRuntime.Of(_cell.SystemImpl);
    }

    /// <summary>Names its events, for ever; never <c>null</c> and always the same.</summary>
    public abstract string PersistenceId { get; }

    /// <summary>What it begins with; asked at each start.</summary>
    public virtual Recovery Recovery => Recovery.Default;

    public bool IsRecovering => _phase == EventsourcedPhase.Recovering;

    public bool IsRecoveryFinished => !IsRecovering;

    /// <summary>Of the latest event that it has handled; 0 before any.</summary>
    public long LastSequenceNr { get; private set; }

    /// <summary>Of the latest event that a snapshot made now includes.</summary>
    public long SnapshotSequenceNr => LastSequenceNr;

    public string SnapshotterId => PersistenceId;

    /// <summary>For commands that the actor cannot handle yet; those come before what waits for events to be kept.</summary>
    public IStash Stash
    {
        get => _stash!;
        set => _stash = new CommandStash(_cell, (StashImpl)value, _runtime.InternalStashCapacity);
    }

    protected virtual ILoggingAdapter Log => _log ??= _cell.GetLogger();

    /// <summary>Handles a message; <c>false</c> says that it was not known.</summary>
    protected abstract bool ReceiveCommand(object message);

    /// <summary>Handles what it begins with; <c>false</c> says that it was not known.</summary>
    protected abstract bool ReceiveRecover(object message);

    /// <summary>All events are replayed; before <see cref="RecoveryCompleted"/>.</summary>
    protected virtual void OnReplaySuccess()
    {
    }

    /// <summary>The recovery has failed, and the actor stops. Logs it unless overridden.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="message">The event that was being handled, if one was.</param>
    protected virtual void OnRecoveryFailure(Exception reason, object? message = null) => Log.Error(
        reason,
        "[{0}] cannot recover after event {1}: {2}",
        PersistenceId,
        LastSequenceNr,
        message is null ? reason.Message : $"{message.GetType().Name}: {reason.Message}");

    /// <summary>Events could not be kept, or nobody knows, and the actor stops. Logs it unless overridden.</summary>
    /// <param name="cause">Why.</param>
    /// <param name="event">The first of them.</param>
    /// <param name="sequenceNr">Its number.</param>
    protected virtual void OnPersistFailure(Exception cause, object @event, long sequenceNr) =>
        Log.Error(cause, "[{0}] cannot keep event {1}: {2}", PersistenceId, sequenceNr, cause.Message);

    /// <summary>No serializer can make bytes of an event: it is not kept, its handler is not called, and the actor goes on.
    /// Logs it unless overridden.</summary>
    /// <param name="cause">Why.</param>
    /// <param name="event">The event.</param>
    /// <param name="sequenceNr">Which number it would have got.</param>
    protected virtual void OnPersistRejected(Exception cause, object @event, long sequenceNr) =>
        Log.Error(cause, "[{0}] does not keep event {1}: {2}", PersistenceId, sequenceNr, cause.Message);

    /// <summary>What is not handled and tells of a failure is logged; the end of a recovery need not be handled.</summary>
    protected override void Unhandled(object message)
    {
        switch (message)
        {
            case RecoveryCompleted:
                return;
            case SaveSnapshotFailure { Cause: var cause }:
                Log.Warning(cause, "[{0}] {1}", PersistenceId, message);
                break;
            case DeleteMessagesFailure { Cause: var cause }:
                Log.Warning(cause, "[{0}] {1}", PersistenceId, message);
                break;
            case DeleteSnapshotsFailure { Cause: var cause }:
                Log.Warning(cause, "[{0}] {1}", PersistenceId, message);
                break;
        }

        base.Unhandled(message);
    }

    internal sealed override void Deliver(Receive? behaviour, object message)
    {
        if (message is JournalAnswer answer)
        {
            if (ReferenceEquals(answer.For, this)) Handle(answer); // Else for the instance before a restart.
        }
        else if (_phase != EventsourcedPhase.Processing)
        {
            _stash!.Postpone();
            return;
        }
        else
        {
            HandleCommand(behaviour, message);
        }

        if (_phase == EventsourcedPhase.Processing) _stash!.PutNextInFront();
    }

    internal sealed override void BeforeStart() => Begin(static (actor, _) => actor.PreStart(), null);

    internal sealed override void AfterRestart(Exception reason) => Begin(static (actor, cause) => actor.PostRestart(cause!), reason);

    internal sealed override void BeforeRestart(Exception reason, object? message)
    {
        End();
        base.BeforeRestart(reason, message is JournalAnswer ? null : message);
    }

    internal sealed override void AfterStop()
    {
        End();
        base.AfterStop();
    }

    private void Begin(Action<Eventsourced, Exception?> hook, Exception? cause)
    {
        BeginRecovery();
        try
        {
            hook(this, cause);
        }
        catch (Exception)
        {
            EndRecovery(); // Its claim must not come after that of the next instance.
            throw;
        }
    }

    private void HandleCommand(Receive? behaviour, object message)
    {
        try
        {
            base.Deliver(behaviour, message);
        }
        catch (Exception)
        {
            Flush();
            if (_phase == EventsourcedPhase.Processing) _stash!.PutAllInFront(); // Whether it goes on or restarts.
            throw;
        }

        Flush();
    }

    private void Handle(JournalAnswer answer)
    {
        switch (answer)
        {
            case RecoveryAnswer step: HandleRecovery(step); break;
            case AppendDone: RunHandlers(); break;
            case AppendFailed failed: OnAppendFailed(failed); break;
        }
    }

    /// <summary>This instance takes no answers any more; what waits goes back to the mailbox.</summary>
    private void End()
    {
        _phase = EventsourcedPhase.Ended;
        EndRecovery();
        _stash?.PutAllInFront();
    }

    private void StopItself()
    {
        _phase = EventsourcedPhase.Ended;
        EndRecovery();
        _cell.Stop(_cell);
    }
}

internal enum EventsourcedPhase
{
    /// <summary>Has not all events yet.</summary>
    Recovering,

    /// <summary>Handles commands.</summary>
    Processing,

    /// <summary>Waits for events to be kept.</summary>
    Persisting,

    /// <summary>Stops, or is replaced.</summary>
    Ended,
}
