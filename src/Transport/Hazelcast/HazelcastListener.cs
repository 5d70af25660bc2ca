using System.Net;
using System.Net.Sockets;

namespace XmppActors.Transport.Hazelcast;

/// <summary>The port that members reach us at: taken all along, so that it is ours, and closed to everybody while it is not wanted.</summary>
/// <remarks>A socket that is bound and does not listen refuses connections as a closed port does.</remarks>
public sealed class HazelcastListener : IDisposable
{
    private const int Backlog = 64;
    private const int MostConnections = 256;

    private readonly IPAddress _address;
    private readonly Action<Socket> _accepted;
    private Socket _socket;
    private CancellationTokenSource? _listening;
    private int _connections;

    private HazelcastListener(IPAddress address, Socket socket, Action<Socket> accepted)
    {
        (_address, _socket, _accepted) = (address, socket, accepted);
        Port = ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    public int Port { get; }

    /// <summary>Takes the first free port of a range.</summary>
    /// <param name="accepted">Told each connection, while it listens.</param>
    /// <exception cref="SocketException">None is free, or the address is not ours.</exception>
    public static HazelcastListener Bind(IPAddress address, int firstPort, int ports, Action<Socket> accepted)
    {
        for (var port = firstPort; ; port++)
        {
            try
            {
                return new HazelcastListener(address, BindSocket(address, port), accepted);
            }
            catch (SocketException trouble) when (trouble.SocketErrorCode == SocketError.AddressAlreadyInUse && port < firstPort + ports - 1)
            {
                continue;
            }
        }
    }

    public void Listen()
    {
        if (_listening is not null) return;
        _listening = new CancellationTokenSource();
        _socket.Listen(Backlog);
        _ = AcceptAsync(_socket, _listening.Token);
    }

    /// <summary>The port is refused from now on, and stays ours.</summary>
    public void Stop()
    {
        if (_listening is null) return;
        _listening.Cancel();
        _listening.Dispose();
        _listening = null;
        _socket.Dispose();
        _socket = BindSocket(_address, Port);
    }

    /// <summary>A connection that was accepted is gone.</summary>
    public void OnClosed() => Interlocked.Decrement(ref _connections);

    public void Dispose()
    {
        _listening?.Cancel();
        _listening?.Dispose();
        _listening = null;
        _socket.Dispose();
    }

    private static Socket BindSocket(IPAddress address, int port)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task AcceptAsync(Socket listening, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                var socket = await listening.AcceptAsync(cancellation);
                socket.NoDelay = true;
                if (Interlocked.Increment(ref _connections) <= MostConnections)
                {
                    _accepted(socket);
                    continue;
                }
                Interlocked.Decrement(ref _connections);
                socket.Dispose();
            }
            catch (Exception trouble) when (trouble is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                continue; // The one that was coming has gone, or it is over.
            }
        }
    }
}
