namespace XmppActors.Kernel.Cluster.Core;

/// <summary>What one node sends to one shard, in order, wherever the shard runs meanwhile.</summary>
/// <remarks>
/// Messages go to one owner at a time. The next owner is sent nothing before the one before has answered for all it was sent, or is gone.
/// An owner that does not own the shard (not yet, not any more) refuses the message and, so that none overtakes it, all others of the same
/// round: see <see cref="ShardInbox"/>. They are sent again in the next round. The mesh sends each message at most once to each owner.
/// Not thread-safe.
/// </remarks>
/// <param name="bound">Messages that may be held or unanswered; the one beyond is refused to its sender.</param>
internal sealed class ShardOutbox<T>(int bound)
    where T : class
{
    private readonly LinkedList<T> _unanswered = [];
    private readonly LinkedList<T> _held = []; // Older ones were refused; younger ones came since.
    private LinkedListNode<T>? _lastReturned;

    internal UniqueAddress? Target { get; private set; }

    /// <summary>Grows with each refusal; every message is sent with it.</summary>
    internal long Round { get; private set; }

    internal int HeldCount => _held.Count;

    internal int UnansweredCount => _unanswered.Count;

    /// <returns>False: there is no room; the sender has to be answered.</returns>
    internal bool TryOffer(T message)
    {
        if (_held.Count + _unanswered.Count >= bound) return false;
        _held.AddLast(message);
        return true;
    }

    /// <summary>The next message for this owner; repeat until <c>null</c>.</summary>
    /// <param name="owner">Who runs the shard as far as we know; <c>null</c>: nobody, or it is being handed over.</param>
    internal T? TakeNext(UniqueAddress? owner)
    {
        if (owner is null || _held.First is not { } first) return null;
        if (_unanswered.Count > 0 && (_lastReturned is not null || !owner.Equals(Target))) return null;
        if (_unanswered.Count == 0) _lastReturned = null;
        Target = owner;
        _held.RemoveFirst();
        _unanswered.AddLast(first.Value);
        return first.Value;
    }

    /// <summary>The owner has put it into its entity's mailbox.</summary>
    internal void OnAccepted(T message) => _unanswered.Remove(message);

    /// <summary>The owner did not take it. Answers of one owner come in the order in which it was sent the messages.</summary>
    internal void OnRefused(T message)
    {
        if (!_unanswered.Remove(message)) return;
        if (_lastReturned is null) Round++;
        _lastReturned = _lastReturned is null ? _held.AddFirst(message) : _held.AddAfter(_lastReturned, message);
    }

    /// <summary>The owner is gone and will not answer. Whether it took these, nobody knows: they are not sent to another one.</summary>
    internal IReadOnlyList<T> OnTargetGone()
    {
        T[] inDoubt = [.. _unanswered];
        _unanswered.Clear();
        _lastReturned = null;
        Target = null;
        Round++;
        return inDoubt;
    }
}

/// <summary>Decides on the receiving node what it takes from one sending node for one shard. Not thread-safe.</summary>
internal sealed class ShardInbox
{
    private long _refusedRound = -1;

    /// <param name="isAccepting">Whether the shard runs here and takes messages at this moment.</param>
    internal bool TryAccept(long round, bool isAccepting)
    {
        if (isAccepting && round > _refusedRound) return true;
        _refusedRound = Math.Max(_refusedRound, round);
        return false;
    }
}
