using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace XmppActors.Transport.Connections;

/// <summary>The outcome of one TLS handshake.</summary>
public sealed record TlsInfo
{
    public required SslProtocols Protocol { get; init; }

    public required TlsCipherSuite CipherSuite { get; init; }

    /// <summary>The name asked for by SNI; null when the initiating entity named none.</summary>
    public string? ServerName { get; init; }

    /// <summary>The initiating entity's certificate, trusted or not; null when it sent none.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>Whether <see cref="ClientCertificate"/> is within its dates, for this purpose, and chains to a trusted
    /// authority.</summary>
    public bool ClientCertificateIsTrusted { get; init; }

    /// <summary>Channel binding <c>tls-server-end-point</c> (RFC 5929 §4.1); empty where the certificate's signature
    /// has no single hash.</summary>
    public ReadOnlyMemory<byte> TlsServerEndPoint { get; init; }

    /// <summary>Channel binding <c>tls-exporter</c> (RFC 9266), 32 bytes; empty where this platform does not give
    /// it.</summary>
    public ReadOnlyMemory<byte> TlsExporter { get; init; }

    /// <summary>Channel binding <c>tls-unique</c> (RFC 5929 §3); empty where the connection's Finished message does not
    /// bind. Of TLS 1.3 too, for which nobody has defined it.</summary>
    public ReadOnlyMemory<byte> TlsUnique { get; init; }
}
