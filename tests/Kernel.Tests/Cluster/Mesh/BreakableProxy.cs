using System.Net;
using System.Net.Sockets;

namespace XmppActors.Kernel.Cluster.MeshTests;

/// <summary>Passes connections on to a port, and breaks them when told to.</summary>
internal sealed class BreakableProxy : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Lock _sync = new();
    private readonly HashSet<Socket> _open = [];
    private readonly MemoryStream _seen = new();
    private Task _accepting = Task.CompletedTask;

    internal BreakableProxy()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
    }

    internal int Port { get; }

    /// <summary>All that went through, in both directions.</summary>
    internal byte[] Seen
    {
        get { lock (_sync) return _seen.ToArray(); }
    }

    internal void Open(int target)
    {
        _listener.Listen();
        _accepting = AcceptAsync(target);
    }

    /// <summary>Resets all connections.</summary>
    internal void Break()
    {
        lock (_sync)
        {
            foreach (var socket in _open) socket.Close(0);
            _open.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        Break();
        await _seen.DisposeAsync();
    }

    private async Task AcceptAsync(int target)
    {
        try
        {
            while (true)
            {
                var dialler = await _listener.AcceptAsync();
                var acceptor = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                await acceptor.ConnectAsync(IPAddress.Loopback, target);
                lock (_sync)
                {
                    _open.Add(dialler);
                    _open.Add(acceptor);
                }

                _ = PumpAsync(dialler, acceptor);
                _ = PumpAsync(acceptor, dialler);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            _listener.Dispose(); // Closed with the test.
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[4096];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var read)
            {
                lock (_sync)
                {
                    if (_seen.CanWrite && _seen.Length < 1_000_000) _seen.Write(buffer, 0, read);
                }

                for (var sent = 0; sent < read;) sent += await to.SendAsync(buffer.AsMemory(sent, read - sent));
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            from.Close(0);
            to.Close(0);
        }
    }
}
