using System.Net.Sockets;
using XmppActors.Transport.Connections;

namespace XmppActors.Transport.Listeners.Sockets;

/// <summary>A socket by the runtime's own asynchronous calls: where there is no <see cref="SocketPoller"/>.</summary>
internal sealed class SocketStream(Socket socket) : TransportStream
{
    private bool _isAborted;

    public override bool IsPeerGone
    {
        get
        {
            try
            {
                return socket.Poll(TimeSpan.Zero, SelectMode.SelectRead) && socket.Available == 0;
            }
            catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
            {
                return true;
            }
        }
    }

    public override async ValueTask<int> PeekAsync()
    {
        byte[] one = new byte[1];
        return await socket.ReceiveAsync(one, SocketFlags.Peek) == 0 ? -1 : one[0];
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        await socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
            buffer = buffer[await socket.SendAsync(buffer, SocketFlags.None, cancellationToken)..];
    }

    public override void CompleteOutput() => socket.Shutdown(SocketShutdown.Send);

    public override void Abort()
    {
        if (!Interlocked.Exchange(ref _isAborted, true))
            socket.Close(0);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            socket.Dispose();
        base.Dispose(disposing);
    }
}
