using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Xml;

namespace XmppActors.Transport.Tests.Connections;

/// <summary>RFC 6120 §5.</summary>
public sealed class StartTlsTests
{
    private const string Ask = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";

    private static readonly XmppElement Proceed =
        XmppElement.FromUtf8("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"u8, new XmlName("proceed", "urn:ietf:params:xml:ns:xmpp-tls"));

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task The_stream_goes_on_under_TLS(SslProtocols version)
    {
        await using var test = await AskAsync();
        Assert.False(test.Connection.Info.IsSecure);

        test.Connection.Write(Proceed);
        test.Connection.StartTls();
        await test.Peer.ReceiveUntilAsync("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
        // No ALPN within STARTTLS: what is offered is ignored.
        await test.Peer.StartTlsAsync(versions: version, protocols: ["whatever"]);
        await test.Sink.ExpectAsync("tls");

        var tls = test.Connection.Info.Tls;
        Assert.NotNull(tls);
        Assert.Equal((version, "capulet.example"), (tls.Protocol, tls.ServerName));
        Assert.Equal(32, tls.TlsServerEndPoint.Length);
        Assert.Null(tls.ClientCertificate);
        Assert.False(test.Connection.Info.CanStartTls);
        test.Sink.ProcessesAtOnce = true;
        await test.Peer.SendAsync(Peer.Header + "<message id='1'/>");
        await test.Sink.ExpectAsync("opened to capulet.example", "Message 1");
        test.Connection.Write(ConnectionUnderTest.Header);
        test.Connection.Write(ConnectionUnderTest.Message("2"));
        await test.Peer.ReceiveUntilAsync("</message>");
        await test.Peer.SendAsync("</stream:stream>");
        await test.Sink.ExpectAsync("closed");
        test.Connection.Close();
        Assert.Equal("</stream:stream>", await test.Peer.ReceiveAllAsync());
        await test.Sink.ExpectAsync("disconnected Closed");
        await ConnectionUnderTest.UntilAsync(() => test.Buffers.Rented == 0);
    }

    [Theory]
    [InlineData("<message id='1'/>")]
    [InlineData("\n<message id='1'/>")]
    [InlineData("\u0016")]
    public async Task Whatever_is_sent_right_behind_starttls_ends_the_connection(string injected)
    {
        await using var test = await AskAsync(injected);

        test.Connection.Write(Proceed);
        test.Connection.StartTls();

        await test.Sink.ExpectAsync("disconnected TlsFailed");
    }

    [Fact]
    public async Task White_space_right_behind_starttls_is_overlooked()
    {
        await using var test = await AskAsync("\n");

        test.Connection.Write(Proceed);
        test.Connection.StartTls();
        await test.Peer.ReceiveUntilAsync("tls'/>");
        await test.Peer.StartTlsAsync();

        await test.Sink.ExpectAsync("tls");
    }

    [Fact]
    public async Task Plain_text_in_place_of_a_handshake_ends_the_connection()
    {
        await using var test = await AskAsync();

        test.Connection.Write(Proceed);
        test.Connection.StartTls();
        await test.Peer.ReceiveUntilAsync("tls'/>");
        await test.Peer.SendAsync(Peer.Header);

        await test.Sink.ExpectAsync("disconnected TlsFailed");
    }

    [Theory]
#pragma warning disable SYSLIB0039, CA5397 // That is the point.
    [InlineData(SslProtocols.Tls11)]
#pragma warning restore SYSLIB0039, CA5397
    public async Task An_old_version_of_TLS_is_refused(SslProtocols version)
    {
        await using var test = await AskAsync();

        test.Connection.Write(Proceed);
        test.Connection.StartTls();
        await test.Peer.ReceiveUntilAsync("tls'/>");
        await Assert.ThrowsAnyAsync<Exception>(() => test.Peer.StartTlsAsync(versions: version));
        await test.Peer.DisposeAsync();

        await test.Sink.ExpectAsync("disconnected TlsFailed");
    }

    [Fact]
    public async Task A_handshake_has_its_time()
    {
        await using var test = await AskAsync();

        test.Connection.Write(Proceed);
        test.Connection.StartTls();
        await test.Peer.ReceiveUntilAsync("tls'/>");
        test.Time.Advance(ConnectionSettings.Default.HandshakeTimeout + TimeSpan.FromSeconds(1));

        await test.Sink.ExpectAsync("disconnected TimedOut");
    }

    [Fact]
    public async Task Nothing_written_after_proceed_leaves_before_the_handshake()
    {
        await using var test = await AskAsync();

        test.Connection.Write(Proceed);
        test.Connection.StartTls();
        test.Connection.Write(ConnectionUnderTest.Message("secret"));
        await test.Peer.ReceiveUntilAsync("tls'/>");
        await test.Peer.StartTlsAsync(); // Would fail on anything else.

        await test.Sink.ExpectAsync("tls");
        await test.Peer.ReceiveUntilAsync("</message>");
    }

    [Fact]
    public async Task A_client_certificate_is_asked_for_and_told_but_not_trusted_by_itself()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=romeo", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await using var test = await AskAsync();

        test.Connection.Write(Proceed);
        test.Connection.StartTls();
        await test.Peer.ReceiveUntilAsync("tls'/>");
        await test.Peer.StartTlsAsync(certificate);
        await test.Peer.SendAsync(Peer.Header); // TLS 1.3: the client's certificate comes with its first bytes.

        await test.Sink.ExpectAsync("tls");
        Assert.Equal("CN=romeo", test.Connection.Info.Tls!.ClientCertificate!.Subject);
        Assert.False(test.Connection.Info.Tls.ClientCertificateIsTrusted);
    }

    [Fact]
    public async Task It_can_only_be_started_where_it_was_offered()
    {
        await using var test = new ConnectionUnderTest(tls: TlsMode.None);

        Assert.Throws<InvalidOperationException>(test.Connection.StartTls);
    }

    /// <summary>To the point where the initiating entity has asked for TLS.</summary>
    private static async Task<ConnectionUnderTest> AskAsync(string behind = "")
    {
        var test = new ConnectionUnderTest(tls: TlsMode.StartTls);
        test.Sink.ProcessesAtOnce = false;
        await test.Peer.SendAsync(Peer.Header);
        await test.Sink.ExpectAsync("opened to capulet.example");
        test.Connection.Processed(Peer.Header.Length);
        await test.Peer.SendAsync(Ask + behind);
        await test.Sink.ExpectAsync("starttls");
        return test;
    }
}
