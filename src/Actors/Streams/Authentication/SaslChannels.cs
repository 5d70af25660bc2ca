using System.Net;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Sasl;

namespace XmppActors.Actors.Streams.Authentication;

/// <summary>What a connection contributes to SASL.</summary>
internal static class SaslChannels
{
    public static SaslChannel Of(ConnectionInfo connection, string domain) => new()
    {
        Domain = domain,
        IsSecure = connection.IsSecure,
        ClientCertificate = connection.Tls is { ClientCertificateIsTrusted: true } tls ? tls.ClientCertificate : null,
        ChannelBindings = Bindings(connection.Tls),
    };

    /// <summary>Whether a client may authenticate on the connection as it is (RFC 6120 §5.3.1).</summary>
    public static bool MayAuthenticate(ConnectionInfo connection, bool requireTls) =>
        connection.IsSecure
        || !requireTls
        || (connection.Kind == ListenerKind.WebSocket && IPAddress.IsLoopback(AddressOf(connection)));

    /// <summary>Where the client is, as far as it is known.</summary>
    public static IPAddress AddressOf(ConnectionInfo connection) =>
        connection.RemoteEndPoint is IPEndPoint remote ? remote.Address : IPAddress.None;

    private static List<ChannelBinding> Bindings(TlsInfo? tls)
    {
        var bindings = new List<ChannelBinding>(2);
        if (tls is { TlsExporter.IsEmpty: false })
            bindings.Add(ChannelBinding.TlsExporter(tls.TlsExporter));
        if (tls is { TlsServerEndPoint.IsEmpty: false })
            bindings.Add(new ChannelBinding(ChannelBinding.TlsServerEndPointType, tls.TlsServerEndPoint));
        return bindings;
    }
}
