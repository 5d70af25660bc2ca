using System.Security.Authentication;

namespace XmppActors.Transport.Connections;

/// <summary>From a transport just accepted to a connection that is read: direct TLS comes first, within its time.</summary>
internal static class ConnectionStart
{
    /// <summary>Serves the connection until it has ended.</summary>
    public static async Task RunAsync(
        TransportStream transport,
        ConnectionInfo info,
        ConnectionSettings settings,
        ConnectionServices services,
        IConnectionAcceptor acceptor)
    {
        Wire wire = new StreamWire(transport);
        if (info.TlsMode == TlsMode.Direct)
        {
            var secured = await SecureAsync(transport, info, settings, services);
            if (secured is null)
                return;
            (wire, info) = secured.Value;
        }
        await new XmppConnection(wire, info, settings, services).RunAsync(acceptor);
    }

    private static async Task<(Wire Wire, ConnectionInfo Info)?> SecureAsync(
        TransportStream transport, ConnectionInfo info, ConnectionSettings settings, ConnectionServices services)
    {
        using var limit = new HandshakeLimit(transport, settings.HandshakeTimeout, services);
        try
        {
            var (stream, tls) = await services.Tls!.AuthenticateAsync(transport, info.Kind, info.TlsMode);
            return (new StreamWire(transport, stream), info with { Tls = tls });
        }
        catch (Exception exception) when (Wire.IsNetworkFailure(exception) || exception is AuthenticationException)
        {
            services.Logger.TlsHandshakeFailed(info.Id, info.RemoteEndPoint, exception.Message);
            await transport.DisposeAsync();
            return null;
        }
    }
}
