using XmppActors.Kernel.Cluster.Core;
using XmppActors.Kernel.Cluster.Leases;
using XmppActors.Kernel.Event;

namespace XmppActors.Kernel.Cluster.Node;

/// <summary>Performs what the core asks of the store, many calls at a time, and posts the answers. Its methods are called by one thread at a time.</summary>
internal sealed class StoreCalls(
    ILeaseStore store, ClusterSettings settings, TimeProvider time, ILoggingAdapter log, Action<CoreEvent> post) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private StoreWatch? _watch;

    internal void Perform(GrantLease grant) => _ = CallAsync(
        grant.Request, token => store.GrantAsync(grant.Ttl, token), reply => new LeaseGranted(grant.Request, reply));

    internal void Perform(RenewLease renew) => _ = CallAsync(
        renew.Request, token => store.KeepAliveAsync(renew.Lease, token), reply => new LeaseRenewed(renew.Request, reply));

    internal void Perform(ReadAll read) => _ = CallAsync(
        read.Request, token => store.RangeAsync(DocumentText.Prefix, token), reply => new AllRead(read.Request, reply));

    internal void Perform(Commit commit) => _ = CallAsync(
        commit.Request, token => store.CommitAsync(commit.Writes, token), reply => new Committed(commit.Request, reply));

    /// <summary>Tries it once, for the time of one call.</summary>
    internal async Task RevokeAsync(long lease)
    {
        using var timeout = new CancellationTokenSource(settings.RequestTimeout, time);
        try
        {
            await store.RevokeAsync(lease, timeout.Token).WaitAsync(timeout.Token).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            log.Debug("The lease was not given back: {0}", failure.Message); // It ends by itself.
        }
    }

    /// <summary>Everything was read as of this revision: changes after it are watched, unless they are already. A watch that is further has
    /// brought changes while they could not be used: they are brought again.</summary>
    internal void WatchAfter(StoreHeader read)
    {
        if (_watch is { IsOver: false } watch && watch.Generation == read.Generation && watch.Revision == read.Revision) return;
        _watch?.Dispose();
        _watch = new StoreWatch(store, read, post, log);
    }

    /// <summary>Gives up what is under way; a lease can still be given back.</summary>
    public void Dispose()
    {
        _watch?.Dispose();
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private async Task CallAsync<T>(long request, Func<CancellationToken, Task<T>> call, Func<T, CoreEvent> answer)
    {
        using var timeout = new CancellationTokenSource(settings.RequestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _stopping.Token);
        CoreEvent happened;
        try
        {
            happened = answer(await call(either.Token).ConfigureAwait(false));
        }
        catch (Exception failure) when (failure is LeaseStoreUnavailableException or OperationCanceledException)
        {
            happened = new StoreFailed(request);
        }
        catch (Exception failure) // The store's own fault; to the core the outcome is as unknown as any other.
        {
            log.Error(failure, "The cluster's store failed: {0}", failure.Message);
            happened = new StoreFailed(request);
        }

        post(happened);
    }
}
