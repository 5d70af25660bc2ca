using XmppActors.Kernel.Event;

namespace XmppActors.Kernel.Actor;

/// <remarks>What a shard does with the cells of its entities.</remarks>
internal sealed partial class ActorCell
{
    /// <summary>Lets a new cell act only while its node may: one that was frozen wakes up with messages in its entities' mailboxes.</summary>
    internal void ActOnlyInTime() => _state |= CellState.Leased;

    /// <summary>That of the shard above it, which fences what it persists; 0 without one.</summary>
    internal long Epoch
    {
        get
        {
            for (var cell = this; cell is not null; cell = cell._parent as ActorCell)
            {
                if (cell._extras is { Epoch: not 0 and var epoch }) return epoch;
            }

            return 0;
        }
    }

    /// <summary>Makes it the cell of a shard that runs here under this epoch; before it has entities.</summary>
    internal void FenceBy(long epoch) => Extras.Epoch = epoch;

    /// <summary>Gives a new cell its first message, before any other thread can see it.</summary>
    internal void Prefill(Envelope first)
    {
        _state |= CellState.Touched;
        if (_message is null && _queue is null && (_state & CellState.Bounded) == 0)
        {
            _message = first.Message;
            _sender = first.Sender;
            return;
        }

        Append(first.Message, first.Sender);
        if ((_state & CellState.Bounded) != 0) Interlocked.Increment(ref _extras!.MailboxCount);
    }

    /// <summary>Takes a message that came through the shard region.</summary>
    /// <returns><c>false</c>: this incarnation takes no more of them; the shard keeps it for the next.</returns>
    internal bool TryTellFromRegion(object message, IActorRef? sender)
    {
        var state = Volatile.Read(ref _state);
        if ((state & CellState.NotIdle) == 0
            && Interlocked.CompareExchange(ref _state, state | CellState.Locked, state) == state)
        {
            PutFirst(message, sender, state | CellState.Touched);
            return true;
        }

        switch (Enqueue(message, sender, viaRegion: true))
        {
            case Acceptance.Taken:
                return true;
            case Acceptance.Full:
                _system.DeadLetters.Tell(new DeadLetter(message, sender ?? _system.DeadLetters, this), sender);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Puts the last message that this incarnation takes through its region; what follows there waits for the next one.</summary>
    /// <returns><c>false</c> if it was passivating or ending already.</returns>
    internal bool TellLastFromRegion(object message, IActorRef? sender)
    {
        var state = Lock();
        if ((state & (CellState.Closed | CellState.Diverted)) != 0)
        {
            Unlock(state);
            return false;
        }

        Append(message, sender);
        if ((state & CellState.Bounded) != 0) Interlocked.Increment(ref _extras!.MailboxCount);
        UnlockAndSchedule(state | CellState.Diverted);
        return true;
    }

    /// <summary>Looks whether a message came through the region since the look before the latest.</summary>
    internal bool LookForIdleness()
    {
        var state = Lock();
        var isIdle = (state & (CellState.Touched | CellState.Idle)) == CellState.Idle;
        Unlock((state & CellState.Touched) != 0
            ? state & ~(CellState.Touched | CellState.Idle)
            : state | CellState.Idle);
        return isIdle;
    }
}
