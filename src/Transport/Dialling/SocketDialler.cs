using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Security.Authentication;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Listeners;
using XmppActors.Transport.Listeners.Sockets;
using XmppActors.Transport.Tls;

namespace XmppActors.Transport.Dialling;

/// <summary>Dials over TCP.</summary>
/// <param name="open">Counts dialled connections among those that were accepted, and closes them with those.</param>
internal sealed class SocketDialler(ConnectionServices services, OpenConnections open) : IConnectionDialler
{
    public async Task<DialOutcome> DialAsync(DialTarget target, IConnectionAcceptor acceptor, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(target.ConnectTimeout, services.Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            var (transport, remote) = await ConnectAsync(target, limit.Token);
            return await SecureAsync(target, transport, remote, acceptor, limit.Token);
        }
        catch (Exception exception) when (Wire.IsNetworkFailure(exception) || exception is AuthenticationException or CertificateFaultException)
        {
            return DialOutcome.Failed(patience.IsCancellationRequested
                ? $"no connection within {target.ConnectTimeout.TotalSeconds:0.#} s"
                : Describe(exception));
        }
    }

    private static string Describe(Exception exception) => (exception as SocketException ?? exception.InnerException as SocketException) switch
    {
        { SocketErrorCode: SocketError.ConnectionRefused } => "connection refused",
        { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } => "the name has no address",
        { SocketErrorCode: SocketError.HostUnreachable or SocketError.NetworkUnreachable } => "there is no way there",
        { } failure => failure.Message,
        null when exception is OperationCanceledException => "given up",
        null => exception.Message,
    };

    /// <summary>Tries one address after the other; none may use up the time of those behind it.</summary>
    private async Task<(TransportStream Transport, IPEndPoint Remote)> ConnectAsync(DialTarget target, CancellationToken limit)
    {
        long deadline = services.Time.GetTimestamp() + services.ToTimestamps(target.ConnectTimeout);
        var addresses = await Dns.GetHostAddressesAsync(target.Host, limit);
        for (int i = 0; i < addresses.Length; i++)
        {
            var left = TimeSpan.FromSeconds((deadline - services.Time.GetTimestamp()) / (double)services.Time.TimestampFrequency);
            using var turn = new CancellationTokenSource(left > TimeSpan.Zero ? left / (addresses.Length - i) : TimeSpan.Zero, services.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(turn.Token, limit);
            var remote = new IPEndPoint(addresses[i], target.Port);
            try
            {
                return (await ConnectAsync(remote, target.Connections.MaxPendingAge, either.Token), remote);
            }
            catch (Exception exception) when (i < addresses.Length - 1 && !limit.IsCancellationRequested && Wire.IsNetworkFailure(exception))
            {
                services.Logger.AddressFailed(remote, Describe(exception));
            }
        }
        throw new SocketException((int)SocketError.HostNotFound);
    }

    private static async Task<TransportStream> ConnectAsync(IPEndPoint remote, TimeSpan maxPendingAge, CancellationToken limit)
    {
        var socket = new Socket(remote.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            TcpOptions.Apply(socket, maxPendingAge);
            if (OperatingSystem.IsLinux())
                return await ConnectPolledAsync(socket, remote, limit);
            await socket.ConnectAsync(remote, limit);
            return new SocketStream(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Without the runtime's own asynchronous connect, which would have its poller told of all that comes later too.</summary>
    [SupportedOSPlatform("linux")]
    private static async Task<TransportStream> ConnectPolledAsync(Socket socket, IPEndPoint remote, CancellationToken limit)
    {
        socket.Blocking = false;
        try
        {
            socket.Connect(remote);
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            // It is under way; the poller says when it is done.
        }
        var stream = new PolledSocketStream(socket, SocketPoller.Next());
        try
        {
            await using (limit.UnsafeRegister(static stream => ((TransportStream)stream!).Abort(), stream))
                await stream.ConnectedAsync();
            limit.ThrowIfCancellationRequested();
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            limit.ThrowIfCancellationRequested();
            throw;
        }
    }

    private async Task<DialOutcome> SecureAsync(
        DialTarget target, TransportStream transport, IPEndPoint remote, IConnectionAcceptor acceptor, CancellationToken limit)
    {
        var client = target.Tls == TlsMode.None ? null : new TlsClient(target.Host, target.TlsSettings);
        SslStream? stream = null;
        var info = new ConnectionInfo(XmppConnection.NextId(), ListenerKind.Component, target.Tls, remote, null, null);
        open.Arrive(transport);
        try
        {
            if (target.Tls == TlsMode.Direct)
            {
                await using var giveUp = limit.UnsafeRegister(static transport => ((TransportStream)transport!).Abort(), transport);
                (stream, var tls) = await client!.AuthenticateAsync(transport);
                info = info with { Tls = tls };
            }
            limit.ThrowIfCancellationRequested();
        }
        catch
        {
            await transport.DisposeAsync();
            throw;
        }
        finally
        {
            open.Arrived(transport);
        }
        var connection = new XmppConnection(new StreamWire(transport, stream), info, target.Connections, services) { TlsClient = client };
        return new DialOutcome(null, ServeAsync(connection, acceptor));
    }

    private async Task<DisconnectReason> ServeAsync(XmppConnection connection, IConnectionAcceptor acceptor)
    {
        open.Add(connection);
        try
        {
            await connection.RunAsync(acceptor);
            return connection.Reason ?? DisconnectReason.Reset;
        }
        finally
        {
            open.Remove(connection);
        }
    }
}
