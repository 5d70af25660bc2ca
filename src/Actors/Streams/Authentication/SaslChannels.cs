using System.Net;
using System.Security.Authentication;
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
        TacitBindings = TacitBindings(connection.Tls),
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
        var bindings = new List<ChannelBinding>(3);
        if (tls is { TlsExporter.IsEmpty: false })
            bindings.Add(ChannelBinding.TlsExporter(tls.TlsExporter));
        if (tls is { TlsUnique.IsEmpty: false, Protocol: not SslProtocols.Tls13 })
            bindings.Add(ChannelBinding.TlsUnique(tls.TlsUnique));
        if (tls is { TlsServerEndPoint.IsEmpty: false })
            bindings.Add(new ChannelBinding(ChannelBinding.TlsServerEndPointType, tls.TlsServerEndPoint));
        return bindings;
    }

    /// <summary>Clients use tls-unique over TLS 1.3, for which it is not defined (RFC 8446 §C.5), and know nothing
    /// better: those on Python's <c>get_channel_binding</c>, which has no other. To refuse them gains nothing: a
    /// Finished message of TLS 1.3 is a keyed hash over all of this handshake (RFC 8446 §4.4.4), the server's
    /// certificate and what both have drawn included, so nobody in the middle can make two connections agree on
    /// one.</summary>
    private static IReadOnlyList<ChannelBinding> TacitBindings(TlsInfo? tls) =>
        tls is { TlsUnique.IsEmpty: false, Protocol: SslProtocols.Tls13 }
            ? [ChannelBinding.TlsUnique(tls.TlsUnique)]
            : [];
}
