using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace XmppActors.Transport.Tls;

/// <summary>The certificate that a node makes for itself when none is configured.</summary>
internal static class SelfSignedCertificate
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Readable = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    public static string CertificatePath(string directory) => Path.Combine(directory, "self-signed.crt");

    public static string KeyPath(string directory) => Path.Combine(directory, "self-signed.key");

    /// <summary>Whether the kept one names all <paramref name="domains"/> and has not ended.</summary>
    public static bool IsFitting(X509Certificate2 certificate, IReadOnlyList<string> domains, DateTimeOffset now) =>
        certificate.NotAfter > now && domains.All(domain => Names(certificate, domain));

    /// <summary>Whether a certificate names a domainpart, as RFC 6125 has it.</summary>
    public static bool Names(X509Certificate2 certificate, string domain)
    {
        string name = IPAddress.TryParse(domain, out _) ? domain : ToALabels(domain);
        return certificate.MatchesHostname(name, allowWildcards: true, allowCommonName: false);
    }

    /// <summary>Makes one for <paramref name="domains"/> and keeps it: ECDSA P-256, ten years, key readable by its
    /// owner only.</summary>
    /// <exception cref="CertificateFaultException">The directory cannot be written.</exception>
    public static void Make(string directory, IReadOnlyList<string> domains, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={ToALabels(domains[0])}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(AlternativeNames(domains));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        // serverAuth
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(10));
        try
        {
            Directory.CreateDirectory(directory);
            Write(KeyPath(directory), key.ExportPkcs8PrivateKeyPem(), OwnerOnly);
            Write(CertificatePath(directory), certificate.ExportCertificatePem(), Readable);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CertificateFaultException(
                $"The self-signed certificate cannot be kept in {directory}: {exception.Message}", exception);
        }
    }

    private static X509Extension AlternativeNames(IReadOnlyList<string> domains)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (string domain in domains)
        {
            if (IPAddress.TryParse(domain, out var address))
                names.AddIpAddress(address);
            else
                names.AddDnsName(ToALabels(domain));
        }
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        return names.Build();
    }

    private static string ToALabels(string domain) => Ascii.IsValid(domain) ? domain : new IdnMapping().GetAscii(domain);

    private static void Write(string path, string content, UnixFileMode mode)
    {
        string unfinished = path + ".new";
        File.Delete(unfinished);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = mode; // From its first byte on.
        using (var file = new FileStream(unfinished, options))
            file.Write(Encoding.ASCII.GetBytes(content + "\n"));
        File.Move(unfinished, path, overwrite: true);
    }
}
