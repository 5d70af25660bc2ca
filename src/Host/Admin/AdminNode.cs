using XmppActors.Host.Running;

namespace XmppActors.Host.Admin;

/// <summary>The node as its admin listener sees it: not there yet, running, or on its way out.</summary>
internal sealed class AdminNode
{
    private volatile IRunningNode? _node;
    private volatile string _absence = "starting";

    public IRunningNode? Running => _node;

    public void Started(IRunningNode node) => _node = node;

    public void Stopping() => Absent("stopping");

    /// <summary>There is none now, for this reason.</summary>
    public void Absent(string reason)
    {
        _absence = reason;
        _node = null;
    }

    public async Task<NodeHealth> CheckAsync(CancellationToken cancellationToken) =>
        _node is { } node ? await node.CheckAsync(cancellationToken) : new NodeHealth(_absence);
}
