using System.Runtime.CompilerServices;

namespace XmppActors.Kernel.Cluster.Leases;

/// <summary>The store of a node that is alone, and of tests: nothing survives the process.</summary>
internal sealed class InProcessLeaseStore(TimeProvider time) : ILeaseStore, IDisposable
{
    private readonly Lock _gate = new();
    private readonly LeaseTable _table = new();
    private readonly long _start = time.GetTimestamp();
    private TaskCompletionSource _changed = NewSignal();
    private ITimer? _expiry;
    private bool _isDisposed;

    public Task<LeaseReply> GrantAsync(TimeSpan ttl, CancellationToken cancellation) => Do(now => _table.Grant(ttl, now), cancellation);

    public Task<LeaseReply> KeepAliveAsync(long lease, CancellationToken cancellation) =>
        Do(now => _table.KeepAlive(lease, now), cancellation);

    public Task<LeaseReply> RevokeAsync(long lease, CancellationToken cancellation) => Do(now => _table.Revoke(lease, now), cancellation);

    public Task<CommitReply> CommitAsync(StoreCommit commit, CancellationToken cancellation) =>
        Do(now => _table.Commit(commit, now), cancellation);

    public Task<RangeReply> RangeAsync(string prefix, CancellationToken cancellation) => Do(now => _table.Range(prefix, now), cancellation);

    public async IAsyncEnumerable<StoreChanges> WatchAsync(
        string prefix, long generation, long afterRevision, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            Task changed;
            StoreChanges? changes;
            lock (_gate)
            {
                changed = _changed.Task;
                changes = _table.ChangesAfter(prefix, generation, afterRevision, Now);
            }

            if (changes is null) throw new WatchLostException($"no changes after revision {afterRevision} of generation {generation}");
            if (changes.Changes.Count > 0) yield return changes;
            if (changes.Header.Revision > afterRevision) afterRevision = changes.Header.Revision;
            else await changed.WaitAsync(cancellation);
        }
    }

    /// <summary>A replica takes over that has not heard of the last operations.</summary>
    internal void FailOver(int lostOperations)
    {
        lock (_gate)
        {
            _table.FailOver(lostOperations);
            Signal();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _expiry?.Dispose();
        }
    }

    private TimeSpan Now => time.GetElapsedTime(_start);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task<T> Do<T>(Func<TimeSpan, T> operation, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested) return Task.FromCanceled<T>(cancellation);
        lock (_gate)
        {
            var before = _table.Header;
            var reply = operation(Now);
            Settle(before);
            return Task.FromResult(reply);
        }
    }

    private void OnExpiry()
    {
        lock (_gate)
        {
            var before = _table.Header;
            _table.Expire(Now);
            Settle(before);
        }
    }

    private void Settle(StoreHeader before)
    {
        if (_table.Header != before) Signal();
        ArmExpiry();
    }

    private void Signal()
    {
        var changed = _changed;
        _changed = NewSignal();
        changed.SetResult();
    }

    private void ArmExpiry()
    {
        if (_isDisposed) return;
        _expiry ??= time.CreateTimer(_ => OnExpiry(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (_table.NextExpiry is not { } next) return;
        var wait = next - Now;
        // A millisecond more than asked: timers round down, and an early one would only be set again.
        _expiry.Change(wait > TimeSpan.Zero ? wait + TimeSpan.FromMilliseconds(1) : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
