using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace XmppActors.Transport.Listeners;

/// <summary>What the address of <see cref="ListenerSettings"/> says.</summary>
/// <param name="Address">Null: every address of this machine.</param>
/// <param name="Port">0: a free one.</param>
/// <param name="Path">Of a WebSocket listener, with its slash; else empty.</param>
internal readonly record struct ListenEndPoint(IPAddress? Address, int Port, string Path)
{
    /// <exception cref="ListenFaultException">It says nothing that can be understood.</exception>
    public static ListenEndPoint Parse(string text)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        string path = slash < 0 ? "" : text[slash..];
        string endPoint = slash < 0 ? text : text[..slash];
        int colon = endPoint.LastIndexOf(':');
        if (colon > 0
            && ushort.TryParse(endPoint[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)
            && TryParseHost(endPoint[..colon], out var address))
        {
            return new ListenEndPoint(address, port, path);
        }
        throw new ListenFaultException(
            $"'{text}' is no address to listen on; write it as *:5222, 127.0.0.1:5222 or [::1]:5222.");
    }

    /// <summary>Binds a socket that takes connections.</summary>
    /// <exception cref="ListenFaultException">It cannot be had.</exception>
    public Socket Listen(string text)
    {
        var address = Address ?? (Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any);
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (Address is null && address.AddressFamily == AddressFamily.InterNetworkV6)
                socket.DualMode = true;
            socket.Bind(new IPEndPoint(address, Port));
            socket.Listen(1024);
            return socket;
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw Fault(text, exception);
        }
    }

    public static ListenFaultException Fault(string text, SocketException exception) => new(
        exception.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse => $"{text} cannot be listened on: another program has taken the port.",
            SocketError.AccessDenied => $"{text} cannot be listened on: this user may not take the port.",
            SocketError.AddressNotAvailable => $"{text} cannot be listened on: this machine does not have the address.",
            _ => $"{text} cannot be listened on: {exception.Message}.",
        },
        exception);

    private static bool TryParseHost(string host, out IPAddress? address)
    {
        address = null;
        if (host == "*")
            return true;
        if (host == "localhost")
        {
            address = IPAddress.Loopback;
            return true;
        }
        bool isBracketed = host.StartsWith('[') && host.EndsWith(']');
        return IPAddress.TryParse(isBracketed ? host[1..^1] : host, out address)
            && isBracketed == (address.AddressFamily == AddressFamily.InterNetworkV6);
    }
}
