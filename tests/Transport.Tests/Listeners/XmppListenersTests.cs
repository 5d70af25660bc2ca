using System.Net.Sockets;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Listeners;
using XmppActors.Transport.Tests.Connections;
using static XmppActors.Transport.Tests.Listeners.ListenersUnderTest;

namespace XmppActors.Transport.Tests.Listeners;

public sealed class XmppListenersTests
{
    [Theory]
    [InlineData("127.0.0.1:0")]
    [InlineData("localhost:0")]
    [InlineData("*:0")]
    public async Task A_stream_over_TCP_goes_both_ways_and_closes_in_order(string address)
    {
        await using var test = await ListenersUnderTest.StartAsync(Settings(ListenerKind.C2s, TlsMode.None, address));
        await using var peer = await test.ConnectAsync();
        var sink = test.NextSink();

        await peer.SendAsync(Peer.Header + "<message id='1'><body>Art thou there?</body></message>");
        await sink.ExpectAsync("opened to capulet.example", "Message 1");
        sink.Connection.Write(ConnectionUnderTest.Header);
        sink.Connection.Write(ConnectionUnderTest.Message("2"));
        await peer.ReceiveUntilAsync("</message>");
        Assert.StartsWith("127.0.0.1:", sink.Connection.Info.RemoteEndPoint!.ToString(), StringComparison.Ordinal);
        await peer.SendAsync("</stream:stream>");
        await sink.ExpectAsync("closed");
        sink.Connection.Close();

        Assert.Equal("</stream:stream>", await peer.ReceiveAllAsync());
        await sink.ExpectAsync("disconnected Closed");
        await ConnectionUnderTest.UntilAsync(() => test.Listeners.ConnectionCount == 0);
    }

    [Fact]
    public async Task Much_goes_through_both_ways_at_once()
    {
        await using var test = await ListenersUnderTest.StartAsync(Settings(ListenerKind.C2s, TlsMode.None));
        await using var peer = await test.ConnectAsync();
        await peer.SendAsync(Peer.Header);

        await Exchange.RunAsync(peer, test.NextSink(), messages: 1000, bytes: 800);
    }

    [Fact]
    public async Task A_reader_that_is_too_slow_is_disconnected()
    {
        var bounds = new ConnectionSettings { MaxPendingBytes = 100_000 };
        await using var test = await ListenersUnderTest.StartAsync(Settings(ListenerKind.C2s, TlsMode.None) with { Connections = bounds });
        await using var peer = await test.ConnectAsync();
        var sink = test.NextSink();

        await ConnectionUnderTest.UntilAsync(() =>
        {
            sink.Connection.Write(ConnectionUnderTest.Message("1", bytes: 10_000));
            return sink.Ends > 0;
        });

        await sink.ExpectAsync("disconnected SlowReader");
    }

    [Fact]
    public async Task A_peer_that_resets_its_connection_is_gone()
    {
        await using var test = await ListenersUnderTest.StartAsync(Settings(ListenerKind.C2s, TlsMode.None));
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(test.Listeners.Bound[0].EndPoint, TestContext.Current.CancellationToken);
        var sink = test.NextSink();

        socket.Close(0);

        await sink.ExpectAsync("disconnected Reset");
    }

    [Fact]
    public async Task A_peer_that_just_goes_is_gone()
    {
        await using var test = await ListenersUnderTest.StartAsync(Settings(ListenerKind.C2s, TlsMode.None));
        await using var peer = await test.ConnectAsync();
        await peer.SendAsync(Peer.Header);

        await peer.DisposeAsync();

        await test.NextSink().ExpectAsync("opened to capulet.example", "disconnected ClosedByPeer");
    }

    [Fact]
    public async Task One_address_has_so_many_connections_and_no_more()
    {
        await using var test = await ListenersUnderTest.StartAsync(Settings(ListenerKind.C2s, TlsMode.None) with { MaxConnectionsPerAddress = 2 });
        await using var first = await test.ConnectAsync();
        await using var second = await test.ConnectAsync();
        var firstSink = test.NextSink();
        test.NextSink();

        await using (var third = await test.ConnectAsync())
            Assert.Equal("", await third.ReceiveAllAsync());

        firstSink.Connection.Abort();
        await firstSink.ExpectAsync("disconnected Aborted");
        await ConnectionUnderTest.UntilAsync(() => test.Listeners.ConnectionCount == 1);
        await using var fourth = await test.ConnectAsync();
        test.NextSink();
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told_in_one_sentence()
    {
        await using var test = await ListenersUnderTest.StartAsync(Settings(ListenerKind.C2s, TlsMode.None));
        int port = test.Listeners.Bound[0].EndPoint.Port;

        foreach (var kind in new[] { ListenerKind.C2s, ListenerKind.WebSocket })
        {
            string address = $"127.0.0.1:{port}" + (kind == ListenerKind.WebSocket ? "/ws" : "");
            var fault = await Assert.ThrowsAsync<ListenFaultException>(() => ListenersUnderTest.StartAsync(Settings(kind, TlsMode.None, address)));
            Assert.Equal($"{address} cannot be listened on: another program has taken the port.", fault.Message);
        }
    }

    [Fact]
    public async Task An_address_that_is_not_ours_is_told_in_one_sentence()
    {
        var fault = await Assert.ThrowsAsync<ListenFaultException>(
            () => ListenersUnderTest.StartAsync(Settings(ListenerKind.C2s, TlsMode.None, "192.0.2.1:0")));

        Assert.Equal("192.0.2.1:0 cannot be listened on: this machine does not have the address.", fault.Message);
    }

    [Fact]
    public async Task What_no_longer_accepts_gives_its_port_back_and_keeps_its_connections()
    {
        await using var test = await ListenersUnderTest.StartAsync(Settings(ListenerKind.C2s, TlsMode.None));
        await using var peer = await test.ConnectAsync();
        var sink = test.NextSink();

        await test.Listeners.StopAcceptingAsync();

        await using var next = await ListenersUnderTest.StartAsync(
            Settings(ListenerKind.C2s, TlsMode.None, test.Listeners.Bound[0].EndPoint.ToString()));
        await peer.SendAsync(Peer.Header);
        await sink.ExpectAsync("opened to capulet.example");
    }

    [Fact]
    public async Task A_stop_closes_every_stream_and_waits_for_it()
    {
        await using var test = await ListenersUnderTest.StartAsync(Settings(ListenerKind.C2s, TlsMode.None));
        await using var peer = await test.ConnectAsync();
        var sink = test.NextSink();

        var stopping = test.Listeners.StopAsync(TestContext.Current.CancellationToken);
        string last = await peer.ReceiveUntilAsync("</stream:stream>");
        Assert.Contains("<system-shutdown ", last, StringComparison.Ordinal);
        Assert.False(stopping.IsCompleted);
        await peer.SendAsync(Peer.Header + "</stream:stream>");

        await stopping;
        await sink.ExpectAsync("disconnected Closed");
    }

    [Fact]
    public async Task A_stop_without_patience_aborts()
    {
        await using var test = await ListenersUnderTest.StartAsync(Settings(ListenerKind.C2s, TlsMode.None), Settings(ListenerKind.C2s, TlsMode.Direct));
        await using var peer = await test.ConnectAsync();
        await using var handshaking = await test.ConnectAsync(listener: 1);
        var sink = test.NextSink();

        await test.Listeners.StopAsync(new CancellationToken(canceled: true));

        await sink.ExpectAsync("disconnected Aborted");
        Assert.Equal("", await handshaking.ReceiveAllAsync());
    }
}
