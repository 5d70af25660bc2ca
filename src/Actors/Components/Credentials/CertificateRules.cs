using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using XmppActors.Transport.Sasl;

namespace XmppActors.Actors.Components.Credentials;

/// <summary>Which TLS client certificates open a farm's streams (SASL EXTERNAL).</summary>
/// <param name="Fingerprints">SHA-256 of whole certificates, in lower case hexadecimal without colons: these, whatever they name and whoever has signed them.</param>
/// <param name="Authorities">Every certificate that a trusted authority has made out for the domain (RFC 6120 §13.7.1.2).</param>
internal sealed record CertificateRules(ImmutableArray<string> Fingerprints, bool Authorities)
{
    public static readonly CertificateRules None = new([], Authorities: false);

    public bool IsEmpty => Fingerprints.IsEmpty && !Authorities;

    /// <param name="isTrusted">It chains to a trusted authority and is within its dates.</param>
    public bool Accept(X509Certificate2 certificate, bool isTrusted, string domain) =>
        (Authorities && isTrusted && CertificateDomains.Name(certificate, domain))
        || Fingerprints.Contains(certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant());

    /// <summary>Reads a fingerprint as OpenSSL prints it, or without its colons.</summary>
    public static bool TryReadFingerprint(string text, out string fingerprint)
    {
        fingerprint = text.Replace(":", "", StringComparison.Ordinal).ToLowerInvariant();
        return fingerprint.Length == 2 * SHA256.HashSizeInBytes && fingerprint.All(char.IsAsciiHexDigitLower);
    }
}
