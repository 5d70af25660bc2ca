using System.Security.Cryptography.X509Certificates;
using XmppActors.Transport.Addresses;

namespace XmppActors.Transport.Sasl;

/// <summary>Which domains a certificate is made out for (RFC 6120 §13.7.1.2, RFC 6125).</summary>
public static class CertificateDomains
{
    private const string SubjectAltName = "2.5.29.17";
    private const string Wildcard = "*.";

    /// <summary>Whether an xmppAddr or a dNSName is this domain; <c>*</c> stands for one label. The subject's common name counts for
    /// nothing.</summary>
    /// <param name="domain">Normalised (RFC 7622).</param>
    public static bool Name(X509Certificate2 certificate, string domain)
    {
        ArgumentNullException.ThrowIfNull(domain);
        foreach (var named in All(certificate))
        {
            if (named == domain) return true;
            if (named.StartsWith(Wildcard, StringComparison.Ordinal)
                && domain.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot && domain.AsSpan(dot + 1).SequenceEqual(named.AsSpan(Wildcard.Length)))
                return true;
        }
        return false;
    }

    /// <summary>All of them, normalised (RFC 7622), wildcards as they are.</summary>
    public static IReadOnlyList<string> All(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        var domains = new List<string>();
        foreach (var address in CertificateAddresses.Read(certificate))
        {
            if (address.IsDomain) domains.Add(address.Value);
        }
        foreach (var extension in certificate.Extensions)
        {
            if (extension.Oid?.Value != SubjectAltName) continue;
            foreach (var name in new X509SubjectAlternativeNameExtension(extension.RawData).EnumerateDnsNames())
            {
                var stars = name.StartsWith(Wildcard, StringComparison.Ordinal) ? Wildcard : "";
                if (BareJid.TryParse(name[stars.Length..], out var domain) && domain.IsDomain) domains.Add(stars + domain.Value);
            }
        }
        return domains;
    }
}
