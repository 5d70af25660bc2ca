using XmppActors.Kernel.Cluster.Core;
using XmppActors.Kernel.Cluster.Leases;
using XmppActors.Kernel.Event;

namespace XmppActors.Kernel.Cluster.Node;

/// <summary>One watch of the store, from a revision until it is lost or stopped.</summary>
internal sealed class StoreWatch : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly StoreHeader _after;
    private readonly Action<CoreEvent> _post;
    private readonly ILoggingAdapter _log;
    private long _revision;
    private volatile bool _isOver;

    internal StoreWatch(ILeaseStore store, StoreHeader after, Action<CoreEvent> post, ILoggingAdapter log)
    {
        _after = after;
        _revision = after.Revision;
        _post = post;
        _log = log;
        _ = RunAsync(store, _stopping.Token);
    }

    internal long Generation => _after.Generation;

    /// <summary>Up to where it has brought the changes.</summary>
    internal long Revision => Volatile.Read(ref _revision);

    internal bool IsOver => _isOver;

    /// <summary>Stops it; its end is not told then.</summary>
    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private async Task RunAsync(ILeaseStore store, CancellationToken stopping)
    {
        try
        {
            await foreach (var changes in store.WatchAsync(DocumentText.Prefix, _after.Generation, _after.Revision, stopping).ConfigureAwait(false))
            {
                Volatile.Write(ref _revision, changes.Header.Revision);
                _post(new StoreChanged(changes));
            }
        }
        catch (Exception failure) when (failure is LeaseStoreUnavailableException or WatchLostException or OperationCanceledException)
        {
            _log.Debug("The watch of the cluster's store ended: {0}", failure.Message);
        }
        catch (Exception failure) // The store's own fault; everything is read again.
        {
            _log.Error(failure, "The watch of the cluster's store failed: {0}", failure.Message);
        }

        _isOver = true;
        if (!stopping.IsCancellationRequested) _post(new WatchLost());
    }
}
