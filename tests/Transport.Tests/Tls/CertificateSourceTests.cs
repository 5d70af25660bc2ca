using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using XmppActors.Transport.Tests.Connections;
using XmppActors.Transport.Tls;

namespace XmppActors.Transport.Tests.Tls;

public sealed class CertificateSourceTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("xmpp-test-").FullName;
    private readonly ManualTime _time = new();
    private readonly RecordingLogger _logger = new();

    private string CertificatePath => Path.Combine(_directory, "tls.crt");

    private string KeyPath => Path.Combine(_directory, "tls.key");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Without_a_certificate_one_is_made_and_kept()
    {
        string directory = Path.Combine(_directory, "data");
        var settings = new TlsSettings { Domains = ["capulet.example", "bücher.example", "192.0.2.1"], SelfSignedDirectory = directory };

        using var first = new CertificateSource(settings, _time, _logger);
        using var second = new CertificateSource(settings, _time, _logger);

        var made = first.Current.Leaf;
        Assert.Equal(made.Thumbprint, second.Current.Leaf.Thumbprint);
        Assert.True(made.HasPrivateKey);
        Assert.NotNull(made.GetECDsaPublicKey());
        foreach (string name in new[] { "capulet.example", "xn--bcher-kva.example", "192.0.2.1", "127.0.0.1", "::1" })
            Assert.True(made.MatchesHostname(name), name);
        Assert.InRange(made.NotAfter, _time.GetUtcNow().AddYears(10).AddDays(-2).LocalDateTime, _time.GetUtcNow().AddYears(10).LocalDateTime);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(directory, "self-signed.key")));
        Assert.Equal(["SelfSignedMade", "CertificateLoaded", "CertificateLoaded"], _logger.Events);
    }

    [Fact]
    public void A_kept_certificate_that_lacks_a_domain_or_has_ended_is_made_anew()
    {
        var settings = new TlsSettings { Domains = ["capulet.example"], SelfSignedDirectory = _directory };
        string first = ThumbprintOf(settings);
        string wider = ThumbprintOf(settings with { Domains = ["capulet.example", "montague.example"] });
        Assert.NotEqual(first, wider);
        Assert.Equal(wider, ThumbprintOf(settings));

        _time.Advance(TimeSpan.FromDays(3660));

        Assert.NotEqual(wider, ThumbprintOf(settings));
    }

    [Fact]
    public void A_PEM_chain_is_served_whole()
    {
        using var authority = new TestAuthority();
        var (certificate, key) = authority.IssuePem("capulet.example", _time.GetUtcNow());
        File.WriteAllText(CertificatePath, certificate + authority.Pem);
        File.WriteAllText(KeyPath, key);

        using var source = new CertificateSource(Settings(), _time, _logger);

        Assert.Equal("CN=capulet.example", source.Current.Leaf.Subject);
        Assert.Equal(32, source.Current.TlsServerEndPoint.Length);
        Assert.Equal(["CertificateLoaded"], _logger.Events);
    }

    [Fact]
    public void Certificate_and_key_may_be_one_file_PEM_or_PKCS_12()
    {
        using var authority = new TestAuthority();
        var (certificate, key) = authority.IssuePem("capulet.example", _time.GetUtcNow());
        File.WriteAllText(CertificatePath, key + certificate);
        using var pem = new CertificateSource(Settings() with { KeyPath = "" }, _time, _logger);
        using var withKey = X509Certificate2.CreateFromPem(certificate, key);
        string bundle = Path.Combine(_directory, "tls.pfx");
        File.WriteAllBytes(bundle, withKey.Export(X509ContentType.Pkcs12, "geheim"));

        using var pkcs12 = new CertificateSource(
            Settings() with { CertificatePath = bundle, KeyPath = null, KeyPassword = "geheim" }, _time, _logger);

        Assert.Equal(pem.Current.Leaf.Thumbprint, pkcs12.Current.Leaf.Thumbprint);
    }

    [Fact]
    public void A_changed_certificate_is_used_once_it_was_looked_at()
    {
        using var authority = new TestAuthority();
        Write(authority.IssuePem("capulet.example", _time.GetUtcNow()));
        using var source = new CertificateSource(Settings(), _time, _logger);
        string before = source.Current.Leaf.Thumbprint;

        Write(authority.IssuePem("capulet.example", _time.GetUtcNow()));
        Assert.Equal(before, source.Current.Leaf.Thumbprint);
        _time.Advance(Settings().ReloadInterval);

        Assert.NotEqual(before, source.Current.Leaf.Thumbprint);
        Assert.Equal(["CertificateLoaded", "CertificateReloaded"], _logger.Events);
    }

    [Fact]
    public void A_symbolic_link_that_points_elsewhere_is_a_change()
    {
        using var authority = new TestAuthority();
        Write(authority.IssuePem("capulet.example", _time.GetUtcNow()));
        string link = Path.Combine(_directory, "current");
        string next = Directory.CreateDirectory(Path.Combine(_directory, "next")).FullName;
        Directory.CreateSymbolicLink(link, _directory);
        var settings = Settings() with { CertificatePath = Path.Combine(link, "tls.crt"), KeyPath = Path.Combine(link, "tls.key") };
        using var source = new CertificateSource(settings, _time, _logger);
        string before = source.Current.Leaf.Thumbprint;

        var (certificate, key) = authority.IssuePem("capulet.example", _time.GetUtcNow());
        File.WriteAllText(Path.Combine(next, "tls.crt"), certificate);
        File.WriteAllText(Path.Combine(next, "tls.key"), key);
        Directory.Delete(link);
        Directory.CreateSymbolicLink(link, next);
        _time.Advance(settings.ReloadInterval);

        Assert.NotEqual(before, source.Current.Leaf.Thumbprint);
    }

    [Fact]
    public void A_broken_change_keeps_the_last_good_certificate_and_is_told_once()
    {
        using var authority = new TestAuthority();
        var good = authority.IssuePem("capulet.example", _time.GetUtcNow());
        Write(good);
        using var source = new CertificateSource(Settings(), _time, _logger);
        string before = source.Current.Leaf.Thumbprint;

        File.WriteAllText(CertificatePath, "-----BEGIN CERTIFICATE-----\nbroken");
        _time.Advance(Settings().ReloadInterval * 5);
        File.Delete(CertificatePath);
        _time.Advance(Settings().ReloadInterval * 5);
        var next = authority.IssuePem("capulet.example", _time.GetUtcNow());
        File.WriteAllText(CertificatePath, next.Certificate); // The key is still the old one's.
        _time.Advance(Settings().ReloadInterval * 5);
        Assert.Equal(before, source.Current.Leaf.Thumbprint);
        File.WriteAllText(KeyPath, next.Key);
        _time.Advance(Settings().ReloadInterval);

        Assert.NotEqual(before, source.Current.Leaf.Thumbprint);
        Assert.Equal(
            ["CertificateLoaded", "CertificateNotReloaded", "CertificateNotReloaded", "CertificateNotReloaded", "CertificateReloaded"],
            _logger.Events);
    }

    [Fact]
    public void What_clients_would_refuse_is_told()
    {
        using var authority = new TestAuthority();
        Write(authority.IssuePem("montague.example", _time.GetUtcNow().AddYears(-2)));

        using var source = new CertificateSource(Settings(), _time, _logger);

        Assert.Equal(["CertificateLoaded", "CertificateNotValidNow", "CertificateLacksDomain"], _logger.Events);
    }

    [Fact]
    public void A_certificate_that_cannot_be_used_at_start_is_told_in_one_sentence()
    {
        var missing = Assert.Throws<CertificateFaultException>(() => new CertificateSource(Settings(), _time, _logger));
        Assert.StartsWith($"{CertificatePath} cannot be read: ", missing.Message, StringComparison.Ordinal);

        using var authority = new TestAuthority();
        Write(authority.IssuePem("capulet.example", _time.GetUtcNow()));
        File.WriteAllText(KeyPath, authority.IssuePem("capulet.example", _time.GetUtcNow()).Key);
        var mismatch = Assert.Throws<CertificateFaultException>(() => new CertificateSource(Settings(), _time, _logger));
        Assert.StartsWith($"{CertificatePath} and {KeyPath} cannot be used as certificate and key: ", mismatch.Message, StringComparison.Ordinal);
    }

    private string ThumbprintOf(TlsSettings settings)
    {
        using var source = new CertificateSource(settings, _time, _logger);
        return source.Current.Leaf.Thumbprint;
    }

    private TlsSettings Settings() => new()
    {
        Domains = ["capulet.example"],
        SelfSignedDirectory = _directory,
        CertificatePath = CertificatePath,
        KeyPath = KeyPath,
    };

    private void Write((string Certificate, string Key) pem)
    {
        File.WriteAllText(CertificatePath, pem.Certificate);
        File.WriteAllText(KeyPath, pem.Key);
    }

    private sealed class RecordingLogger : ILogger
    {
        public List<string> Events { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Events.Add(eventId.Name!);
    }
}
