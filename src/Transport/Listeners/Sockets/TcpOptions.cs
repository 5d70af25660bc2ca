using System.Net.Sockets;

namespace XmppActors.Transport.Listeners.Sockets;

/// <summary>How the kernel is to treat our connections, whoever has opened them.</summary>
internal static class TcpOptions
{
    private const int UserTimeoutOption = 18; // TCP_USER_TIMEOUT, tcp(7).

    /// <summary>To a socket before it connects, or to one that listens: those it accepts inherit them.</summary>
    /// <param name="maxPendingAge">What the kernel holds is pending too.</param>
    public static void Apply(Socket socket, TimeSpan maxPendingAge)
    {
        socket.NoDelay = true; // What leaves together is put together by ConnectionWriter.
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 120);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 30);
        if (!OperatingSystem.IsLinux())
            return;
        int milliseconds = (int)Math.Min(maxPendingAge.TotalMilliseconds, int.MaxValue);
        socket.SetRawSocketOption((int)SocketOptionLevel.Tcp, UserTimeoutOption, BitConverter.GetBytes(milliseconds));
    }
}
