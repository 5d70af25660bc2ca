using System.Runtime.CompilerServices;
using XmppActors.Kernel.Cluster.Leases;

namespace XmppActors.Kernel.Cluster;

/// <summary>A store between which and its callers something is wrong: down, slow, or answering though nobody hears it.</summary>
internal sealed class FaultyLeaseStore(ILeaseStore inner, TimeProvider time) : ILeaseStore
{
    internal bool IsUnavailable { get; set; }

    /// <summary>Calls are made, and then fail for the caller all the same.</summary>
    internal bool LosesAnswers { get; set; }

    /// <summary>Waited before each call.</summary>
    internal TimeSpan Latency { get; set; }

    public Task<LeaseReply> GrantAsync(TimeSpan ttl, CancellationToken cancellation) =>
        CallAsync(() => inner.GrantAsync(ttl, cancellation), cancellation);

    public Task<LeaseReply> KeepAliveAsync(long lease, CancellationToken cancellation) =>
        CallAsync(() => inner.KeepAliveAsync(lease, cancellation), cancellation);

    public Task<LeaseReply> RevokeAsync(long lease, CancellationToken cancellation) =>
        CallAsync(() => inner.RevokeAsync(lease, cancellation), cancellation);

    public Task<CommitReply> CommitAsync(StoreCommit commit, CancellationToken cancellation) =>
        CallAsync(() => inner.CommitAsync(commit, cancellation), cancellation);

    public Task<RangeReply> RangeAsync(string prefix, CancellationToken cancellation) =>
        CallAsync(() => inner.RangeAsync(prefix, cancellation), cancellation);

    public async IAsyncEnumerable<StoreChanges> WatchAsync(
        string prefix, long generation, long afterRevision, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var changes in inner.WatchAsync(prefix, generation, afterRevision, cancellation))
        {
            if (IsUnavailable) throw new LeaseStoreUnavailableException("the store is down");
            yield return changes;
        }
    }

    private async Task<T> CallAsync<T>(Func<Task<T>> call, CancellationToken cancellation)
    {
        if (Latency > TimeSpan.Zero) await WaitAsync(cancellation);
        if (IsUnavailable) throw new LeaseStoreUnavailableException("the store is down");
        var reply = await call();
        return LosesAnswers ? throw new LeaseStoreUnavailableException("the answer was lost") : reply;
    }

    private async Task WaitAsync(CancellationToken cancellation)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var timer = time.CreateTimer(_ => over.TrySetResult(), null, Latency, Timeout.InfiniteTimeSpan);
        await over.Task.WaitAsync(cancellation);
    }
}
