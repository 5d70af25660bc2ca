using System.Globalization;
using System.Text.RegularExpressions;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Transport.Tests.Connections;

public sealed class XmppConnectionTests
{
    private const string Stream = Peer.Header + "<auth xmlns='urn:example'/><message id='1'/><iq id='2' type='get'/></stream:stream>";

    private static readonly string[] StreamCalls = ["opened to capulet.example", "auth", "Message 1", "Iq 2", "closed"];

    [Fact]
    public async Task Items_arrive_in_order_and_one_at_a_time()
    {
        await using var test = new ConnectionUnderTest();

        await test.Peer.SendAsync(Stream);

        await test.Sink.ExpectAsync(StreamCalls);
    }

    [Fact]
    public async Task Items_arrive_whole_however_the_input_is_cut()
    {
        await using var test = new ConnectionUnderTest();

        foreach (char c in Stream)
            await test.Peer.SendAsync(c.ToString());

        await test.Sink.ExpectAsync(StreamCalls);
    }

    [Fact]
    public async Task What_is_written_leaves_in_order()
    {
        await using var test = new ConnectionUnderTest();

        test.Connection.Write(ConnectionUnderTest.Header);
        for (int i = 0; i < 100; i++)
            test.Connection.Write(ConnectionUnderTest.Message($"m{i}", bytes: i * 37));

        string all = await test.Peer.ReceiveUntilAsync("id='m99'");
        Assert.StartsWith("<?xml version='1.0'?><stream:stream ", all, StringComparison.Ordinal);
        Assert.Equal(
            Enumerable.Range(0, 100),
            Regex.Matches(all, "id='m([0-9]+)'").Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task An_idle_connection_holds_no_buffer()
    {
        await using var test = new ConnectionUnderTest();

        await test.Peer.SendAsync(Peer.Header + "<message id='1'/><message id='2'><body>cut in two");
        await test.Sink.ExpectAsync("opened to capulet.example", "Message 1");
        test.Connection.Write(ConnectionUnderTest.Message("3"));
        await test.Peer.ReceiveUntilAsync("</message>");

        await ConnectionUnderTest.UntilAsync(() => test.Buffers.Rented == 0);
    }

    [Fact]
    public async Task The_next_sink_gets_the_next_item()
    {
        await using var test = new ConnectionUnderTest();
        var next = new RecordingSink { Connection = test.Connection };
        test.Sink.OnItem = (_, _) => test.Connection.Sink = next;

        await test.Peer.SendAsync(Peer.Header + "<message id='1'/>");

        await test.Sink.ExpectAsync("opened to capulet.example");
        await next.ExpectAsync("Message 1");
    }

    [Fact]
    public async Task A_restart_is_followed_by_a_new_header()
    {
        await using var test = new ConnectionUnderTest();
        test.Sink.OnItem = (sink, item) =>
        {
            if (item is XmppElement)
                sink.Connection.ExpectRestart();
        };

        await test.Peer.SendAsync(Peer.Header + "<auth xmlns='urn:example'/>" + Peer.Header + "<message id='1'/>");

        await test.Sink.ExpectAsync("opened to capulet.example", "auth", "opened to capulet.example", "Message 1");
    }

    [Fact]
    public async Task An_exception_in_the_sink_ends_the_stream_with_internal_server_error()
    {
        await using var test = new ConnectionUnderTest();
        test.Sink.OnItem = (_, item) =>
        {
            if (item is Stanza)
                throw new InvalidOperationException("A fault of ours.");
        };

        await test.Peer.SendAsync(Peer.Header + "<message id='1'/>");

        Assert.Contains("<internal-server-error ", await test.Peer.ReceiveAllAsync(), StringComparison.Ordinal);
        await test.Peer.DisposeAsync();
        await test.Sink.ExpectAsync("opened to capulet.example", "Message 1", "disconnected Closed");
    }

    [Fact]
    public async Task Calls_after_the_end_are_ignored()
    {
        await using var test = new ConnectionUnderTest();
        test.Connection.Abort();
        await test.Sink.ExpectAsync("disconnected Aborted");

        test.Connection.Write(ConnectionUnderTest.Header);
        test.Connection.Write(ConnectionUnderTest.Message("1"));
        test.Connection.Processed(5);
        test.Connection.Close();
        test.Connection.Abort();

        Assert.Equal("", await test.Peer.ReceiveAllAsync());
        Assert.Equal((1, 0), (test.Sink.Ends, test.Sink.CallsAfterEnd));
        Assert.Equal(0, test.Buffers.Rented);
    }
}
