using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using XmppActors.Transport.Connections;

namespace XmppActors.Transport.Listeners.Sockets;

/// <summary>A socket that is tried without blocking, and waits for its <see cref="SocketPoller"/>'s word where a try
/// gave nothing.</summary>
[SupportedOSPlatform("linux")]
internal sealed class PolledSocketStream : TransportStream
{
    private readonly Socket _socket;
    private readonly SocketPoller _poller;
    private readonly Readiness _readable = new(isReady: false); // What is there already makes the first edge.
    private readonly int _slot;
    private Readiness? _writable;
    private bool _isHungUp;
    private bool _isAborted;
    private int _isDisposed;

    public PolledSocketStream(Socket socket, SocketPoller poller)
    {
        socket.Blocking = false;
        _socket = socket;
        _poller = poller;
        _slot = poller.Add(this);
    }

    public SafeHandle Handle => _socket.SafeHandle;

    public override bool ReadsInOwnTurn
    {
        get => _readable.RunsWaiterAsynchronously;
        set => _readable.RunsWaiterAsynchronously = value;
    }

    public override bool IsPeerGone => Volatile.Read(ref _isHungUp);

    /// <summary>Completes when the connection that was begun on the socket is there; before anything is read or written.</summary>
    /// <exception cref="SocketException">There is none.</exception>
    public async Task ConnectedAsync()
    {
        var writable = new Readiness(isReady: true); // Edges so far were not heard: look first.
        Volatile.Write(ref _writable, writable);
        do
        {
            await writable.WaitAsync();
            ThrowIfAborted();
            writable.Clear();
        }
        while (!_socket.Poll(TimeSpan.Zero, SelectMode.SelectWrite));
        var error = (SocketError)(int)_socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
        if (error != SocketError.Success)
            throw new SocketException((int)error);
        writable.Signal();
    }

    /// <summary>By the poller.</summary>
    public void Signal(bool isReadable, bool isWritable, bool isHungUp)
    {
        if (isHungUp)
            Volatile.Write(ref _isHungUp, true);
        if (isWritable)
            Volatile.Read(ref _writable)?.Signal();
        if (isReadable)
            _readable.Signal();
    }

    public override async ValueTask<int> PeekAsync()
    {
        byte[] one = new byte[1];
        while (true)
        {
            await _readable.WaitAsync();
            ThrowIfAborted();
            _readable.Clear();
            int count = _socket.Receive(one, SocketFlags.Peek, out var error);
            if (error == SocketError.WouldBlock)
                continue;
            if (error != SocketError.Success)
                throw Failed(error);
            _readable.Signal(); // It is all still there.
            return count == 0 ? -1 : one[0];
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
            return _readable.WaitAsync();
        return _readable.IsReady && TryReceive(buffer.Span, out int count) ? new(count) : ReceiveAsync(buffer);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int sent = TrySend(buffer.Span);
        return sent == buffer.Length ? default : SendAsync(buffer[sent..]);
    }

    public override void CompleteOutput() => _socket.Shutdown(SocketShutdown.Send);

    public override void Abort()
    {
        if (Interlocked.Exchange(ref _isAborted, true))
            return;
        ThreadPool.UnsafeQueueUserWorkItem(static stream => stream.Signal(true, true, true), this, preferLocal: true);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            _poller.Remove(_slot);
            if (Volatile.Read(ref _isAborted))
                _socket.Close(0); // Resets rather than pretends an orderly end.
            _socket.Dispose();
            Abort();
        }
        base.Dispose(disposing);
    }

    private static IOException Failed(SocketError error) => new(null, new SocketException((int)error));

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        while (true)
        {
            await _readable.WaitAsync();
            if (TryReceive(buffer.Span, out int count))
                return count;
        }
    }

    private bool TryReceive(Span<byte> buffer, out int count)
    {
        ThrowIfAborted();
        _readable.Clear();
        count = _socket.Receive(buffer, SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
            return false;
        if (error != SocketError.Success)
            throw Failed(error);
        // A read that leaves room has emptied the socket, and what comes later makes an edge of its own; but a hang-up
        // makes its only once.
        if (count == buffer.Length || count == 0 || Volatile.Read(ref _isHungUp))
            _readable.Signal();
        return true;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendAsync(ReadOnlyMemory<byte> rest)
    {
        if (_writable is null)
            Volatile.Write(ref _writable, new Readiness(isReady: true)); // Edges so far were not heard: try once more.
        while (true)
        {
            await _writable.WaitAsync();
            _writable.Clear();
            rest = rest[TrySend(rest.Span)..];
            if (rest.IsEmpty)
                return;
        }
    }

    private int TrySend(ReadOnlySpan<byte> bytes)
    {
        ThrowIfAborted();
        int count = _socket.Send(bytes, SocketFlags.None, out var error);
        return error switch
        {
            SocketError.Success => count,
            SocketError.WouldBlock => 0,
            _ => throw Failed(error),
        };
    }

    private void ThrowIfAborted()
    {
        if (Volatile.Read(ref _isAborted))
            throw new IOException("The connection was aborted.");
    }
}
