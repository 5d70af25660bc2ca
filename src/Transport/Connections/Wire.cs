using XmppActors.Transport.Xml;

namespace XmppActors.Transport.Connections;

/// <summary>What carries a stream's bytes: TCP, TLS over it, or a WebSocket. One reads, one writes, at the same
/// time.</summary>
/// <remarks>Failures of the network are thrown as <see cref="IOException"/> or its kin; <see cref="IsNetworkFailure"/>
/// knows them.</remarks>
internal abstract class Wire : IAsyncDisposable
{
    public abstract StreamFraming Framing { get; }

    /// <summary>Whether the peer answers <see cref="CompleteOutputAsync"/> by an end of its own that is worth waiting
    /// for.</summary>
    public abstract bool ConfirmsEnd { get; }

    /// <summary>Whether the peer has ended the connection, as far as can be told without reading; from any thread.</summary>
    public abstract bool IsPeerGone { get; }

    /// <summary>Completes when there is something to read, or the end; until then no buffer is needed. The number means
    /// nothing.</summary>
    public abstract ValueTask<int> WaitAsync();

    /// <summary>Reads what is there, at least one byte.</summary>
    public abstract ValueTask<WireRead> ReadAsync(Memory<byte> buffer);

    /// <param name="bytes">May be empty at the end of a message.</param>
    /// <param name="endsMessage">Whether a message ends with <paramref name="bytes"/>; of interest to a
    /// WebSocket.</param>
    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, bool endsMessage);

    /// <summary>Tells the peer that nothing more will be written, and why if it was an
    /// <paramref name="error"/>.</summary>
    public abstract ValueTask CompleteOutputAsync(StreamError? error);

    /// <summary>Makes pending and later reads and writes fail, from any thread.</summary>
    public abstract void Abort();

    public abstract ValueTask DisposeAsync();

    /// <summary>Whether an exception is the network's doing, or of an <see cref="Abort"/>, rather than a fault of
    /// ours.</summary>
    public static bool IsNetworkFailure(Exception exception) => exception is IOException
        or System.Net.Sockets.SocketException
        or System.Net.WebSockets.WebSocketException
        or ObjectDisposedException
        or OperationCanceledException;
}

/// <param name="Count">Bytes read; 0 for an empty message and at the end.</param>
/// <param name="EndsMessage">Whether a WebSocket message ends with them.</param>
/// <param name="IsEnd">Whether the peer has ended the connection.</param>
internal readonly record struct WireRead(int Count, bool EndsMessage = false, bool IsEnd = false);
