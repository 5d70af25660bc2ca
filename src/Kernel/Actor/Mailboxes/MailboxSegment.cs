using System.Runtime.CompilerServices;

namespace XmppActors.Kernel.Actor;

/// <summary>A stretch of a mailbox: written by senders under the mailbox's lock, read by its actor's turn without it.</summary>
internal sealed class MailboxSegment
{
    /// <summary>Small enough that many mailboxes with a few messages each stay near the processor.</summary>
    internal const int Capacity = 14;

    private readonly Envelope[] _slots = new Envelope[Capacity];
    private int _read;
    private int _written;

    /// <summary>The stretch after this one.</summary>
    internal MailboxSegment? Next { get; set; }

    /// <summary>In the first stretch of a mailbox, the one that is being written; under the lock.</summary>
    internal MailboxSegment? Last { get; set; }

    internal bool IsFull => _written == Capacity;

    /// <summary>All was written and all was read: only a next stretch can hold more.</summary>
    internal bool IsExhausted => _read == Capacity;

    internal bool IsEmpty => _read == Volatile.Read(ref _written);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Write(object message, IActorRef? sender)
    {
        _slots[_written] = new Envelope(message, sender);
        Volatile.Write(ref _written, _written + 1); // Publishes the slot to a turn that reads without the lock.
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryRead(out Envelope envelope)
    {
        var position = _read;
        if (position == Volatile.Read(ref _written))
        {
            envelope = default;
            return false;
        }

        ref var slot = ref _slots[position];
        envelope = slot;
        slot = default;
        _read = position + 1;
        return true;
    }

    /// <summary>Makes an emptied stretch ready for its next mailbox; each slot was cleared as it was read.</summary>
    internal void Reset()
    {
        _read = 0;
        _written = 0;
        Next = null;
        Last = null;
    }
}
