using XmppActors.Transport.Connections;
using XmppActors.Transport.Listeners;
using XmppActors.Transport.Tests.Connections;
using static XmppActors.Transport.Tests.Listeners.ListenersUnderTest;

namespace XmppActors.Transport.Tests.Listeners;

public sealed class XmppListenersTests
{
    [Fact]
    public async Task A_stream_over_TCP_goes_both_ways_and_closes_in_order()
    {
        await using var test = await ListenersUnderTest.StartAsync(Settings(ListenerKind.C2s, TlsMode.None));
        await using var peer = await test.ConnectAsync();
        var sink = test.NextSink();

        await peer.SendAsync(Peer.Header + "<message id='1'><body>Art thou there?</body></message>");
        await sink.ExpectAsync("opened to capulet.example", "Message 1");
        sink.Connection.Write(ConnectionUnderTest.Header);
        sink.Connection.Write(ConnectionUnderTest.Message("2"));
        await peer.ReceiveUntilAsync("</message>");
        await peer.SendAsync("</stream:stream>");
        await sink.ExpectAsync("closed");
        sink.Connection.Close();

        Assert.Equal("</stream:stream>", await peer.ReceiveAllAsync());
        await sink.ExpectAsync("disconnected Closed");
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
}
