using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;

namespace XmppActors.Kernel.Cluster.Mesh;

/// <summary>One connection between two nodes, encrypted or not. One reads and one writes at a time.</summary>
internal sealed class MeshConnection : IDisposable
{
    private readonly Stream _stream;
    private readonly Socket? _socket;
    private readonly bool _isEncrypted;
    private int _isClosed;

    internal MeshConnection(Stream stream, Socket? socket, string other)
    {
        (_stream, _socket, Other) = (stream, socket, other);
        if (stream is not SslStream tls) return;
        _isEncrypted = true;
        LocalCertificate = SHA256.HashData(tls.LocalCertificate?.GetRawCertData() ?? []);
        RemoteCertificate = SHA256.HashData(tls.RemoteCertificate?.GetRawCertData() ?? []);
    }

    /// <summary>The other end as the operator knows it: where it was dialled, or where it came from.</summary>
    internal string Other { get; }

    /// <summary>Hashes of the certificates that the two ends use; empty without TLS.</summary>
    internal ReadOnlyMemory<byte> LocalCertificate { get; }

    internal ReadOnlyMemory<byte> RemoteCertificate { get; }

    /// <summary>This end has closed it: what the other end does then is no sign of anything.</summary>
    internal bool IsClosed => Volatile.Read(ref _isClosed) != 0;

    /// <summary>What a connection does when the network or the other end lets it down.</summary>
    internal static bool IsTrouble(Exception exception) => exception
        is IOException or SocketException or ObjectDisposedException or OperationCanceledException or AuthenticationException;

    /// <summary>What the trouble says of the other end.</summary>
    internal ConnectionEnd EndBy(Exception trouble) => (trouble as SocketException ?? trouble.InnerException as SocketException) switch
    {
        _ when IsClosed => ConnectionEnd.Closed,
        { SocketErrorCode: SocketError.ConnectionReset or SocketError.Shutdown } => ConnectionEnd.Reset,
        null when trouble is IOException => ConnectionEnd.Reset, // TLS ended in the middle.
        _ => ConnectionEnd.Lost,
    };

    /// <returns>0: the other end writes no more.</returns>
    internal ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation) => _stream.ReadAsync(buffer, cancellation);

    /// <summary>Reads until the buffer is full.</summary>
    /// <returns>False: the stream ended before.</returns>
    internal async ValueTask<bool> TryReadAsync(Memory<byte> buffer, CancellationToken cancellation) =>
        await _stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation) == buffer.Length;

    /// <summary>Writes what can be written without waiting, at least one byte.</summary>
    /// <returns>How many bytes were written.</returns>
    internal ValueTask<int> WriteSomeAsync(ReadOnlyMemory<byte> bytes)
    {
        return _isEncrypted || _socket is null
            ? WriteAllAsync(bytes)
            : _socket.SendAsync(bytes, SocketFlags.None, CancellationToken.None);

        async ValueTask<int> WriteAllAsync(ReadOnlyMemory<byte> bytes)
        {
            await _stream.WriteAsync(bytes);
            return bytes.Length;
        }
    }

    internal ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation) => _stream.WriteAsync(bytes, cancellation);

    /// <summary>Tells the other end that nothing follows; it can go on writing.</summary>
    internal void FinishWriting()
    {
        try
        {
            _socket?.Shutdown(SocketShutdown.Send);
        }
        catch (Exception trouble) when (IsTrouble(trouble))
        {
            Close();
        }
    }

    /// <summary>Ends it at once: whoever reads or writes fails. What is in use stays so until <see cref="Dispose"/>.</summary>
    internal void Close()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0) return;
        if (_socket is not null) _socket.Dispose();
        else _stream.Dispose();
    }

    public void Dispose()
    {
        Close();
        _stream.Dispose();
    }

    internal static void Prepare(Socket socket)
    {
        socket.NoDelay = true;
        if (!OperatingSystem.IsLinux()) return;
        const int tcp = 6, userTimeout = 18;
        // What is not taken for so long is sent over a new connection: after a broken way was mended, the old one may rest for minutes.
        socket.SetRawSocketOption(tcp, userTimeout, BitConverter.GetBytes(5_000));
    }
}
