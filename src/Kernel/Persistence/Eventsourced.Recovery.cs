using XmppActors.Kernel.Bootstrap.Journals;

namespace XmppActors.Kernel.Persistence;

/// <remarks>A recovery claims the events, offers the latest snapshot, and replays what follows, page by page. The journal has some time for
/// each answer; a page in the mailbox is not late.</remarks>
public abstract partial class Eventsourced
{
    private const int EventsOfPage = 256;

    private RecoveryDeadline? _deadline; // Of the question that the journal has not answered yet.
    private CancellationTokenSource? _recovery;
    private Recovery _plan = Recovery.None; // The same from beginning to end.
    private JournalOwner? _owner;
    private long _highestSequenceNr;
    private long _replayTo;
    private long _replayRest;

    private JournalOwner Owner => _owner!;

    private int PageSize => (int)Math.Min(EventsOfPage, _replayRest);

    private void BeginRecovery()
    {
        if (PersistenceId is null) throw new InvalidOperationException($"{GetType()} has no {nameof(PersistenceId)}.");
        _owner = new JournalOwner(PersistenceId, _cell.Epoch, Guid.NewGuid().ToString());
        _plan = Recovery;
        _recovery = new CancellationTokenSource();
        Ask(ClaimAsync);
    }

    private void Ask(Func<CancellationToken, Task<RecoveryAnswer>> question)
    {
        _deadline = new RecoveryDeadline(_cell, this);
        _ = AskAsync(question, _deadline, _recovery!.Token);
    }

    private async Task AskAsync(
        Func<CancellationToken, Task<RecoveryAnswer>> question, RecoveryDeadline deadline, CancellationToken stopped)
    {
        var scheduler = _cell.SystemImpl.SchedulerImpl;
        RecoveryAnswer answer;
        try
        {
            await _runtime.Permits.WaitAsync(stopped).ConfigureAwait(false);
            try
            {
                scheduler.Add(deadline, _runtime.RecoveryTimeout);
                answer = await question(stopped).ConfigureAwait(false);
            }
            finally
            {
                _runtime.Permits.Release();
            }
        }
        catch (Exception cause) // Whatever the journal met: the actor is told, and stops.
        {
            answer = new RecoveryFailed(this, cause);
        }

        scheduler.Cancel(deadline);
        _cell.TellSelf(answer, null);
    }

    private async Task<RecoveryAnswer> ClaimAsync(CancellationToken stopped)
    {
        var highest = await _runtime.Journal.ClaimAsync(Owner, stopped).ConfigureAwait(false);
        var snapshot = _plan.FromSnapshot.Equals(SnapshotSelectionCriteria.None)
            ? null
            : await _runtime.Journal.FindSnapshotAsync(
                Owner.PersistenceId, _plan.FromSnapshot.UpTo(_plan.ToSequenceNr), stopped).ConfigureAwait(false);
        return new Claimed(this, highest, snapshot);
    }

    private async Task<RecoveryAnswer> ReadAsync(CancellationToken stopped) => new Replayed(this, await _runtime.Journal.ReadAsync(
        Owner.PersistenceId, LastSequenceNr + 1, _replayTo, PageSize, stopped).ConfigureAwait(false));

    private void HandleRecovery(RecoveryAnswer answer)
    {
        // It may have stopped itself; or the time is over for a question that has been answered.
        if (!IsRecovering || (answer is DeadlinePassed passed && !ReferenceEquals(passed.Deadline, _deadline))) return;
        switch (answer)
        {
            case DeadlinePassed: Fail(new RecoveryTimedOutException($"The journal has not answered within {_runtime.RecoveryTimeout}."), null); break;
            case Claimed claimed: Begin(claimed); break;
            case Replayed page: Replay(page); break;
            case RecoveryFailed failed: Fail(failed.Cause, null); break;
        }
    }

    private void Begin(Claimed claimed)
    {
        _highestSequenceNr = claimed.HighestSequenceNr;
        _replayTo = Math.Min(_plan.ToSequenceNr, _highestSequenceNr);
        _replayRest = _plan.ReplayMax;
        if (claimed.Snapshot is { } kept)
        {
            object? snapshot = null;
            try
            {
                snapshot = _runtime.Read(kept.Payload, kept.SerializerId, kept.Manifest);
                LastSequenceNr = kept.SequenceNr;
                var metadata = new SnapshotMetadata(PersistenceId, kept.SequenceNr, kept.Created);
                Recover(new SnapshotOffer(metadata, snapshot));
            }
            catch (Exception cause) // Whatever the state cannot be made of, the actor must not go on without it.
            {
                Fail(cause, snapshot);
                return;
            }
        }

        GoOn();
    }

    private void Replay(Replayed page)
    {
        foreach (var kept in page.Events)
        {
            object? happened = null;
            try
            {
                happened = _runtime.Read(kept.Payload, kept.SerializerId, kept.Manifest);
                LastSequenceNr = kept.SequenceNr;
                Recover(happened);
            }
            catch (Exception cause) // As with a snapshot.
            {
                Fail(cause, happened);
                return;
            }

            if (!IsRecovering) return; // It has stopped itself.
        }

        if (page.Events.Count < PageSize) _replayTo = LastSequenceNr; // There are no more.
        _replayRest -= page.Events.Count;
        GoOn();
    }

    private void GoOn()
    {
        if (LastSequenceNr < _replayTo && _replayRest > 0) Ask(ReadAsync);
        else Complete();
    }

    private void Complete()
    {
        EndRecovery();
        OnReplaySuccess();
        LastSequenceNr = Math.Max(_highestSequenceNr, LastSequenceNr);
        _sequenceNr = LastSequenceNr;
        _phase = EventsourcedPhase.Processing;
        try
        {
            Recover(RecoveryCompleted.Instance);
        }
        catch (Exception)
        {
            Flush();
            if (_phase == EventsourcedPhase.Processing) _stash!.PutAllInFront();
            throw;
        }

        Flush();
    }

    private void Recover(object message)
    {
        if (!ReceiveRecover(message)) Unhandled(message);
    }

    private void Fail(Exception cause, object? happened)
    {
        try
        {
            OnRecoveryFailure(cause, happened);
        }
        finally
        {
            StopItself();
        }
    }

    private void EndRecovery()
    {
        _deadline = null;
        _recovery?.Cancel();
        _recovery?.Dispose();
        _recovery = null;
    }
}
