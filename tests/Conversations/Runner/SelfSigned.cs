using System.Security.Cryptography.X509Certificates;
using XmppActors.Transport.Tests.Sasl;
using XmppActors.Transport.Tls;

namespace XmppActors.Conversations.Runner;

/// <summary>Certificates for all conversations of a test run: the server's, and clients' that it trusts or does
/// not.</summary>
internal static class SelfSigned
{
    private static readonly string Folder = Directory.CreateTempSubdirectory("xmpp-conversations-").FullName;

    /// <summary>Names <c>juliet@capulet.example</c>, and is its own authority.</summary>
    public static X509Certificate2 Juliet { get; } = CertificateMaker.WithXmppAddresses("juliet@capulet.example");

    /// <summary>Names the same, and nobody vouches for it.</summary>
    public static X509Certificate2 Impostor { get; } = CertificateMaker.WithXmppAddresses("juliet@capulet.example");

    /// <summary>Names the component's domain, and is its own authority.</summary>
    public static X509Certificate2 Stage { get; } = CertificateMaker.WithDnsNames(Cast.Stage);

    public static X509Certificate2 Of(string whom) => whom switch
    {
        "juliet" => Juliet,
        "impostor" => Impostor,
        "stage" => Stage,
        _ => throw new FormatException($"nobody has made a certificate for {whom}"),
    };

    public static TlsSettings Settings { get; } = new()
    {
        Domains = [Cast.Capulet, Cast.Montague],
        SelfSignedDirectory = Folder,
        ClientAuthoritiesPath = WriteAuthorities(),
    };

    private static string WriteAuthorities()
    {
        var path = Path.Combine(Folder, "authorities.pem");
        File.WriteAllText(path, $"{Juliet.ExportCertificatePem()}\n{Stage.ExportCertificatePem()}\n");
        return path;
    }
}
