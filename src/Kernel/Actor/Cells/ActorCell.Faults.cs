using XmppActors.Kernel.Event;

namespace XmppActors.Kernel.Actor;

/// <remarks>
/// A failed actor suspends itself and its children and tells its parent, whose strategy answers with resume, restart or stop, or fails
/// in its turn. Suspensions are counted: an actor may wait for its own failure and for its parent's at once.
/// </remarks>
internal sealed partial class ActorCell
{
    internal void FaultSuspend()
    {
        Suspend();
        SuspendChildren(except: null);
    }

    internal void FaultResume(Exception? cause)
    {
        if (_actor is null && IsNormal)
        {
            RecreateUnmade();
            return;
        }

        Resume();
        var failedChild = _extras?.FailedChild;
        if (cause is not null && !IsTerminating) ClearFailure();
        foreach (var child in ChildCells())
            child.SendSystem(new ResumeActor(ReferenceEquals(child, failedChild) ? cause : null));
    }

    internal void FaultRecreate(Exception cause)
    {
        if (!IsNormal)
        {
            FaultResume(null); // The suspension that came with the restart is taken back; the restart itself came too late.
            return;
        }

        if (_actor is null)
        {
            RecreateUnmade();
            return;
        }

        try
        {
            _actor.BeforeRestart(cause, Extras.FailedMessage);
            _extras!.Stash?.ReturnToMailbox();
        }
        catch (Exception failure)
        {
            var wrapped = new PreRestartException(this, failure, cause, Extras.FailedMessage);
            _system.EventStream.Publish(new Error(wrapped, Path.ToString(), _props.Type, failure.Message));
        }

        DiscardInstance();
        Extras.FailedMessage = null;
        if (Extras.DyingChildren > 0)
        {
            _extras!.Phase = ActorPhase.Restarting;
            _extras.RestartCause = cause;
        }
        else
        {
            FinishRecreate(cause);
        }
    }

    /// <summary>A child waits, failed, for what this actor's strategy says.</summary>
    internal void HandleChildFailed(ActorCell child, Exception cause)
    {
        if (!IsChild(child)) return;
        _sender = child; // Seen by deciders, as Sender.
        try
        {
            if (!CurrentStrategy().HandleFailure(this, child, cause)) Escalate(child, cause);
        }
        catch (Exception failure)
        {
            Escalate(child, failure);
        }

        _sender = null;
    }

    internal RestartHistory RestartsOf(ActorCell child)
    {
        var histories = Extras.Restarts ??= [];
        if (!histories.TryGetValue(child, out var history)) histories.Add(child, history = new RestartHistory());
        return history;
    }

    private SupervisorStrategy CurrentStrategy() => Extras.Strategy ??=
        _props.SupervisorStrategy ?? _actor?.MakeSupervisorStrategy() ?? SupervisorStrategy.DefaultStrategy;

    /// <summary>A failed child makes this actor fail; or, if it waits for a decision already, the child shares in that one.</summary>
    private void Escalate(ActorCell child, Exception cause)
    {
        var isWaiting = Extras.HasFailed && !IsTerminating;
        Fail(cause, message: null, failedChild: child);
        if (isWaiting) child.SendSystem(new ResumeActor(cause)); // It stays suspended with its parent, but no longer for itself.
    }

    private void Fail(Exception failure, object? message, ActorCell? failedChild = null)
    {
        var extras = Extras;
        if (extras.HasFailed)
        {
            // It waits already, or is ending: the first failure is the one that is decided about.
            _system.EventStream.Publish(new Error(failure, Path.ToString(), _props.Type, failure.Message));
            return;
        }

        extras.HasFailed = true;
        extras.FailedMessage = message;
        extras.FailedChild = failedChild;
        Suspend();
        SuspendChildren(except: failedChild);
        _parent.SendSystem(new ChildFailed(this, failure));
    }

    /// <summary>The instance could not be made; its children, if its constructor had any, go before another attempt.</summary>
    private void RecreateUnmade()
    {
        foreach (var child in ChildCells()) Stop(child);
        if (Extras.DyingChildren > 0)
        {
            _extras!.Phase = ActorPhase.Restarting;
            _extras.RestartCause = null;
            return;
        }

        FinishRecreate(cause: null);
    }

    /// <param name="cause"><c>null</c> when there was no earlier instance.</param>
    private void FinishRecreate(Exception? cause)
    {
        var survivors = ChildCells();
        var extras = Extras;
        extras.Phase = ActorPhase.Normal;
        extras.RestartCause = null;
        Resume();
        ClearFailure();
        try
        {
            var fresh = NewInstance();
            if (cause is null) fresh.BeforeStart();
            else fresh.AfterRestart(cause);
        }
        catch (Exception failure)
        {
            DiscardInstance();
            Fail(
                cause is null
                    ? new ActorInitializationException(this, "Exception during creation", failure)
                    : new PostRestartException(this, failure, cause),
                message: null);
            return;
        }

        if (cause is null) return;
        foreach (var child in survivors) child.SendSystem(new RestartActor(cause));
    }

    private void Suspend()
    {
        if (Extras.Suspensions++ == 0) SetState(CellState.Suspended);
    }

    private void Resume()
    {
        if (Extras.Suspensions > 0 && --Extras.Suspensions == 0) SetState(0, clear: CellState.Suspended);
    }

    private void SuspendChildren(ActorCell? except)
    {
        foreach (var child in ChildCells())
        {
            if (!ReferenceEquals(child, except)) child.SendSystem(new SuspendActor());
        }
    }

    private void ClearFailure()
    {
        if (_extras is null) return;
        _extras.HasFailed = false;
        _extras.FailedMessage = null;
        _extras.FailedChild = null;
    }
}
