using System.Buffers;
using XmppActors.Kernel.Cluster.Core;

namespace XmppActors.Kernel.Cluster.Mesh;

/// <summary>The connections of this node to the other nodes.</summary>
/// <remarks>
/// Two lanes to each peer. <em>Control</em>: small datagrams, best effort, never behind a burst of the other lane. <em>Data</em>: frames, each
/// delivered exactly once and in order as long as both incarnations live, whatever becomes of the connections in between. A peer that is
/// not in the set any more is given up for good: what it has not acknowledged is gone, and it is never spoken to again.
/// </remarks>
internal interface IMesh : IAsyncDisposable
{
    UniqueAddress Self { get; }

    /// <summary>Listens, and from now on tells the receiver.</summary>
    Task StartAsync(IMeshReceiver receiver, CancellationToken cancellation);

    /// <summary>Says with whom to be connected; connections to them are made again whenever they break, and data may be sent to them at once.</summary>
    void SetPeers(IReadOnlyCollection<UniqueAddress> peers);

    /// <summary>Sends on the control lane; lost if there is no connection at the moment.</summary>
    void SendControl(UniqueAddress to, ReadOnlyMemory<byte> datagram);

    /// <summary>Appends one frame to the data lane, on the caller's thread; many leave together. Safe for use by many threads, and in the
    /// order of the calls of each.</summary>
    /// <param name="write">Writes the frame's content; must not block, nor call the mesh.</param>
    /// <returns>False: no such peer, or too much is unacknowledged by it: <see cref="IMeshReceiver.OnWritable"/> follows in the second case.</returns>
    bool TrySend<TState>(UniqueAddress to, TState state, Action<TState, IBufferWriter<byte>> write);
}

/// <summary>Told by the mesh. Calls for one peer's data frames come one after the other, in order; all else on any thread at any time.</summary>
internal interface IMeshReceiver
{
    void OnControl(UniqueAddress from, ReadOnlySpan<byte> datagram);

    /// <param name="frame">Valid during the call only.</param>
    void OnFrame(UniqueAddress from, ReadOnlySpan<byte> frame);

    /// <summary>There is room again for a peer whose <see cref="IMesh.TrySend"/> was refused.</summary>
    void OnWritable(UniqueAddress peer);

    /// <summary>Something says that the peer's process is gone (docs/decisions/0010): each sign once per broken connection or probe.</summary>
    void OnCrashSignal(UniqueAddress peer, CrashSignals signal);
}
