using XmppActors.Host.Running;

namespace XmppActors.Host.Admin;

/// <summary>The node as its admin listener sees it: not there yet, running, or on its way out.</summary>
internal sealed class AdminNode
{
    private volatile IRunningNode? _node;
    private volatile string _absence = "starting";

    public IRunningNode? Running => _node;

    public void Started(IRunningNode node) => _node = node;

    public void Stopping()
    {
        _absence = "stopping";
        _node = null;
    }

    /// <summary>Null: ready. Else the reason why not.</summary>
    public async Task<string?> FindTroubleAsync(CancellationToken cancellationToken) =>
        _node is { } node ? await node.FindTroubleAsync(cancellationToken) : _absence;
}
