using System.Diagnostics.CodeAnalysis;
using XmppActors.Kernel.Cluster.Core;

namespace XmppActors.Kernel.Cluster.Mesh;

/// <summary>Who is a peer, who waits to become one, and who never will be again.</summary>
internal sealed class MeshMembers(TcpMesh mesh)
{
    private readonly Lock _sync = new();
    /// <summary>One entry for each incarnation that this process has seen leave: some hundred bytes for each restart of a node.</summary>
    private readonly HashSet<UniqueAddress> _givenUp = [];

    /// <summary>Replaced as a whole: read without lock by all who send.</summary>
    private volatile Dictionary<UniqueAddress, MeshPeer> _peers = [];

    /// <summary>Completes when the peers are others.</summary>
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool _isStarted;
    private bool _isClosed;

    internal bool TryGet(UniqueAddress address, [MaybeNullWhen(false)] out MeshPeer peer) => _peers.TryGetValue(address, out peer);

    internal void Start()
    {
        lock (_sync)
        {
            _isStarted = true;
            foreach (var peer in _peers.Values) peer.Start();
        }
    }

    /// <returns>Those given up.</returns>
    internal List<MeshPeer> Set(IReadOnlyCollection<UniqueAddress> addresses)
    {
        lock (_sync)
        {
            if (_isClosed) return [];
            var (next, gone) = (new Dictionary<UniqueAddress, MeshPeer>(), new List<MeshPeer>());
            foreach (var address in addresses)
            {
                if (address == mesh.Self || _givenUp.Contains(address) || next.ContainsKey(address)) continue;
                next.Add(address, _peers.GetValueOrDefault(address) ?? Add(address));
            }

            foreach (var (address, peer) in _peers)
            {
                if (next.ContainsKey(address)) continue;
                _givenUp.Add(address);
                gone.Add(peer);
            }

            _peers = next;
            _changed.SetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return gone;
        }
    }

    /// <summary>Nobody is a peer any more.</summary>
    internal ICollection<MeshPeer> Close()
    {
        lock (_sync)
        {
            _isClosed = true;
            var peers = _peers.Values;
            _peers = [];
            return peers;
        }
    }

    /// <summary>Finds the peer; if it is none yet, waits for it to become one.</summary>
    internal async Task<(HandshakeOutcome Outcome, MeshPeer? Peer)> AdmitAsync(UniqueAddress address, CancellationToken cancellation)
    {
        using var patience = new Patience(mesh.Settings.HoldTime, mesh.Settings.Time, cancellation);
        while (true)
        {
            Task changed;
            lock (_sync)
            {
                if (_peers.TryGetValue(address, out var peer)) return (HandshakeOutcome.Accepted, peer);
                if (_givenUp.Contains(address)) return (HandshakeOutcome.GivenUp, null);
                changed = _changed.Task;
            }

            await changed.WaitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!changed.IsCompleted) return (HandshakeOutcome.NotMember, null);
        }
    }

    private MeshPeer Add(UniqueAddress address)
    {
        var peer = new MeshPeer(mesh, address);
        if (_isStarted) peer.Start();
        return peer;
    }
}
