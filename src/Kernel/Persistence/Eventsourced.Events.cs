using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Bootstrap.Journals;

namespace XmppActors.Kernel.Persistence;

/// <remarks>Events on their way to the journal. Those of one command, and later those of the handlers that it led to, are kept together.</remarks>
public abstract partial class Eventsourced
{
    private readonly Queue<PendingEvent> _pending = new();
    private List<JournalEvent> _unwritten = [];
    private int _answered; // The oldest of the pending whose handlers may run.
    private long _sequenceNr; // Of the latest event that was given to Persist.

    /// <summary>Keeps an event, then calls the handler with it; no other command is handled before that. The handler may reply to
    /// <see cref="ActorBase.Sender"/>, and persist more.</summary>
    /// <exception cref="InvalidOperationException">The recovery has not completed.</exception>
    public void Persist<TEvent>(TEvent @event, Action<TEvent> handler)
    {
        ThrowIfRecovering();
        Add([@event], handler);
    }

    /// <summary>Keeps all events or none, then calls the handler with each.</summary>
    /// <exception cref="InvalidOperationException">The recovery has not completed.</exception>
    public void PersistAll<TEvent>(IEnumerable<TEvent> events, Action<TEvent> handler)
    {
        ThrowIfRecovering();
        ArgumentNullException.ThrowIfNull(events);
        Add([.. events], handler);
    }

    /// <summary>Forgets the events up to a number (<see cref="long.MaxValue"/>: all); to be done after a snapshot that includes them.
    /// Answered by <see cref="DeleteMessagesSuccess"/> or <see cref="DeleteMessagesFailure"/>.</summary>
    public void DeleteMessages(long toSequenceNr)
    {
        var last = toSequenceNr == long.MaxValue ? LastSequenceNr : toSequenceNr;
        if (last > LastSequenceNr)
        {
            _cell.TellSelf(
                new DeleteMessagesFailure(new InvalidOperationException($"There is no event {last} yet, only {LastSequenceNr}."), last), null);
            return;
        }

        _ = TellOutcome(
            _runtime.Write(Owner, last, static (journal, owner, to) => journal.DeleteEventsAsync(owner, to)),
            new DeleteMessagesSuccess(last),
            cause => new DeleteMessagesFailure(cause, last));
    }

    private void ThrowIfRecovering()
    {
        if (IsRecovering)
            throw new InvalidOperationException("No event can be persisted before RecoveryCompleted.");
    }

    /// <summary>Makes bytes of all or none.</summary>
    private void Add<TEvent>(IReadOnlyList<TEvent> events, Action<TEvent> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var made = new List<JournalEvent>(events.Count);
        Exception? refusal = null;
        try
        {
            foreach (var @event in events) made.Add(_runtime.MakeEvent(_sequenceNr + made.Count + 1, @event!));
        }
        catch (Exception cause) when (cause is not ArgumentNullException) // A serializer's fault is not the journal's.
        {
            refusal = cause;
        }

        if (refusal is null)
        {
            _unwritten.AddRange(made);
            _sequenceNr += made.Count;
        }

        for (var i = 0; i < events.Count; i++)
        {
            var sequenceNr = refusal is null ? made[i].SequenceNr : _sequenceNr + i + 1;
            _pending.Enqueue(new PendingEvent<TEvent>(sequenceNr, events[i], handler, refusal));
        }
    }

    /// <summary>After a handler: gives what was persisted to the journal, if nothing is on its way.</summary>
    private void Flush()
    {
        if (_phase != EventsourcedPhase.Processing || _pending.Count == 0) return;
        _phase = EventsourcedPhase.Persisting;
        Write();
    }

    private void Write()
    {
        var events = _unwritten;
        _unwritten = [];
        _answered = _pending.Count;
        _ = AppendAsync(events, _cell.CurrentEnvelope?.Sender);
    }

    private async Task AppendAsync(List<JournalEvent> events, IActorRef? sender)
    {
        JournalAnswer answer;
        try
        {
            if (events.Count > 0)
            {
                await _runtime.Write(Owner, events, static (journal, owner, kept) => journal.AppendAsync(owner, kept))
                    .ConfigureAwait(false);
            }

            answer = new AppendDone(this);
        }
        catch (Exception cause) // Whatever the journal met: the actor is told, and stops.
        {
            answer = new AppendFailed(this, cause);
        }

        _cell.TellSelf(answer, sender);
    }

    private void RunHandlers()
    {
        try
        {
            for (; _answered > 0; _answered--) Finish(_pending.Dequeue());
        }
        catch (Exception)
        {
            _answered--;
            _cell.TellSelf(new AppendDone(this), _cell.CurrentEnvelope?.Sender); // If it is resumed, the others follow.
            throw;
        }

        if (_phase != EventsourcedPhase.Persisting) return; // It has stopped itself.
        if (_pending.Count > 0) Write();
        else _phase = EventsourcedPhase.Processing;
    }

    private void Finish(PendingEvent pending)
    {
        if (pending.Refusal is { } refusal)
        {
            OnPersistRejected(refusal, pending.Event, pending.SequenceNr);
            return;
        }

        LastSequenceNr = pending.SequenceNr;
        pending.CallHandler();
    }

    private void OnAppendFailed(AppendFailed failed)
    {
        try
        {
            var first = _pending.First(pending => pending.Refusal is null);
            OnPersistFailure(failed.Cause, first.Event, first.SequenceNr);
        }
        finally
        {
            StopItself();
        }
    }

    /// <summary>Tells this actor how a write beside its events went; one that is refused since another has claimed stops it.</summary>
    private async Task TellOutcome(Task write, object success, Func<Exception, object> failure)
    {
        try
        {
            await write.ConfigureAwait(false);
            _cell.TellSelf(success, null);
        }
        catch (Exception cause) // Whatever the journal met: the actor is told.
        {
            _cell.TellSelf(failure(cause), null);
            if (cause is StaleOwnerException) _cell.SystemImpl.Stop(_cell);
        }
    }
}
