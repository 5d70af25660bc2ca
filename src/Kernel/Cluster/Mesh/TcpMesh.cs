using System.Buffers;
using System.Net;
using System.Net.Sockets;
using XmppActors.Kernel.Cluster.Core;

namespace XmppActors.Kernel.Cluster.Mesh;

/// <summary>The mesh over TCP (docs/decisions/0011). Each node dials, for each peer, one connection for each lane, and only reads from those
/// that it accepts: no two nodes have to agree whose connection it is.</summary>
internal sealed class TcpMesh : IMesh
{
    private readonly MeshDoor _door;
    private IMeshReceiver? _receiver;
    private int _isDisposed;

    private TcpMesh(UniqueAddress self, MeshSettings settings, Socket listener)
    {
        Self = self;
        Settings = settings;
        Log = new MeshLog(settings);
        Members = new MeshMembers(this);
        _door = new MeshDoor(this, listener);
    }

    public UniqueAddress Self { get; }

    internal int BoundPort { get; private init; }

    internal MeshSettings Settings { get; }

    internal MeshLog Log { get; }

    internal MeshMembers Members { get; }

    internal IMeshReceiver Receiver => _receiver ?? throw new InvalidOperationException("The mesh was not started.");

    /// <summary>Takes the port, so that nobody else does; connections are refused until <see cref="StartAsync"/>.</summary>
    /// <param name="self">Port 0: any that is free; <see cref="Self"/> tells it.</param>
    /// <exception cref="SocketException">The port is taken, or not for us to take.</exception>
    internal static TcpMesh Bind(UniqueAddress self, MeshSettings settings)
    {
        var listener = MeshDoor.Bind(settings.Bind, settings.BindPort ?? self.Port);
        var port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        return new TcpMesh(self.Port == 0 ? new UniqueAddress(self.Host, port, self.Incarnation) : self, settings, listener) { BoundPort = port };
    }

    public Task StartAsync(IMeshReceiver receiver, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        _receiver = receiver;
        _door.Open();
        Members.Start();
        return Task.CompletedTask;
    }

    public void SetPeers(IReadOnlyCollection<UniqueAddress> peers)
    {
        foreach (var gone in Members.Set(peers)) _ = gone.StopAsync(isOrderly: false);
    }

    public void SendControl(UniqueAddress to, ReadOnlyMemory<byte> datagram)
    {
        if (Members.TryGet(to, out var peer)) peer.SendControl(datagram.Span);
    }

    public bool TrySend<TState>(UniqueAddress to, TState state, Action<TState, IBufferWriter<byte>> write) =>
        Members.TryGet(to, out var peer) && peer.TrySend(state, write);

    /// <summary>Asks any node of the cluster, member or not.</summary>
    /// <exception cref="MeshException">It was not reached, did not let us in, or has no answer.</exception>
    internal Task<byte[]> AskAsync(string host, int port, ReadOnlyMemory<byte> question, CancellationToken cancellation) =>
        MeshQuestion.AskAsync(Settings, host, port, question, cancellation);

    /// <summary>Ends in order: what was sent is written and taken, within a bound, and the peers are told that this is no crash; when this
    /// node may not act any more, at once and without a word.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        var isOrderly = Settings.MayAct();
        var peers = Members.Close();
        await Task.WhenAll(peers.Select(peer => peer.StopAsync(isOrderly)));
        await _door.DisposeAsync();
    }

    internal void Signal(UniqueAddress peer, CrashSignals signal)
    {
        if (Members.TryGet(peer, out _)) Receiver.OnCrashSignal(peer, signal);
    }

    /// <summary>A connection from a peer was reset: says so, and sees at once whether it can be reached.</summary>
    internal void OnReset(UniqueAddress address)
    {
        if (!Members.TryGet(address, out var peer)) return;
        Receiver.OnCrashSignal(address, CrashSignals.Reset);
        peer.Hurry();
    }
}
