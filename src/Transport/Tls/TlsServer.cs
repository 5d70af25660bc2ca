using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using XmppActors.Transport.Connections;

namespace XmppActors.Transport.Tls;

/// <summary>The receiving entity's side of TLS handshakes: 1.2 and 1.3 (RFC 9325 §3.1.1), by the node's present
/// certificate.</summary>
internal sealed class TlsServer : IDisposable
{
    private static readonly List<SslApplicationProtocol> ClientProtocols = [new("xmpp-client")];
    private static readonly List<SslApplicationProtocol> WebProtocols = [SslApplicationProtocol.Http11];

    private readonly CertificateSource _certificates;
    private readonly X509Certificate2Collection? _clientAuthorities;

    /// <exception cref="CertificateFaultException">There is no usable certificate, or the authorities for client
    /// certificates cannot be read.</exception>
    public TlsServer(TlsSettings settings, TimeProvider time, ILogger logger)
    {
        if (!string.IsNullOrEmpty(settings.ClientAuthoritiesPath))
            _clientAuthorities = AuthorityFile.Read(settings.ClientAuthoritiesPath);
        _certificates = new CertificateSource(settings, time, logger);
    }

    public void Dispose() => _certificates.Dispose();

    /// <summary>Shakes hands over <paramref name="transport"/>, which the stream returned owns. There is no time limit
    /// here: abort the transport.</summary>
    /// <exception cref="AuthenticationException">The initiating entity wants another protocol version, another ALPN
    /// name (XEP-0368), or broke the rules.</exception>
    public async Task<(SslStream Stream, TlsInfo Info)> AuthenticateAsync(
        TransportStream transport, ListenerKind kind, TlsMode mode)
    {
        var certificate = _certificates.Current;
        bool isTrusted = false;
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = certificate.Context,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ApplicationProtocols = ProtocolsOf(kind, mode),
            // Asked for, not insisted on. A browser would ask its user.
            ClientCertificateRequired = kind != ListenerKind.WebSocket,
            CertificateChainPolicy = ClientCertificatePolicy(),
#pragma warning disable CA5359 // Any client certificate is let in, and none is: what it is good for is decided by SASL EXTERNAL.
            RemoteCertificateValidationCallback = (_, _, _, errors) =>
            {
                isTrusted = errors == SslPolicyErrors.None;
                return true;
            },
#pragma warning restore CA5359
        };
        var stream = new SslStream(transport, leaveInnerStreamOpen: false);
        try
        {
            transport.ReadsInOwnTurn = true; // Milliseconds of arithmetic.
            await stream.AuthenticateAsServerAsync(options);
            transport.ReadsInOwnTurn = false;
            return (stream, Describe(stream, certificate, isTrusted));
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    private static List<SslApplicationProtocol>? ProtocolsOf(ListenerKind kind, TlsMode mode) => (kind, mode) switch
    {
        (ListenerKind.WebSocket, _) => WebProtocols,
        (ListenerKind.C2s, TlsMode.Direct) => ClientProtocols,
        _ => null, // Nothing is registered; whatever is offered is ignored.
    };

    private static TlsInfo Describe(SslStream stream, ServerCertificate certificate, bool isTrusted)
    {
        var client = stream.RemoteCertificate is { } remote
            ? X509CertificateLoader.LoadCertificate(remote.GetRawCertData()) // The stream's own goes with the stream.
            : null;
        return new TlsInfo
        {
            Protocol = stream.SslProtocol,
            CipherSuite = stream.NegotiatedCipherSuite,
            ServerName = stream.TargetHostName is { Length: > 0 } name ? name : null,
            ClientCertificate = client,
            ClientCertificateIsTrusted = client is not null && isTrusted,
            TlsServerEndPoint = certificate.TlsServerEndPoint,
            TlsExporter = TlsExporter.Export(stream),
            TlsUnique = TlsUnique.Of(stream),
        };
    }

    private X509ChainPolicy ClientCertificatePolicy()
    {
        var policy = new X509ChainPolicy
        {
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true, // A handshake fetches nothing that its peer names.
        };
        if (_clientAuthorities is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(_clientAuthorities);
        }
        return policy;
    }
}
