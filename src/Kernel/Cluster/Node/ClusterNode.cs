using System.Collections.Concurrent;
using System.Collections.Immutable;
using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Bootstrap;
using XmppActors.Kernel.Cluster.Core;
using XmppActors.Kernel.Cluster.Leases;
using XmppActors.Kernel.Cluster.Mesh;
using XmppActors.Kernel.Event;

namespace XmppActors.Kernel.Cluster.Node;

/// <summary>Runs the core: one event at a time in, its effects out in order. Nothing that waits is done here.</summary>
internal sealed partial class ClusterNode : IClusterNode, IThreadPoolWorkItem, IAsyncDisposable
{
    private readonly ActorSystemImpl _system;
    private readonly ClusterRuntime _runtime;
    private readonly ClusterSetup _setup;
    private readonly TimeProvider _time;
    private readonly ILoggingAdapter _log;
    private readonly DecisionLog _decisions;
    private readonly ConcurrentQueue<CoreEvent> _events = new();
    private readonly TaskCompletionSource _up = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _start;
    private ImmutableArray<IClusterListener> _listeners = [];
    private volatile ClusterState _state;
    private ClusterState _told;
    private ImmutableHashSet<UniqueAddress> _peers = [];
    private TimeSpan _begunAt;
    private long _actsUntil = Moment.Past.Ticks;
    private long _sendsUntil = Moment.Future.Ticks;
    private StoreCalls? _store;
    private ITimer? _ticker;
    private int _isScheduled;

    internal ClusterNode(ActorSystemImpl system, ClusterRuntime runtime)
    {
        _system = system;
        _runtime = runtime;
        _setup = runtime.Setup;
        _time = _setup.Time ?? system.Clock.Provider;
        _start = _time.GetTimestamp();
        _log = Logging.GetLogger(system, "cluster");
        _decisions = new DecisionLog(_time);
        _troubles = new Troubles("This node does not find its cluster", _time, _log);
        _state = _told = ClusterState.Create(
            runtime.Self, _setup.Times ?? NodeTimes.For(_setup.Lease), _setup.ShardTypes, _setup.Roles, _setup.Version);
    }

    public UniqueAddress Self => _runtime.Self;

    public ClusterState State => _state;

    public TimeSpan Now => _time.GetElapsedTime(_start);

    public TimeSpan ActsUntil => TimeSpan.FromTicks(Volatile.Read(ref _actsUntil));

    /// <summary>Whether anything may leave this node for others. One that joins owns nothing, and has to be heard; one that has left
    /// may still deliver what it sent before.</summary>
    internal bool MaySend => Now.Ticks < Volatile.Read(ref _sendsUntil);

    private IMesh Mesh => _runtime.Mesh;

    public void Subscribe(IClusterListener listener) =>
        ImmutableInterlocked.Update(ref _listeners, static (all, added) => all.Add(added), listener);

    public void ShardStopped(ShardKey shard) => Post(new ShardStopped(shard));

    internal void OnControl(UniqueAddress from, ReadOnlySpan<byte> datagram)
    {
        if (HeartbeatCodec.TryRead(from, datagram) is { } heartbeat) Post(new HeartbeatReceived(heartbeat));
    }

    internal void OnCrashSignal(UniqueAddress peer, CrashSignals signal) => Post(new CrashSignalled(peer, signal));

    void IThreadPoolWorkItem.Execute()
    {
        do
        {
            while (_events.TryDequeue(out var happened)) Handle(happened);
            Interlocked.Exchange(ref _isScheduled, 0); // In full before the look that follows: who adds something looks the other way round.
        }
        while (!_events.IsEmpty && Interlocked.Exchange(ref _isScheduled, 1) == 0);
    }

    private void Post(CoreEvent happened)
    {
        _events.Enqueue(happened);
        if (Interlocked.Exchange(ref _isScheduled, 1) != 0) return;
        if (_system.Dispatcher is { } dispatcher) dispatcher.Schedule(this);
        else ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>From now on the core lives.</summary>
    private void Begin(ILeaseStore store)
    {
        _store = new StoreCalls(store, _state.Settings, _time, _log, Post);
        _begunAt = Now;
        var interval = _state.Settings.HeartbeatInterval / 4; // So that a heartbeat is late by no more.
        _ticker = _time.CreateTimer(_ => Post(new Ticked()), null, TimeSpan.Zero, interval);
    }

    private void Handle(CoreEvent happened)
    {
        if (_state.Phase is NodePhase.Fenced or NodePhase.Exited) return;
        if (happened is SystemEnds)
        {
            Stop("the system ends");
            return;
        }

        if (_store is not { } store || (happened is CrashSignalled signal && !_state.Watched.Contains(signal.Member))) return;
        try
        {
            Step(store, happened);
        }
        catch (Exception failure) // We do not know what the core would have wanted: whoever does not know must not act.
        {
            _log.Error(failure, "The cluster's core failed: {0}", failure.Message);
            if (_state.Phase is NodePhase.Joining or NodePhase.Member) Stop($"a fault of the program: {failure.Message}");
            else _ = FinishAsync(); // What failed came before it.
        }
    }

    private void Step(StoreCalls store, CoreEvent happened)
    {
        var (next, effects) = ClusterCore.Step(_state, happened, Now);
        _state = next;
        if (next.Phase is NodePhase.Joining or NodePhase.Member) PublishTimes(next);
        if (happened is AllRead { Reply.Header: var header } && next.IsSynced && next.Generation == header.Generation) store.WatchAfter(header);
        NoteStore(next);
        NoteLeaving(next);
        if (next.Phase is NodePhase.Joining or NodePhase.Member) TellState(next);
        foreach (var effect in effects) Perform(store, effect);
        if (next.Phase is NodePhase.Joining or NodePhase.Member) return;
        TellState(next);
        _ = FinishAsync();
    }

    private void PublishTimes(ClusterState state)
    {
        var acts = (state.Phase == NodePhase.Member ? Standing.ActsUntil(state) : Moment.Past).Ticks;
        Volatile.Write(ref _actsUntil, acts);
        Volatile.Write(ref _sendsUntil, state.Phase == NodePhase.Joining ? Moment.Future.Ticks : acts);
    }

    private void Perform(StoreCalls store, ClusterEffect effect)
    {
        switch (effect)
        {
            case GrantLease grant: store.Perform(grant); break;
            case RenewLease renew: store.Perform(renew); break;
            case ReadAll read: store.Perform(read); break;
            case Commit commit: store.Perform(commit); break;
            case SendHeartbeat send: Mesh.SendControl(send.To, HeartbeatCodec.Write(send.Heartbeat)); break;
            case StartShard start:
                foreach (var listener in _listeners) listener.OnStartShard(start.Shard, start.Epoch);
                break;
            case StopShard stop:
                foreach (var listener in _listeners) listener.OnStopShard(stop.Shard);
                break;
            case AbortShard abort:
                foreach (var listener in _listeners) listener.OnAbortShard(abort.Shard);
                break;
            case Decided decided: Decide(decided.Text); break;
            case Fence fence: Fence(fence.Reason); break;
            case Exit: Leave(); break;
            case RevokeLease: break; // By FinishAsync, when all has ended.
            default: throw new ArgumentOutOfRangeException(nameof(effect), effect, "no such effect");
        }
    }

    /// <summary>Ends this node's part in the cluster without asking the core.</summary>
    private void Stop(string reason)
    {
        _state = _state with { Phase = NodePhase.Fenced, FenceReason = reason };
        Fence(reason);
        try
        {
            TellState(_state);
        }
        catch (Exception failure) // It may be what has stopped us.
        {
            _log.Error(failure, "The node's last state was not taken: {0}", failure.Message);
        }

        _ = FinishAsync();
    }

    /// <summary>Nothing of this node acts any more, nor sends.</summary>
    private void Fence(string reason)
    {
        Volatile.Write(ref _actsUntil, Moment.Past.Ticks);
        Volatile.Write(ref _sendsUntil, Moment.Past.Ticks);
        TellFenced(reason);
        _decisions.Add($"{Self} is fenced: {reason}");
        if (_isEnding) _log.Info("This node takes no part in the cluster any more: {0}", reason);
        else _log.Error("This node is fenced: {0}", reason);
    }

    private void Leave()
    {
        Volatile.Write(ref _actsUntil, Moment.Past.Ticks);
        TellFenced("it has left the cluster");
        Decide($"{Self} has left");
    }

    /// <summary>All of them, whatever one does.</summary>
    private void TellFenced(string reason)
    {
        foreach (var listener in _listeners)
        {
            try
            {
                listener.OnFenced(reason);
            }
            catch (Exception failure)
            {
                _log.Error(failure, "{0} failed to end: {1}", listener.GetType(), failure.Message);
            }
        }
    }

    /// <summary>Once the node acts no more. Whatever fails here, the host is told, and who waits for the end hears of it.</summary>
    private async Task FinishAsync()
    {
        var hasLeft = _state.Phase == NodePhase.Exited;
        try
        {
            await CloseAsync(hasLeft).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            _log.Error(failure, "The node's end failed: {0}", failure.Message);
        }

        _up.TrySetException(new ClusterJoinException(_state.FenceReason ?? "This node has left the cluster."));
        _ = _up.Task.Exception; // Nobody may be waiting for it.
        _ended.TrySetResult();
        if (!hasLeft && !_isEnding) _setup.OnFenced?.Invoke(_state.FenceReason ?? "");
    }

    private async Task CloseAsync(bool hasLeft)
    {
        if (_ticker is { } ticker) await ticker.DisposeAsync().ConfigureAwait(false);
        _store?.Dispose();
        if (hasLeft) await _runtime.Mesh.DisposeAsync().ConfigureAwait(false); // What was sent is still delivered, before others take us off.
        Volatile.Write(ref _sendsUntil, Moment.Past.Ticks);
        if (_store is { } store && _state.Lease != 0) await store.RevokeAsync(_state.Lease).ConfigureAwait(false);
        if (!hasLeft) await _runtime.Mesh.DisposeAsync().ConfigureAwait(false);
        await CloseStoreAsync().ConfigureAwait(false);
    }

    private async Task CloseStoreAsync()
    {
        if (_home is not { Store: var store } || ReferenceEquals(store, _setup.LeaseStore)) return;
        await LeaseStores.CloseAsync(store).ConfigureAwait(false);
    }

    private void TellState(ClusterState now)
    {
        var before = _told;
        if (!StateChanges.IsOther(before, now)) return;
        _told = now;
        foreach (var seen in StateChanges.Describe(before, now)) _decisions.Add(seen);
        Connect(now);
        foreach (var listener in _listeners) listener.OnState(before, now);
        if (now.Me is { Status: Core.MemberStatus.Up } && now.Phase == NodePhase.Member) _up.TrySetResult();
    }

    /// <summary>Whoever is missing from documents that have not settled may only have been forgotten: the connection is kept.</summary>
    private void Connect(ClusterState now)
    {
        if (now.Phase == NodePhase.Exited) return;
        var peers = now.Phase == NodePhase.Fenced ? []
            : now.IsSettled ? now.Watched.ToImmutableHashSet()
            : _peers.Union(now.Watched);
        if (peers.SetEquals(_peers)) return;
        _peers = peers;
        Mesh.SetPeers(peers);
    }

    private void Decide(string text)
    {
        _decisions.Add(text);
        _log.Info("{0}", text);
    }
}
