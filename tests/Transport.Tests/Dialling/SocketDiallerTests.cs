using System.Net.Security;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Dialling;
using XmppActors.Transport.Tests.Connections;
using XmppActors.Transport.Tests.Tls;
using XmppActors.Transport.Xml;

namespace XmppActors.Transport.Tests.Dialling;

public sealed class SocketDiallerTests : IDisposable
{
    private const string Header =
        "<stream:stream xmlns='jabber:component:connect' xmlns:stream='http://etherx.jabber.org/streams' to='capulet.example' id='1'>";

    private static readonly StreamHeader Ours = new() { From = "capulet.example", ContentNamespace = Namespaces.ComponentConnect };
    private static readonly XmppElement StartTls = XmppElement.Create(new XmlName("starttls", "urn:ietf:params:xml:ns:xmpp-tls"));

    private readonly TestAuthority _authority = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("xmpp-test-").FullName;

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")] // Its first address may be one that nobody listens on.
    public async Task A_dialled_stream_begins_with_our_header(string host)
    {
        await using var test = await DiallerUnderTest.StartAsync();
        test.Target = test.Target with { Host = host };
        var outcome = await test.DialAsync();
        Assert.Null(outcome.Failure);
        await using var peer = await test.AcceptAsync();

        test.Sink.Connection.Write(Ours);
        Assert.Contains("xmlns='jabber:component:connect'", await peer.ReceiveUntilAsync("from='capulet.example'>"), StringComparison.Ordinal);
        await peer.SendAsync(Header + "<message id='m1'/>");
        await test.Sink.ExpectAsync("opened to capulet.example", "Message m1");
        Assert.Equal(1, test.Listeners.ConnectionCount);
        await peer.SendAsync("</stream:stream>");
        await test.Sink.ExpectAsync("closed");
        test.Sink.Connection.Close();
        await peer.ReceiveUntilAsync("</stream:stream>");
        await peer.DisposeAsync();

        Assert.Equal(DisconnectReason.Closed, await outcome.Ended);
        Assert.Equal(0, test.Listeners.ConnectionCount);
    }

    [Fact]
    public async Task Much_goes_both_ways()
    {
        await using var test = await DiallerUnderTest.StartAsync();
        Assert.Null((await test.DialAsync()).Failure);
        await using var peer = await test.AcceptAsync();
        test.Sink.Connection.ReadWindow = 20_000;
        test.Sink.Connection.Write(Ours);
        await peer.SendAsync(Header);
        await test.Sink.ExpectAsync("opened to capulet.example");

        var sending = SendAsync();
        for (int i = 0; i < 200; i++)
            test.Sink.Connection.Write(ConnectionUnderTest.Message($"out{i}", 5000));
        var receiving = peer.ReceiveUntilAsync("id='out199'");
        for (int i = 0; i < 200; i++)
            await test.Sink.ExpectAsync($"Message in{i}");
        await sending;
        await receiving;

        async Task SendAsync()
        {
            for (int i = 0; i < 200; i++)
                await peer.SendAsync($"<message id='in{i}'><body>{new string('x', 5000)}</body></message>");
        }
    }

    [Fact]
    public async Task Nobody_there_is_an_outcome()
    {
        await using var test = await DiallerUnderTest.StartAsync();
        test.Refuse();

        Assert.Equal("connection refused", (await test.DialAsync()).Failure);
    }

    [Fact]
    public async Task A_name_without_addresses_is_an_outcome()
    {
        await using var test = await DiallerUnderTest.StartAsync();
        test.Target = test.Target with { Host = "nobody.invalid" };

        Assert.NotNull((await test.DialAsync()).Failure);
    }

    [Fact]
    public async Task A_handshake_that_takes_too_long_is_an_outcome()
    {
        await using var test = await DiallerUnderTest.StartAsync();
        test.Target = test.Target with { Tls = TlsMode.Direct };
        var dialling = test.DialAsync();
        await using var peer = await test.AcceptAsync(); // And not a byte.

        test.Time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal("no connection within 5 s", (await dialling).Failure);
    }

    [Fact]
    public async Task Dialling_can_be_given_up()
    {
        await using var test = await DiallerUnderTest.StartAsync();
        test.Target = test.Target with { Tls = TlsMode.Direct };
        using var cancellation = new CancellationTokenSource();
        var dialling = test.DialAsync(cancellation.Token);
        await using var peer = await test.AcceptAsync();

        await cancellation.CancelAsync();

        Assert.NotNull((await dialling).Failure);
    }

    [Fact]
    public async Task A_certificate_of_a_trusted_authority_for_the_name_is_taken()
    {
        await using var test = await DiallerUnderTest.StartAsync();
        test.Target = Secured(test.Target, "capulet.example");
        var dialling = test.DialAsync();
        await using var peer = await SecureAsync(await test.AcceptAsync(), "capulet.example");

        Assert.Null((await dialling).Failure);
        Assert.True(test.Sink.Connection.Info.IsSecure);
        test.Sink.Connection.Write(Ours);
        await peer.ReceiveUntilAsync("from='capulet.example'>");
    }

    [Theory]
    [InlineData("montague.example", true, "its certificate is not for montague.example")]
    [InlineData("capulet.example", false, "its certificate is not trusted: ")]
    public async Task Another_certificate_is_not(string name, bool knowsAuthority, string failure)
    {
        await using var test = await DiallerUnderTest.StartAsync();
        using var other = new TestAuthority();
        test.Target = Secured(test.Target, name, knowsAuthority ? _authority : other);
        var dialling = test.DialAsync();
        await Record.ExceptionAsync(async () => await SecureAsync(await test.AcceptAsync(), "capulet.example"));

        Assert.StartsWith(failure, (await dialling).Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_certificate_is_where_nobody_looks_at_it()
    {
        await using var test = await DiallerUnderTest.StartAsync();
        test.Target = test.Target with { Tls = TlsMode.Direct, TlsSettings = new DialTlsSettings { VerifiesCertificate = false } };
        var dialling = test.DialAsync();
        await using var peer = await SecureAsync(await test.AcceptAsync(), "capulet.example");

        Assert.Null((await dialling).Failure);
    }

    [Fact] // RFC 6120 §5.4
    public async Task STARTTLS_is_asked_for_and_the_stream_begins_anew()
    {
        await using var test = await DiallerUnderTest.StartAsync();
        test.Target = Secured(test.Target, "capulet.example") with { Tls = TlsMode.StartTls };
        Assert.Null((await test.DialAsync()).Failure);
        await using var plain = await test.AcceptAsync();
        test.Sink.Connection.Write(Ours);
        await plain.SendAsync(Header);
        await test.Sink.ExpectAsync("opened to capulet.example");
        test.Sink.ProcessesAtOnce = false;

        test.Sink.Connection.Write(StartTls);
        await plain.ReceiveUntilAsync("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
        await plain.SendAsync("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
        await test.Sink.ExpectAsync("proceed");
        test.Sink.Connection.StartTls();
        await using var peer = await SecureAsync(plain, "capulet.example");
        await test.Sink.ExpectAsync("tls");
        test.Sink.Connection.Write(Ours);
        await peer.ReceiveUntilAsync("from='capulet.example'>");
        await peer.SendAsync(Header);

        await test.Sink.ExpectAsync("opened to capulet.example");
        Assert.True(test.Sink.Connection.Info.IsSecure);
    }

    [Fact]
    public async Task What_was_dialled_is_closed_with_the_node()
    {
        await using var test = await DiallerUnderTest.StartAsync();
        var outcome = await test.DialAsync();
        await using var peer = await test.AcceptAsync();
        test.Sink.Connection.Write(Ours);
        await peer.SendAsync(Header);
        await test.Sink.ExpectAsync("opened to capulet.example");

        var stopping = test.Listeners.StopAsync(TestContext.Current.CancellationToken);
        await peer.ReceiveUntilAsync("<system-shutdown");
        await peer.DisposeAsync();
        await stopping;

        await outcome.Ended;
    }

    [Theory]
    [InlineData("components.lan:5347", "components.lan", 5347)]
    [InlineData("192.0.2.1:1", "192.0.2.1", 1)]
    [InlineData("[2001:db8::1]:5347", "2001:db8::1", 5347)]
    [InlineData("components.lan", null, 0)]
    [InlineData("components.lan:0", null, 0)]
    [InlineData("components.lan:65536", null, 0)]
    [InlineData("2001:db8::1:5347", null, 0)]
    [InlineData("[192.0.2.1]:5347", null, 0)]
    [InlineData(":5347", null, 0)]
    [InlineData("a b:5347", null, 0)]
    public void Targets_are_read_as_they_are_written(string text, string? host, int port)
    {
        var isRead = DialTarget.TryRead(text, out var readHost, out var readPort);

        Assert.Equal(host is not null, isRead);
        if (!isRead)
            return;
        Assert.Equal((host, port), (readHost, readPort));
        Assert.Equal(text, DialTarget.Write(readHost, readPort));
    }

    private DialTarget Secured(DialTarget target, string name, TestAuthority? authority = null)
    {
        var path = Path.Combine(_directory, "authorities.pem");
        File.WriteAllText(path, (authority ?? _authority).Pem);
        return target with { Tls = TlsMode.Direct, TlsSettings = new DialTlsSettings { AuthoritiesPath = path, Name = name } };
    }

    /// <summary>The component's side of TLS.</summary>
    private async Task<Peer> SecureAsync(Peer plain, string name)
    {
        using var certificate = _authority.IssueForNow(name);
        var tls = new SslStream(plain.Stream, leaveInnerStreamOpen: false);
        var options = new SslServerAuthenticationOptions { ServerCertificateContext = SslStreamCertificateContext.Create(certificate, null) };
        await tls.AuthenticateAsServerAsync(options, TestContext.Current.CancellationToken);
        return new Peer(tls);
    }
}
