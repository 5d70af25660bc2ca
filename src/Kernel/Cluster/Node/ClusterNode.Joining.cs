using XmppActors.Kernel.Bootstrap;

namespace XmppActors.Kernel.Cluster.Node;

/// <summary>How the node finds its cluster.</summary>
internal sealed partial class ClusterNode
{
    private readonly CancellationTokenSource _joining = new();
    private volatile bool _hasBegunToJoin;

    internal async Task JoinAsync(CancellationToken cancellation)
    {
        _hasBegunToJoin = true;
        if (_setup.LeaseStore is not { } store) throw new ClusterJoinException($"No store is configured for the cluster {_setup.Name}.");
        await Mesh.StartAsync(_runtime, cancellation).ConfigureAwait(false);
        Begin(store);
        await _up.Task.WaitAsync(cancellation).ConfigureAwait(false);
    }
}
