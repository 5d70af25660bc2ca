using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Cluster.Core;
using XmppActors.Kernel.Event;

namespace XmppActors.Kernel.Cluster.Sharding;

/// <remarks>What cannot be put into a mailbox at once: sent to the node that runs the shard, or held until one does.</remarks>
internal sealed partial class ClusteredShard : IThreadPoolWorkItem
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LastRetry = TimeSpan.FromMilliseconds(200);

    private readonly ShardOutbox<EntityMessage> _outbox;
    private UniqueAddress? _owner; // Another node; whether it runs here, we are told.
    private TimeSpan _retryDelay;
    private bool _waitsForRetry;
    private bool _isRetrySet;
    private bool _isWaitingForRoom;
    private bool _isClosed; // The node acts no more.

    /// <summary>For operators: messages that wait, and messages sent without an answer yet.</summary>
    internal (int Held, int Unanswered) Outgoing
    {
        get
        {
            lock (_gate) return (_outbox.HeldCount, _outbox.UnansweredCount);
        }
    }

    /// <summary>Whether messages go to that node, or it has still to answer some.</summary>
    internal bool IsSendingTo(UniqueAddress address)
    {
        lock (_gate) return address.Equals(_owner) || (_outbox.UnansweredCount > 0 && address.Equals(_outbox.Target));
    }

    /// <summary>The state is another one.</summary>
    internal void OnState(ClusterState state)
    {
        IReadOnlyList<EntityMessage> inDoubt = [];
        lock (_gate)
        {
            _owner = OtherOwner(state);
            if (_outbox.Target is { } target && ShardRoute.IsGone(state, target)) inDoubt = _outbox.OnTargetGone();
            _waitsForRetry = false;
            _isWaitingForRoom = false;
            Flush();
        }

        foreach (var message in inDoubt) ToDoubtful(message);
    }

    /// <summary>There is room again in the mesh.</summary>
    internal void OnWritable(UniqueAddress peer)
    {
        lock (_gate)
        {
            if (!_isWaitingForRoom || !peer.Equals(_owner)) return;
            _isWaitingForRoom = false;
            _waitsForRetry = false;
            Flush();
        }
    }

    internal void OnAnswers(UniqueAddress from, EntityOutcome outcome, int count)
    {
        List<EntityMessage>? unreadable = null;
        lock (_gate)
        {
            if (!from.Equals(_outbox.Target)) return; // From one that was given up in the meantime.
            for (; count > 0 && _outbox.UnansweredCount > 0; count--)
            {
                if (outcome == EntityOutcome.Unreadable) (unreadable ??= []).Add(_outbox.OldestUnanswered);
                if (!(outcome == EntityOutcome.Refused ? _outbox.OnRefused() : _outbox.OnAccepted())) break;
            }

            if (outcome != EntityOutcome.Refused) _retryDelay = TimeSpan.Zero;
            else if (_outbox.UnansweredCount == 0 && from.Equals(_owner)) Retry();
            if (_outbox.UnansweredCount == 0 && (_running is not null || !_outbox.IsEmpty)) Flush();
        }

        if (unreadable is null) return;
        foreach (var message in unreadable) ToDeadLetters(message);
    }

    /// <summary>The node acts no more: nothing goes anywhere from here on.</summary>
    internal void Close()
    {
        EntityMessage[] all;
        int inDoubt;
        lock (_gate)
        {
            _isClosed = true;
            Volatile.Write(ref _direct, null);
            all = _outbox.Clear(out inDoubt);
        }

        foreach (var message in all.AsSpan(0, inDoubt)) ToDoubtful(message);
        foreach (var message in all.AsSpan(inDoubt)) ToDeadLetters(message);
    }

    /// <summary>The time to try again has come.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        lock (_gate)
        {
            _isRetrySet = false;
            _waitsForRetry = false;
            _isWaitingForRoom = false;
            Flush();
        }
    }

    private void Send(in EntityMessage message)
    {
        lock (_gate)
        {
            Volatile.Write(ref _direct, null); // What comes later waits behind this.
            if (!_isClosed && _outbox.TryOffer(message))
            {
                Flush();
                return;
            }
        }

        ToDeadLetters(message);
    }

    private void Flush()
    {
        if (_waitsForRetry || _isWaitingForRoom || _isClosed) return;
        if (_running is not null) FlushHere(_running);
        else if (_owner is not null) FlushTo(_owner);
    }

    private UniqueAddress? OtherOwner(ClusterState state) =>
        ShardRoute.OwnerOf(state, Key) is { } owner && !owner.Equals(_cluster.Self) ? owner : null;

    private void FlushHere(LocalShard local)
    {
        while (_outbox.TryPeek(_cluster.Self, out var message))
        {
            if (!_cluster.MayAct || !local.TryDeliver(message.EntityId, message.Message, message.Sender))
            {
                Retry();
                return;
            }

            _outbox.Take(_cluster.Self);
            _outbox.OnAccepted();
        }

        if (_outbox.IsEmpty) Volatile.Write(ref _direct, local);
    }

    private void FlushTo(UniqueAddress owner)
    {
        while (_outbox.TryPeek(owner, out var message))
        {
            if (!_cluster.Codec.TryEncode(message.Message, message.Sender, out var encoded))
            {
                _outbox.Discard();
                ToDeadLetters(message);
                continue;
            }

            var frame = new EntityFrame(_region.WireType, _number, _outbox.Round, message.EntityId, encoded);
            if (!_cluster.Mesh.TrySend(owner, frame, EntityFrame.Writer))
            {
                _isWaitingForRoom = true;
                Retry(); // If it is no peer yet, nobody says when it is.
                return;
            }

            _outbox.Take(owner);
        }
    }

    private void Retry()
    {
        _waitsForRetry = true;
        if (_isRetrySet) return;
        _isRetrySet = true;
        _retryDelay = _retryDelay == TimeSpan.Zero ? FirstRetry : TimeSpan.FromTicks(Math.Min(_retryDelay.Ticks * 2, LastRetry.Ticks));
        _cluster.System.SchedulerImpl.Add(new RetryTime(this), _retryDelay);
    }

    private void ToDeadLetters(in EntityMessage message) => _cluster.System.DeadLetters.Tell(
        new DeadLetter(message.Message, message.Sender ?? _cluster.System.DeadLetters, _region), message.Sender);

    private void ToDoubtful(in EntityMessage message) => _cluster.System.EventStream.Publish(new Dropped(
        message.Message,
        "its shard's node is gone without having said whether it was delivered",
        message.Sender ?? _cluster.System.DeadLetters,
        _region));

    private sealed class RetryTime(ClusteredShard shard) : Appointment
    {
        internal override void Keep() => shard._cluster.Run(shard);
    }
}
