using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Listeners;
using XmppActors.Transport.Tests.Connections;
using XmppActors.Transport.Xml;
using static XmppActors.Transport.Tests.Listeners.ListenersUnderTest;

namespace XmppActors.Transport.Tests.Listeners;

/// <summary>RFC 7395.</summary>
public sealed class WebSocketTests
{
    private const string Open = "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='capulet.example' version='1.0'/>";
    private const string Close = "<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>";

    [Theory]
    [InlineData(TlsMode.None, false)]
    [InlineData(TlsMode.Direct, true)]
    [InlineData(TlsMode.DirectOrNone, false)]
    [InlineData(TlsMode.DirectOrNone, true)]
    public async Task A_stream_goes_both_ways_and_closes_in_order(TlsMode tls, bool isSecure)
    {
        await using var test = await StartAsync(settings => settings with { Tls = tls });
        using var client = await ConnectAsync(test, isSecure);
        var sink = test.NextSink();

        Assert.Equal("xmpp", client.SubProtocol);
        Assert.Equal(isSecure, sink.Connection.Info.IsSecure);
        Assert.Equal(ListenerKind.WebSocket, sink.Connection.Info.Kind);
        await SendAsync(client, Open);
        await sink.ExpectAsync("opened to capulet.example");
        await SendAsync(client, "<message xmlns='jabber:client' id='1'><body>Art thou there?</body></message>");
        await sink.ExpectAsync("Message 1");
        sink.Connection.Write(ConnectionUnderTest.Header);
        sink.Connection.Write(ConnectionUnderTest.Message("2"));
        sink.Connection.Write(ConnectionUnderTest.Message("3"));
        Assert.StartsWith("<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' ", await ReceiveAsync(client), StringComparison.Ordinal);
        Assert.Matches("^<message xmlns='jabber:client' [^<]*id='2'.*</message>$", await ReceiveAsync(client));
        Assert.Matches("^<message xmlns='jabber:client' [^<]*id='3'.*</message>$", await ReceiveAsync(client));

        await SendAsync(client, Close);
        await sink.ExpectAsync("closed");
        sink.Connection.Close();
        Assert.Equal(Close, await ReceiveAsync(client));
        Assert.Equal("1000", await ReceiveAsync(client));
        await client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, TestContext.Current.CancellationToken);
        await sink.ExpectAsync("disconnected Closed");
    }

    [Theory]
    [InlineData(TlsMode.None, false)]
    [InlineData(TlsMode.Direct, true)]
    public async Task A_client_that_is_gone_is_noticed_while_its_stream_is_not_read(TlsMode tls, bool isSecure)
    {
        await using var test = await StartAsync(settings => settings with { Tls = tls });
        test.OnAccept = sink => sink.ProcessesAtOnce = false;
        using var client = await ConnectAsync(test, isSecure);
        var sink = test.NextSink();
        await SendAsync(client, Open);
        await sink.ExpectAsync("opened to capulet.example");
        Assert.False(sink.Connection.IsPeerGone);

        client.Abort();

        await ConnectionUnderTest.UntilAsync(() => sink.Connection.IsPeerGone);
        sink.Connection.Close();
    }

    [Fact]
    public async Task The_server_may_close_first()
    {
        await using var test = await StartAsync();
        using var client = await ConnectAsync(test);
        var sink = test.NextSink();
        await SendAsync(client, Open);
        await sink.ExpectAsync("opened to capulet.example");
        sink.Connection.Write(ConnectionUnderTest.Header);

        sink.Connection.Close(new StreamError(StreamErrorCondition.SystemShutdown));
        await ReceiveAsync(client);
        Assert.Contains("<system-shutdown ", await ReceiveAsync(client), StringComparison.Ordinal);
        Assert.Equal(Close, await ReceiveAsync(client));
        await SendAsync(client, Close);

        Assert.Equal("1001", await ReceiveAsync(client));
        await client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, TestContext.Current.CancellationToken);
        await sink.ExpectAsync("disconnected Closed");
    }

    [Fact]
    public async Task A_message_may_come_in_pieces_and_elements_go_out_whole_however_large()
    {
        await using var test = await StartAsync();
        using var client = await ConnectAsync(test);
        var sink = test.NextSink();
        await SendAsync(client, Open);
        string large = new('x', 100_000);
        byte[] message = Encoding.UTF8.GetBytes($"<message xmlns='jabber:client' id='1'><body>{large}</body></message>");

        for (int i = 0; i < message.Length; i += 30_000)
        {
            var piece = message.AsMemory(i, Math.Min(30_000, message.Length - i));
            await client.SendAsync(piece, WebSocketMessageType.Text, i + 30_000 >= message.Length, TestContext.Current.CancellationToken);
        }
        await sink.ExpectAsync("opened to capulet.example", "Message 1");
        sink.Connection.Write(ConnectionUnderTest.Message("2", bytes: 100_000));

        string back = await ReceiveAsync(client);
        Assert.EndsWith("a</body></message>", back, StringComparison.Ordinal);
        Assert.True(back.Length > 100_000);
    }

    [Fact]
    public async Task A_message_that_is_too_big_is_a_policy_violation()
    {
        var bounds = new ConnectionSettings { Limits = new StreamLimits(StanzaBytes: 20_000) };
        await using var test = await StartAsync(settings => settings with { Connections = bounds });
        using var client = await ConnectAsync(test);
        var sink = test.NextSink();
        sink.OnItem = (self, item) => { if (item is StreamError error) self.Connection.Close(error); };
        await SendAsync(client, Open);

        await SendAsync(client, $"<message xmlns='jabber:client' id='1'><body>{new string('x', 30_000)}</body></message>");

        await sink.ExpectAsync("opened to capulet.example", "error PolicyViolation");
        await ReceiveAsync(client);
        Assert.Contains("<policy-violation ", await ReceiveAsync(client), StringComparison.Ordinal);
        Assert.Equal(Close, await ReceiveAsync(client));
        Assert.Equal("1008", await ReceiveAsync(client));
    }

    [Fact]
    public async Task Binary_messages_are_refused()
    {
        await using var test = await StartAsync();
        using var client = await ConnectAsync(test);
        var sink = test.NextSink();

        await client.SendAsync(Encoding.UTF8.GetBytes(Open), WebSocketMessageType.Binary, true, TestContext.Current.CancellationToken);

        Assert.Equal("1003", await ReceiveAsync(client));
        await sink.ExpectAsync("disconnected ClosedByPeer");
    }

    [Fact]
    public async Task A_client_that_just_goes_is_gone()
    {
        await using var test = await StartAsync();
        using var client = await ConnectAsync(test);
        await SendAsync(client, Open);
        var sink = test.NextSink();
        await sink.ExpectAsync("opened to capulet.example");

        client.Abort();

        Assert.Contains(await sink.NextAsync(), new[] { "disconnected Reset", "disconnected ClosedByPeer" });
    }

    [Fact]
    public async Task An_abort_from_our_side_ends_it()
    {
        await using var test = await StartAsync();
        using var client = await ConnectAsync(test);
        var sink = test.NextSink();

        sink.Connection.Abort();

        await sink.ExpectAsync("disconnected Aborted");
        await Assert.ThrowsAsync<WebSocketException>(() => ReceiveAsync(client));
    }

    [Theory]
    [InlineData("/elsewhere", "xmpp", null, HttpStatusCode.NotFound)]
    [InlineData("/xmpp-websocket", "chat", null, HttpStatusCode.BadRequest)]
    [InlineData("/xmpp-websocket", null, null, HttpStatusCode.BadRequest)]
    [InlineData("/xmpp-websocket", "xmpp", "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("/xmpp-websocket", "xmpp", "https://capulet.example", HttpStatusCode.SwitchingProtocols)]
    [InlineData("/xmpp-websocket", "chat,xmpp", null, HttpStatusCode.SwitchingProtocols)]
    public async Task Who_is_let_in(string path, string? protocols, string? origin, HttpStatusCode expected)
    {
        await using var test = await StartAsync(settings => settings with { AllowedOrigins = ["https://capulet.example"] });
        using var client = new ClientWebSocket();
        client.Options.CollectHttpResponseDetails = true;
        foreach (string protocol in protocols?.Split(',') ?? [])
            client.Options.AddSubProtocol(protocol);
        if (origin is not null)
            client.Options.SetRequestHeader("Origin", origin);

        var connecting = client.ConnectAsync(
            new Uri($"ws://127.0.0.1:{test.Listeners.Bound[0].EndPoint.Port}{path}"), TestContext.Current.CancellationToken);

        if (expected == HttpStatusCode.SwitchingProtocols)
            await connecting;
        else
            await Assert.ThrowsAsync<WebSocketException>(() => connecting);
        Assert.Equal(expected, client.HttpStatusCode);
    }

    [Fact]
    public async Task The_PROXY_protocol_comes_before_HTTP()
    {
        await using var test = await StartAsync(settings => settings with { ProxyProtocol = true });
        await using var peer = await test.ConnectAsync();

        await peer.SendAsync(
            "PROXY TCP4 192.0.2.1 198.51.100.7 56324 443\r\n"
            + "GET /xmpp-websocket HTTP/1.1\r\nHost: capulet.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: xmpp\r\n\r\n");

        Assert.Contains("101 Switching Protocols", await peer.ReceiveUntilAsync("\r\n\r\n"), StringComparison.Ordinal);
        Assert.Equal(IPEndPoint.Parse("192.0.2.1:56324"), test.NextSink().Connection.Info.RemoteEndPoint);
    }

    [Fact]
    public async Task A_stop_closes_every_stream_and_gives_the_port_back()
    {
        await using var test = await StartAsync();
        using var client = await ConnectAsync(test);
        var sink = test.NextSink();
        await SendAsync(client, Open);
        await sink.ExpectAsync("opened to capulet.example");

        var stopping = test.Listeners.StopAsync(TestContext.Current.CancellationToken);
        await ReceiveAsync(client);
        Assert.Contains("<system-shutdown ", await ReceiveAsync(client), StringComparison.Ordinal);
        await ReceiveAsync(client);
        await SendAsync(client, Close);
        await ReceiveAsync(client);
        await client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, TestContext.Current.CancellationToken);
        await stopping;

        await sink.ExpectAsync("disconnected Closed");
        using var again = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await Assert.ThrowsAsync<SocketException>(
            () => again.ConnectAsync(test.Listeners.Bound[0].EndPoint, TestContext.Current.CancellationToken).AsTask());
    }

    private static Task<ListenersUnderTest> StartAsync(Func<ListenerSettings, ListenerSettings>? change = null)
    {
        var settings = Settings(ListenerKind.WebSocket, TlsMode.None, "127.0.0.1:0/xmpp-websocket");
        return ListenersUnderTest.StartAsync(change is null ? settings : change(settings));
    }

    private static async Task<ClientWebSocket> ConnectAsync(ListenersUnderTest test, bool isSecure = false)
    {
        var client = new ClientWebSocket();
        client.Options.AddSubProtocol("xmpp");
#pragma warning disable CA5359 // The server's certificate is the test's own.
        client.Options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        string scheme = isSecure ? "wss" : "ws";
        await client.ConnectAsync(
            new Uri($"{scheme}://127.0.0.1:{test.Listeners.Bound[0].EndPoint.Port}/xmpp-websocket"), TestContext.Current.CancellationToken);
        return client;
    }

    private static Task SendAsync(ClientWebSocket client, string text) =>
        client.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);

    /// <summary>The next message, or the code of the close.</summary>
    private static async Task<string> ReceiveAsync(ClientWebSocket client)
    {
        var all = new MemoryStream();
        byte[] buffer = new byte[8192];
        while (true)
        {
            var result = await client.ReceiveAsync(buffer, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60));
            if (result.MessageType == WebSocketMessageType.Close)
                return $"{(int)result.CloseStatus!}";
            all.Write(buffer, 0, result.Count);
            if (result.EndOfMessage)
                return Encoding.UTF8.GetString(all.ToArray());
        }
    }
}
