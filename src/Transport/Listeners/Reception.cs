using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using XmppActors.Transport.Connections;

namespace XmppActors.Transport.Listeners;

/// <summary>One listener's way from a transport just accepted to a connection that is read: PROXY protocol header,
/// limit per address, direct TLS, each within its time.</summary>
internal sealed class Reception(
    ListenerSettings settings, IConnectionAcceptor acceptor, ConnectionServices services, OpenConnections open)
{
    private const byte TlsHandshakeRecord = 0x16; // RFC 8446 §5.1; no XML and no HTTP begins so.

    private readonly AddressLimit _limit = new(settings.MaxConnectionsPerAddress);

    public ListenerSettings Settings => settings;

    /// <summary>Serves a TCP connection until it has ended.</summary>
    public async Task ReceiveAsync(TransportStream transport, EndPoint? remote, EndPoint? local)
    {
        if (await AdmitAsync(transport, remote, local) is not { } admitted)
            return;
        try
        {
            await ServeAsync(new StreamWire(transport, admitted.Tls), admitted.Info);
        }
        finally
        {
            Leave(admitted.Info);
        }
    }

    /// <summary>All that comes before the stream.</summary>
    /// <returns>Null: not let in, and closed. Else <see cref="Leave"/> must follow some time.</returns>
    public async ValueTask<Admission?> AdmitAsync(TransportStream transport, EndPoint? remote, EndPoint? local)
    {
        bool needsTls = settings.Tls is TlsMode.Direct or TlsMode.DirectOrNone;
        var info = new ConnectionInfo(XmppConnection.NextId(), settings.Kind, settings.Tls, remote, local, null);
        if (!settings.ProxyProtocol && !needsTls)
            return Enter(info) ? new Admission(info, null) : await RefuseAsync(transport);

        open.Arrive(transport);
        try
        {
            if (settings.ProxyProtocol)
            {
                if (await ReadProxyHeaderAsync(transport) is not { } header)
                    return await RefuseAsync(transport);
                var (source, destination) = header;
                info = info with { RemoteEndPoint = source ?? remote, LocalEndPoint = destination ?? local };
            }
            if (!Enter(info))
                return await RefuseAsync(transport);
            return needsTls ? await SecureAsync(transport, info) : new Admission(info, null);
        }
        catch (Exception exception) when (Wire.IsNetworkFailure(exception))
        {
            return await RefuseAsync(transport);
        }
        finally
        {
            open.Arrived(transport);
        }
    }

    public void Leave(ConnectionInfo info) => _limit.Leave(info.RemoteEndPoint);

    /// <summary>Reads the stream on <paramref name="wire"/> until it has ended.</summary>
    public async Task ServeAsync(Wire wire, ConnectionInfo info)
    {
        var connection = new XmppConnection(wire, info, settings.Connections, services);
        open.Add(connection);
        try
        {
            await connection.RunAsync(acceptor);
        }
        finally
        {
            open.Remove(connection);
        }
    }

    private static async ValueTask<Admission?> RefuseAsync(TransportStream transport)
    {
        await transport.DisposeAsync();
        return null;
    }

    private bool Enter(ConnectionInfo info)
    {
        if (_limit.TryEnter(info.RemoteEndPoint))
            return true;
        services.Logger.TooManyFromAddress(info.RemoteEndPoint, settings.Address, settings.MaxConnectionsPerAddress);
        return false;
    }

    private async Task<ProxyHeader?> ReadProxyHeaderAsync(TransportStream transport)
    {
        using var limit = new HandshakeLimit(transport, settings.ProxyHeaderTimeout, services);
        byte[] bytes = services.Buffers.Rent(ProxyProtocol.MaxBytes);
        try
        {
            int count = 0;
            while (ProxyProtocol.TryRead(bytes.AsSpan(0, count), out var header, out int missing))
            {
                if (missing == 0)
                    return header;
                // Never a byte of what follows the header.
                await transport.ReadExactlyAsync(bytes.AsMemory(count, missing));
                count += missing;
            }
            services.Logger.ProxyHeaderRefused(settings.Address);
            return null;
        }
        finally
        {
            services.Buffers.Return(bytes);
        }
    }

    private async Task<Admission?> SecureAsync(TransportStream transport, ConnectionInfo info)
    {
        using var limit = new HandshakeLimit(transport, settings.Connections.HandshakeTimeout, services);
        try
        {
            if (settings.Tls == TlsMode.DirectOrNone && await transport.PeekAsync() != TlsHandshakeRecord)
                return new Admission(info, null);
            var (stream, tls) = await services.Tls!.AuthenticateAsync(transport, settings.Kind, settings.Tls);
            return new Admission(info with { Tls = tls }, stream);
        }
        catch (Exception exception) when (Wire.IsNetworkFailure(exception) || exception is AuthenticationException)
        {
            services.Logger.TlsHandshakeFailed(info.Id, info.RemoteEndPoint, exception.Message);
            Leave(info);
            return await RefuseAsync(transport);
        }
    }
}

/// <param name="Info">Who comes, and how.</param>
/// <param name="Tls">Null without TLS.</param>
internal sealed record Admission(ConnectionInfo Info, SslStream? Tls);
