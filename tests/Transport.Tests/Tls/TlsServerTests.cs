using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Tests.Connections;
using XmppActors.Transport.Tls;

namespace XmppActors.Transport.Tests.Tls;

public sealed class TlsServerTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("xmpp-test-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_client_certificate_is_trusted_when_a_configured_authority_issued_it()
    {
        using var authority = new TestAuthority();
        using var romeo = authority.IssueForNow("romeo.example");
        File.WriteAllText(Path.Combine(_directory, "authorities.pem"), authority.Pem);
        using var server = Server(Path.Combine(_directory, "authorities.pem"));

        var info = await ShakeHandsAsync(server, romeo);

        Assert.Equal("CN=romeo.example", info.ClientCertificate!.Subject);
        Assert.True(info.ClientCertificateIsTrusted);
    }

    [Fact]
    public async Task A_client_certificate_of_another_authority_is_told_but_not_trusted()
    {
        using var authority = new TestAuthority();
        using var other = new TestAuthority();
        using var romeo = other.IssueForNow("romeo.example");
        File.WriteAllText(Path.Combine(_directory, "authorities.pem"), authority.Pem);
        using var server = Server(Path.Combine(_directory, "authorities.pem"));

        var info = await ShakeHandsAsync(server, romeo);

        Assert.NotNull(info.ClientCertificate);
        Assert.False(info.ClientCertificateIsTrusted);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no certificate")]
    public void Authorities_that_cannot_be_read_are_told_at_start(string content)
    {
        string path = Path.Combine(_directory, "authorities.pem");
        File.WriteAllText(path, content);

        var fault = Assert.Throws<CertificateFaultException>(() => Server(path));

        Assert.Equal($"{path} holds no PEM certificate of an authority.", fault.Message);
    }

    [Fact]
    public async Task A_handshake_uses_the_certificate_of_its_time()
    {
        using var authority = new TestAuthority();
        var time = new ManualTime();
        var settings = ConnectionUnderTest.Tls(_directory) with
        {
            CertificatePath = Path.Combine(_directory, "tls.crt"),
            KeyPath = Path.Combine(_directory, "tls.key"),
        };
        Write(settings, authority.IssuePem("capulet.example", DateTimeOffset.UtcNow));
        using var server = new TlsServer(settings, time, NullLogger.Instance);
        var first = await ShakeHandsAsync(server);
        var second = await ShakeHandsAsync(server);

        Write(settings, authority.IssuePem("capulet.example", DateTimeOffset.UtcNow));
        time.Advance(settings.ReloadInterval);
        var third = await ShakeHandsAsync(server);

        Assert.True(first.TlsServerEndPoint.Span.SequenceEqual(second.TlsServerEndPoint.Span));
        Assert.False(first.TlsServerEndPoint.Span.SequenceEqual(third.TlsServerEndPoint.Span));
    }

    private static void Write(TlsSettings settings, (string Certificate, string Key) pem)
    {
        File.WriteAllText(settings.CertificatePath!, pem.Certificate);
        File.WriteAllText(settings.KeyPath!, pem.Key);
    }

    private static async Task<TlsInfo> ShakeHandsAsync(TlsServer server, X509Certificate2? certificate = null)
    {
        var (ours, theirs) = MemoryTransport.Create();
        await using var peer = new Peer(theirs);
        var accepting = server.AuthenticateAsync(ours, ListenerKind.C2s, TlsMode.Direct);
        await peer.StartTlsAsync(certificate, ["xmpp-client"]);
        var (stream, info) = await accepting;
        await using (stream)
            return info;
    }

    private TlsServer Server(string authorities) => new(
        ConnectionUnderTest.Tls(_directory) with { ClientAuthoritiesPath = authorities }, TimeProvider.System, NullLogger.Instance);
}
