using System.Runtime.CompilerServices;
using XmppActors.Kernel.Event;

namespace XmppActors.Kernel.Actor;

/// <remarks>
/// The first message to a sleeping actor waits in <see cref="_message"/>, where the message being handled sits anyway, so that no
/// queue is needed for it. Further ones go to pooled segments. Senders change the mailbox under the lock, which is one bit of
/// <see cref="_state"/>; the turn reads without it, and takes it only to go to sleep or from one segment to the next.
/// No wake-up is lost: a sender queues a turn if and only if it sets <see cref="CellState.Scheduled"/>, and a turn clears that bit only
/// under the lock, having seen there that nothing is left.
/// </remarks>
internal sealed partial class ActorCell
{
    private object? _message;
    private IActorRef? _sender;
    private MailboxSegment? _queue;
    private SystemMessage? _systemMessages; // The latest first; under the lock.

    private enum Acceptance
    {
        Taken,
        Closed,
        Diverted,
        Full,
    }

    /// <summary>Under the lock, or nobody may have added any.</summary>
    private bool HasMessages => _message is not null || _extras?.Front is { Count: > 0 }
        || (_queue is { } queue && (!queue.IsEmpty || queue.Next is not null));

    public override void Tell(object message, IActorRef? sender)
    {
        ThrowIfNull(message);
        var state = Volatile.Read(ref _state);
        if ((state & CellState.NotIdle) == 0
            && Interlocked.CompareExchange(ref _state, state | CellState.Locked, state) == state)
        {
            PutFirst(message, sender, state);
            return;
        }

        var acceptance = Enqueue(message, sender, viaRegion: false);
        if (acceptance != Acceptance.Taken) _system.DeadLetters.Tell(new DeadLetter(message, sender ?? _system.DeadLetters, this), sender);
    }

    /// <summary>Puts a message of the engine into the mailbox, whatever its bound.</summary>
    internal void TellSelf(object message, IActorRef? sender)
    {
        var state = Lock();
        if ((state & CellState.Closed) != 0)
        {
            Unlock(state);
            return;
        }

        Append(message, sender);
        if ((state & CellState.Bounded) != 0) Interlocked.Increment(ref _extras!.MailboxCount);
        UnlockAndSchedule(state);
    }

    internal override void SendSystem(SystemMessage message)
    {
        var state = Lock();
        if ((state & CellState.Closed) != 0)
        {
            Unlock(state);
            message.ApplyToDead(this);
            return;
        }

        message.Next = _systemMessages;
        _systemMessages = message;
        if ((state & CellState.Scheduled) != 0)
        {
            Unlock(state);
            return;
        }

        Unlock(state | CellState.Scheduled);
        Schedule();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void PutFirst(object message, IActorRef? sender, int state)
    {
        _message = message;
        _sender = sender;
        Unlock(state | CellState.Scheduled);
        Schedule();
    }

    private Acceptance Enqueue(object message, IActorRef? sender, bool viaRegion)
    {
        var state = Lock();
        var refused = viaRegion ? CellState.Closed | CellState.Diverted : CellState.Closed;
        if ((state & refused) != 0)
        {
            Unlock(state);
            return (state & CellState.Closed) != 0 ? Acceptance.Closed : Acceptance.Diverted;
        }

        if ((state & CellState.Bounded) != 0)
        {
            if (Volatile.Read(ref _extras!.MailboxCount) >= _extras.MailboxCapacity)
            {
                Unlock(state);
                return Acceptance.Full;
            }

            Interlocked.Increment(ref _extras.MailboxCount);
        }

        Append(message, sender);
        UnlockAndSchedule(viaRegion ? state | CellState.Touched : state);
        return Acceptance.Taken;
    }

    /// <summary>Adds to the segments; under the lock.</summary>
    private void Append(object message, IActorRef? sender)
    {
        var first = _queue;
        if (first is null)
        {
            first = SegmentPool.Rent();
            first.Last = first;
            first.Write(message, sender);
            Volatile.Write(ref _queue, first);
            return;
        }

        var last = first.Last!;
        if (last.IsFull)
        {
            var next = SegmentPool.Rent();
            next.Write(message, sender);
            last.Next = next;
            first.Last = next;
        }
        else
        {
            last.Write(message, sender);
        }
    }

    /// <summary>Takes the next message; only in a turn.</summary>
    private bool TryDequeue(out Envelope envelope)
    {
        if (_extras?.Front is { Count: > 0 } front)
        {
            envelope = front.RemoveFirst();
            return true;
        }

        while (Volatile.Read(ref _queue) is { } segment)
        {
            if (segment.TryRead(out envelope))
            {
                if ((_state & CellState.Bounded) != 0) Interlocked.Decrement(ref _extras!.MailboxCount);
                return true;
            }

            if (!segment.IsExhausted || !TryGoToNextSegment(segment)) break;
        }

        envelope = default;
        return false;
    }

    private bool TryGoToNextSegment(MailboxSegment exhausted)
    {
        var state = Lock();
        var next = exhausted.Next;
        if (next is not null) next.Last = exhausted.Last;
        _queue = next;
        Unlock(state);
        SegmentPool.Return(exhausted);
        return next is not null;
    }

    /// <summary>Takes all system messages, in the order in which they were sent.</summary>
    private SystemMessage? TakeSystemMessages()
    {
        var state = Lock();
        var latest = _systemMessages;
        _systemMessages = null;
        Unlock(state);
        SystemMessage? first = null;
        while (latest is not null)
        {
            var earlier = latest.Next;
            latest.Next = first;
            first = latest;
            latest = earlier;
        }

        return first;
    }

    /// <summary>Sleeps if there is nothing to do.</summary>
    /// <returns><c>false</c>: there is; the turn has to be queued again.</returns>
    private bool TrySleep()
    {
        var state = Lock();
        if (_systemMessages is not null || ((state & CellState.Suspended) == 0 && HasMessages))
        {
            Unlock(state);
            return false;
        }

        MailboxSegment? emptied = null;
        if (_queue is { IsEmpty: true, Next: null })
        {
            emptied = _queue;
            _queue = null;
        }

        Unlock(state & ~CellState.Scheduled);
        if (emptied is not null) SegmentPool.Return(emptied);
        return true;
    }

    private void UnlockAndSchedule(int state)
    {
        if ((state & (CellState.Scheduled | CellState.Suspended)) != 0)
        {
            Unlock(state);
            return;
        }

        Unlock(state | CellState.Scheduled);
        Schedule();
    }

    private void SetState(int set, int clear = 0)
    {
        var state = Lock();
        Unlock((state & ~clear) | set);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Lock()
    {
        var state = Volatile.Read(ref _state);
        return (state & CellState.Locked) == 0
            && Interlocked.CompareExchange(ref _state, state | CellState.Locked, state) == state
            ? state
            : LockContended();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int LockContended()
    {
        var wait = new SpinWait();
        while (true)
        {
            wait.SpinOnce(sleep1Threshold: -1);
            var state = Volatile.Read(ref _state);
            if ((state & CellState.Locked) == 0
                && Interlocked.CompareExchange(ref _state, state | CellState.Locked, state) == state) return state;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Unlock(int state) => Volatile.Write(ref _state, state);
}
