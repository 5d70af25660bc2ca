using System.Net.Sockets;
using XmppActors.Kernel.Bootstrap;
using XmppActors.Kernel.Cluster.Leases;

namespace XmppActors.Kernel.Cluster.Node;

/// <summary>How the node finds its cluster, and helps others to.</summary>
internal sealed partial class ClusterNode
{
    private readonly CancellationTokenSource _joining = new();
    private readonly Troubles _troubles;
    private volatile bool _hasBegunToJoin;
    private volatile ClusterHome? _home;

    internal async Task JoinAsync(CancellationToken cancellation)
    {
        if (_hasBegunToJoin) throw new InvalidOperationException("This node has begun to join already; a new system may join again.");
        _hasBegunToJoin = true;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _joining.Token);
        try
        {
            await ListenAsync(either.Token).ConfigureAwait(false);
            var search = new ClusterSearch(
                $"{Self.Host}:{Self.Port}", _setup, _state.Settings, _runtime.AskSeedAsync, text => LeaseStores.Open(text, _time), _time, _system.Random, _troubles.Note);
            _home = await search.FindAsync(either.Token).ConfigureAwait(false);
        }
        catch (ClusterJoinException refusal)
        {
            _refusal = refusal.Message;
            throw;
        }

        Begin(_home.Store);
        await _up.Task.WaitAsync(either.Token).ConfigureAwait(false);
    }

    private async Task ListenAsync(CancellationToken cancellation)
    {
        try
        {
            await Mesh.StartAsync(_runtime, cancellation).ConfigureAwait(false);
        }
        catch (SocketException failure)
        {
            throw new ClusterJoinException($"This node cannot listen for the others on port {_setup.BindPort ?? Self.Port}: {failure.Message}.");
        }
    }

    /// <summary>Answers a node that looks for the cluster; it has proved that it belongs to it.</summary>
    internal Task<byte[]?> AnswerAsync(ReadOnlyMemory<byte> question, CancellationToken cancellation)
    {
        if (question.IsEmpty || question.Span[0] != SeedAnswer.Question) return Task.FromResult<byte[]?>(null);
        var home = _home;
        return Task.FromResult<byte[]?>(new SeedAnswer(ClusterIdentity.CurrentWire, home?.Identity, home?.Text ?? "").Write());
    }
}
