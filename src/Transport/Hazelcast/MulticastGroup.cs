using System.Net;
using System.Net.Sockets;

namespace XmppActors.Transport.Hazelcast;

/// <summary>The multicast group by which members find each other.</summary>
public sealed class MulticastGroup : IDisposable
{
    private const int LongestDatagram = 64 * 1024;

    private readonly UdpClient _socket;
    private readonly IPEndPoint _group;
    private readonly CancellationTokenSource _closing = new();

    private MulticastGroup(UdpClient socket, IPEndPoint group) => (_socket, _group) = (socket, group);

    /// <summary>Takes part in a group.</summary>
    /// <param name="group">Address and port: 224.2.2.3 and 54327 unless members are configured otherwise.</param>
    /// <param name="interface">The address of the network that members are in.</param>
    /// <param name="timeToLive">How many routers a datagram passes.</param>
    /// <param name="received">Told each datagram, from any thread.</param>
    /// <exception cref="SocketException">The network does not do it.</exception>
    public static MulticastGroup Join(IPEndPoint group, IPAddress @interface, int timeToLive, Action<byte[]> received)
    {
        var socket = new UdpClient(AddressFamily.InterNetwork);
        try
        {
            socket.Client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true); // Members on this machine too.
            socket.Client.Bind(new IPEndPoint(IPAddress.Any, group.Port));
            socket.JoinMulticastGroup(group.Address, @interface);
            socket.Client.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, @interface.GetAddressBytes());
            socket.Ttl = (short)timeToLive;
            socket.MulticastLoopback = true;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
        var joined = new MulticastGroup(socket, group);
        _ = joined.ReceiveAsync(received);
        return joined;
    }

    /// <summary>Sends a datagram to the group; one that the network does not take is lost, as any may be.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> datagram)
    {
        try
        {
            await _socket.SendAsync(datagram, _group, _closing.Token);
        }
        catch (Exception trouble) when (trouble is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            return; // The next one follows soon.
        }
    }

    public void Dispose()
    {
        _closing.Cancel();
        _closing.Dispose();
        _socket.Dispose();
    }

    private async Task ReceiveAsync(Action<byte[]> received)
    {
        var cancellation = _closing.Token;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                var datagram = await _socket.ReceiveAsync(cancellation);
                if (datagram.Buffer.Length <= LongestDatagram) received(datagram.Buffer);
            }
            catch (Exception trouble) when (trouble is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                continue; // An error of the network concerns one datagram, or it is over.
            }
        }
    }
}
