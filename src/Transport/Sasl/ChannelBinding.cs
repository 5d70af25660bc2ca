using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace XmppActors.Transport.Sasl;

/// <summary>A value that both ends of a TLS connection know and nobody between two connections can have in common (RFC
/// 5056).</summary>
public sealed record ChannelBinding(string Type, ReadOnlyMemory<byte> Data)
{
    public const string TlsExporterType = "tls-exporter";

    public const string TlsUniqueType = "tls-unique";

    public const string TlsServerEndPointType = "tls-server-end-point";

    private const string RsassaPss = "1.2.840.113549.1.1.10";

    /// <summary>RFC 9266; of TLS 1.3, where the keying material is always unique.</summary>
    public static ChannelBinding TlsExporter(ReadOnlyMemory<byte> keyingMaterial) => new(TlsExporterType, keyingMaterial);

    /// <summary>RFC 5929 §3; of TLS 1.2 and a full handshake.</summary>
    public static ChannelBinding TlsUnique(ReadOnlyMemory<byte> finished) => new(TlsUniqueType, finished);

    /// <summary>RFC 5929 §4. Null for a certificate whose signature has no hash function of its own, such as Ed25519:
    /// nothing is defined for it.</summary>
    public static ChannelBinding? TlsServerEndPoint(X509Certificate2 served)
    {
        ArgumentNullException.ThrowIfNull(served);
        return SignatureHash(served) is { } hash
            ? new ChannelBinding(TlsServerEndPointType, CryptographicOperations.HashData(hash, served.RawData))
            : null;
    }

    /// <summary>The hash of the certificate's signature; SHA-256 in place of MD5 and SHA-1.</summary>
    private static HashAlgorithmName? SignatureHash(X509Certificate2 certificate) =>
        certificate.SignatureAlgorithm.Value switch
    {
        "1.2.840.113549.1.1.4" or "1.2.840.113549.1.1.5" => HashAlgorithmName.SHA256,
        "1.2.840.10045.4.1" or "1.2.840.10040.4.3" => HashAlgorithmName.SHA256,
        "1.2.840.113549.1.1.11" or "1.2.840.10045.4.3.2" or "2.16.840.1.101.3.4.3.2" => HashAlgorithmName.SHA256,
        "1.2.840.113549.1.1.12" or "1.2.840.10045.4.3.3" => HashAlgorithmName.SHA384,
        "1.2.840.113549.1.1.13" or "1.2.840.10045.4.3.4" => HashAlgorithmName.SHA512,
        RsassaPss => PssHash(certificate),
        _ => null,
    };

    /// <summary>RFC 4055 §3.1: the hash is a parameter of the algorithm, SHA-1 when it is left out.</summary>
    private static HashAlgorithmName? PssHash(X509Certificate2 certificate)
    {
        var body = new AsnReader(certificate.RawData, AsnEncodingRules.DER).ReadSequence();
        body.ReadEncodedValue(); // tbsCertificate
        var algorithm = body.ReadSequence();
        algorithm.ReadObjectIdentifier();
        var parameters = algorithm.ReadSequence();
        var hashTag = new Asn1Tag(TagClass.ContextSpecific, 0);
        if (!parameters.HasData || !parameters.PeekTag().HasSameClassAndValue(hashTag))
            return HashAlgorithmName.SHA256;
        return parameters.ReadSequence(hashTag).ReadSequence().ReadObjectIdentifier() switch
        {
            "1.3.14.3.2.26" or "2.16.840.1.101.3.4.2.1" => HashAlgorithmName.SHA256,
            "2.16.840.1.101.3.4.2.2" => HashAlgorithmName.SHA384,
            "2.16.840.1.101.3.4.2.3" => HashAlgorithmName.SHA512,
            _ => null,
        };
    }
}
