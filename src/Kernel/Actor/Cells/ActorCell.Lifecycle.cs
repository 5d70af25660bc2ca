using XmppActors.Kernel.Event;

namespace XmppActors.Kernel.Actor;

/// <remarks>Making, stopping and ending. What may wait (for children to end) is a phase in the extras.</remarks>
internal sealed partial class ActorCell
{
    private bool IsNormal => _extras is null || _extras.Phase == ActorPhase.Normal;

    private bool IsTerminating => _extras is { Phase: ActorPhase.Terminating };

    /// <summary>Stops this actor, or asks a child or any other local actor to stop.</summary>
    public void Stop(IActorRef child)
    {
        if (child is ActorCell { _parent: var parent } cell && ReferenceEquals(parent, this)) MarkDying(cell);
        if (child is InternalActorRef internalRef) internalRef.SendSystem(new TerminateActor());
    }

    /// <summary>Notes that the event stream has to be told when it ends.</summary>
    /// <returns><c>false</c> if it has ended.</returns>
    internal bool TryMarkSubscribed()
    {
        var state = Lock();
        var isAlive = (state & CellState.Closed) == 0;
        Unlock(isAlive ? state | CellState.Subscribed : state);
        return isAlive;
    }

    internal void FaultTerminate()
    {
        SetState(CellState.Diverted);
        SetReceiveTimeout(null);
        UnwatchAll();
        _extras?.Children?.Close();
        foreach (var child in ChildCells()) Stop(child);
        var wasTerminating = IsTerminating;
        Extras.Phase = ActorPhase.Terminating;
        if (!HasChildren)
        {
            FinishTerminate();
        }
        else if (!wasTerminating)
        {
            Suspend();
            _extras!.HasFailed = true; // What fails from here on is nobody's decision any more.
        }
    }

    /// <summary>Makes the first instance.</summary>
    private void Create()
    {
        SetState(CellState.Created);
        try
        {
            NewInstance().BeforeStart();
        }
        catch (Exception failure)
        {
            DiscardInstance();
            Fail(new ActorInitializationException(this, "Exception during creation", failure), message: null);
        }
    }

    private ActorBase NewInstance()
    {
        _behaviour = null;
        _extras?.Behaviours?.Clear();
        var actor = _props.NewActor();
        if (actor is IActorStash withStash) withStash.Stash = Extras.Stash ??= new StashImpl(this, _props.StashCapacity);
        if (actor is IWithTimers withTimers) withTimers.Timers = Extras.Timers = new TimerScheduler(this);
        return _actor = actor;
    }

    private void DiscardInstance()
    {
        _extras?.Timers?.CancelAll();
        _actor = null;
        _behaviour = null;
        if (_extras is null) return;
        _extras.Strategy = null;
        _extras.Behaviours?.Clear();
    }

    private void FinishTerminate()
    {
        try
        {
            _extras?.Timers?.CancelAll();
            _actor?.AfterStop();
        }
        catch (Exception failure)
        {
            _system.EventStream.Publish(new Error(failure, Path.ToString(), _props.Type, failure.Message));
        }

        _extras?.Stash?.ReturnToMailbox();
        var state = Lock();
        Unlock(state | CellState.Closed);
        if ((state & CellState.Exported) != 0) _system.LocalRefs.Forget(Uid);
        if ((state & CellState.Subscribed) != 0) _system.EventStream.Unsubscribe(this);
        DrainMailbox();
        _parent.SendSystem(new WatchedEnded(this, existenceConfirmed: true));
        TellWatchers();
        UnwatchAll();
        SetReceiveTimeout(null);
        DiscardInstance();
        _extras = null;
    }

    /// <summary>Gives what nobody will read to dead letters, in order; nothing can be added any more.</summary>
    private void DrainMailbox()
    {
        while (TryDequeue(out var envelope)) ToDeadLetters(envelope);
        var state = Lock();
        var emptied = _queue;
        _queue = null;
        Unlock(state);
        if (emptied is not null) SegmentPool.Return(emptied);
    }

    private void ToDeadLetters(Envelope envelope)
    {
        if (envelope.Message is TimerFired or ReceiveTimeoutTick) return;
        _system.DeadLetters.Tell(
            new DeadLetter(envelope.Message, envelope.Sender ?? _system.DeadLetters, this), envelope.Sender);
    }
}
