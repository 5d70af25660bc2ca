using System.Net;
using System.Net.Sockets;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Listeners.Sockets;

namespace XmppActors.Transport.Listeners;

/// <summary>Takes TCP connections on one address.</summary>
internal sealed class SocketListener : IListener
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Socket _socket;
    private readonly Reception _reception;
    private readonly ConnectionServices _services;
    private readonly CancellationTokenSource _stopping = new();
    private Task _accepting = Task.CompletedTask;

    /// <summary>Takes the address, and nothing on it yet.</summary>
    /// <exception cref="ListenFaultException">It cannot be had.</exception>
    public SocketListener(Reception reception, ConnectionServices services)
    {
        _reception = reception;
        _services = services;
        _socket = ListenEndPoint.Parse(Settings.Address).Listen(Settings.Address);
        TcpOptions.Apply(_socket, Settings.Connections.MaxPendingAge);
        EndPoint = (IPEndPoint)_socket.LocalEndPoint!;
    }

    public ListenerSettings Settings => _reception.Settings;

    public IPEndPoint EndPoint { get; }

    public Task StartAsync()
    {
        _accepting = AcceptAsync();
        return Task.CompletedTask;
    }

    public async Task StopAcceptingAsync()
    {
        await _stopping.CancelAsync();
        await _accepting;
        _socket.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAcceptingAsync();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                _ = ReceiveAsync(await _socket.AcceptAsync(_stopping.Token));
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionReset)
            {
                // Gone before it was accepted: the next one, please.
            }
            // Out of descriptors or memory: those who wait in the backlog may be lucky later.
            catch (SocketException exception)
            {
                _services.Logger.AcceptFailed(Settings.Address, exception.Message);
                await PauseAsync();
            }
        }
    }

    private async Task PauseAsync()
    {
        try
        {
            await Task.Delay(Pause, _services.Time, _stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private async Task ReceiveAsync(Socket socket)
    {
        TransportStream? transport = null;
        try
        {
            var remote = Plain(socket.RemoteEndPoint);
            var local = Plain(socket.LocalEndPoint);
            transport = OperatingSystem.IsLinux()
                ? new PolledSocketStream(socket, SocketPoller.Next())
                : new SocketStream(socket);
            await _reception.ReceiveAsync(transport, remote, local);
        }
        catch (Exception exception) // The one place for what escapes from the acceptor.
        {
            if (!Wire.IsNetworkFailure(exception)) // Else it was reset before it was looked at.
                _services.Logger.ReceptionFaulted(exception, Settings.Address);
            if (transport is not null)
                await transport.DisposeAsync();
            socket.Dispose();
        }
    }

    /// <summary>An IPv4 address as itself, though the socket speaks both families.</summary>
    private static EndPoint? Plain(EndPoint? endPoint) =>
        endPoint is IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped
            ? new IPEndPoint(mapped.Address.MapToIPv4(), mapped.Port)
            : endPoint;
}
