using System.Diagnostics.CodeAnalysis;

namespace XmppActors.Kernel.Cluster.Core;

/// <summary>What one node sends to one shard, in order, wherever the shard runs meanwhile.</summary>
/// <remarks>
/// Messages go to one owner at a time. The next owner is sent nothing before the one before has answered for all it was sent, or is gone.
/// An owner that does not own the shard (not yet, not any more) refuses the message and, so that none overtakes it, all others of the same
/// round: see <see cref="ShardInbox"/>. They are sent again in the next round. The mesh sends each message at most once to each owner.
/// In the ring: those that were refused in this round, those without an answer, those not sent yet. Not thread-safe.
/// </remarks>
/// <param name="bound">Messages that may be held or unanswered; the one beyond is refused to its sender.</param>
internal sealed class ShardOutbox<T>(int bound)
{
    private const int RetainedCapacity = 64;

    private T[] _ring = []; // A power of two.
    private int _first;
    private int _count;
    private int _sent;
    private int _returned; // Of those that were sent: refused; the rest of the round will be.

    internal UniqueAddress? Target { get; private set; }

    /// <summary>Grows with each refusal; every message is sent with it.</summary>
    internal long Round { get; private set; }

    internal bool IsEmpty => _count == 0;

    internal int HeldCount => _count - UnansweredCount;

    internal int UnansweredCount => _sent - _returned;

    /// <summary>The one that the next answer is about.</summary>
    internal T OldestUnanswered => UnansweredCount > 0 ? At(_returned) : throw new InvalidOperationException("All are answered.");

    /// <returns>False: there is no room; the sender has to be answered.</returns>
    internal bool TryOffer(in T message)
    {
        if (_count >= bound) return false;
        if (_count == _ring.Length) Grow();
        At(_count++) = message;
        return true;
    }

    /// <summary>Looks at the next message for this owner; <see cref="Take"/> it when it is sent.</summary>
    /// <param name="owner">Who runs the shard as far as we know; <c>null</c>: nobody, or it is being handed over.</param>
    internal bool TryPeek(UniqueAddress? owner, [MaybeNullWhen(false)] out T message)
    {
        message = default;
        if (owner is null || _count == _sent) return false;
        if (_sent > 0 && (_returned > 0 || !owner.Equals(Target))) return false;
        message = At(_sent);
        return true;
    }

    /// <summary>The message that was peeked at goes to this owner.</summary>
    internal void Take(UniqueAddress owner)
    {
        if (!ReferenceEquals(owner, Target)) Target = owner;
        _sent++;
    }

    /// <summary>The message that was peeked at can be sent to nobody.</summary>
    internal void Discard()
    {
        for (var i = _sent; i > 0; i--) At(i) = At(i - 1);
        RemoveFirst();
    }

    /// <summary>The owner has put the oldest without an answer into its entity's mailbox. Answers of one owner come in the order in which it
    /// was sent the messages.</summary>
    /// <returns>False: that cannot be; an answer to nothing, or after a refusal in the same round.</returns>
    internal bool OnAccepted()
    {
        if (_returned > 0 || _sent == 0) return false;
        _sent--;
        RemoveFirst();
        return true;
    }

    /// <summary>The owner did not take the oldest without an answer.</summary>
    /// <returns>False: that cannot be; there is none.</returns>
    internal bool OnRefused()
    {
        if (UnansweredCount == 0) return false;
        if (_returned++ == 0) Round++;
        if (_returned == _sent) _returned = _sent = 0;
        return true;
    }

    /// <summary>The owner is gone and will not answer. Whether it took these, nobody knows: they are not sent to another one. None, if it had
    /// refused one: then it took none after.</summary>
    internal IReadOnlyList<T> OnTargetGone()
    {
        T[] inDoubt = _returned > 0 ? [] : new T[_sent];
        for (var i = 0; i < inDoubt.Length; i++)
        {
            inDoubt[i] = At(0);
            RemoveFirst();
        }

        if (_returned == 0) Round++;
        _returned = _sent = 0;
        Target = null;
        return inDoubt;
    }

    /// <summary>Gives up everything.</summary>
    /// <param name="inDoubt">How many of them, from the first, somebody may have taken.</param>
    internal T[] Clear(out int inDoubt)
    {
        inDoubt = _returned > 0 ? 0 : _sent;
        var all = new T[_count];
        for (var i = 0; i < all.Length; i++) all[i] = At(i);
        _ring = [];
        _first = _count = _sent = _returned = 0;
        Target = null;
        return all;
    }

    private ref T At(int index) => ref _ring[(_first + index) & (_ring.Length - 1)];

    private void RemoveFirst()
    {
        At(0) = default!;
        _first = (_first + 1) & (_ring.Length - 1);
        if (--_count > 0 || _ring.Length <= RetainedCapacity) return;
        _ring = [];
        _first = 0;
    }

    private void Grow()
    {
        var grown = new T[Math.Max(4, _ring.Length * 2)];
        for (var i = 0; i < _count; i++) grown[i] = At(i);
        _ring = grown;
        _first = 0;
    }
}
