using XmppActors.Transport.Connections;
using XmppActors.Transport.Xml;

namespace XmppActors.Transport.Tests.Connections;

/// <summary>RFC 6120 §4.4, §4.9.1.</summary>
public sealed class ClosingTests
{
    [Fact]
    public async Task Our_closing_tag_waits_for_the_peers()
    {
        await using var test = new ConnectionUnderTest();
        test.Connection.Write(ConnectionUnderTest.Header);
        test.Connection.Write(ConnectionUnderTest.Message("1"));

        test.Connection.Close();
        await test.Peer.ReceiveUntilAsync("</message></stream:stream>");
        await test.Peer.SendAsync(Peer.Header + "<message id='late'/>"); // Read, and of no interest any more.
        await test.Peer.SendAsync("</stream:stream>");

        await test.Sink.ExpectAsync("disconnected Closed");
        Assert.Equal("", await test.Peer.ReceiveAllAsync());
    }

    [Fact]
    public async Task Our_closing_tag_does_not_wait_for_ever()
    {
        await using var test = new ConnectionUnderTest();

        test.Connection.Close();
        await test.Peer.ReceiveUntilAsync("</stream:stream>");
        test.Time.Advance(ConnectionSettings.Default.CloseTimeout - TimeSpan.FromSeconds(1));
        Assert.True(test.Sink.IsQuiet);
        test.Time.Advance(TimeSpan.FromSeconds(2));

        await test.Sink.ExpectAsync("disconnected TimedOut");
    }

    [Fact]
    public async Task An_error_before_our_header_brings_a_header()
    {
        await using var test = new ConnectionUnderTest();

        test.Connection.Close(new StreamError(StreamErrorCondition.HostUnknown));

        string all = await test.Peer.ReceiveUntilAsync("</stream:stream>");
        Assert.StartsWith("<?xml version='1.0'?><stream:stream ", all, StringComparison.Ordinal);
        Assert.Contains("<stream:error><host-unknown ", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_peers_closing_tag_is_answered_after_all_that_is_pending()
    {
        await using var test = new ConnectionUnderTest();
        await test.Peer.SendAsync(Peer.Header + "</stream:stream>");
        await test.Sink.ExpectAsync("opened to capulet.example", "closed");

        test.Connection.Write(ConnectionUnderTest.Header);
        test.Connection.Write(ConnectionUnderTest.Message("1"));
        test.Connection.Close();

        Assert.EndsWith("</message></stream:stream>", await test.Peer.ReceiveAllAsync(), StringComparison.Ordinal);
        await test.Sink.ExpectAsync("disconnected Closed");
    }

    [Fact]
    public async Task A_closing_tag_that_nobody_answers_ends_the_connection_in_time()
    {
        await using var test = new ConnectionUnderTest();
        await test.Peer.SendAsync(Peer.Header + "</stream:stream>");
        await test.Sink.ExpectAsync("opened to capulet.example", "closed");

        await ConnectionUnderTest.UntilAsync(() => test.Inner.IsReaderHeld);
        test.Time.Advance(TimeSpan.FromSeconds(7));

        await test.Sink.ExpectAsync("disconnected TimedOut");
    }

    [Theory]
    [InlineData("")]
    [InlineData("<message id='1'><bo")]
    public async Task A_connection_that_ends_without_a_closing_tag_was_closed_by_the_peer(string last)
    {
        await using var test = new ConnectionUnderTest();
        await test.Peer.SendAsync(Peer.Header + last);

        await test.Peer.DisposeAsync();

        await test.Sink.ExpectAsync("opened to capulet.example", "disconnected ClosedByPeer");
    }

    [Fact]
    public async Task A_fault_of_the_peer_is_answered_and_the_rest_of_its_input_thrown_away()
    {
        await using var test = new ConnectionUnderTest();
        await test.Peer.SendAsync(Peer.Header + "<message id='1'></presence>");
        await test.Sink.ExpectAsync("opened to capulet.example", "error NotWellFormed");

        test.Connection.Close(new StreamError(StreamErrorCondition.NotWellFormed));
        await test.Peer.SendAsync("<message id='2'/></stream:stream>");

        Assert.EndsWith("</stream:error></stream:stream>", await test.Peer.ReceiveAllAsync(), StringComparison.Ordinal);
        await test.Peer.DisposeAsync();
        await test.Sink.ExpectAsync("disconnected Closed");
    }

    [Fact]
    public async Task A_closing_that_the_peer_does_not_read_ends_in_time()
    {
        await using var test = new ConnectionUnderTest(window: 1000);
        for (int i = 0; i < 20; i++)
            test.Connection.Write(ConnectionUnderTest.Message("1", bytes: 1000));

        await test.Peer.SendAsync(Peer.Header + "</stream:stream>");
        await test.Sink.ExpectAsync("opened to capulet.example", "closed");
        test.Connection.Close();
        test.Time.Advance(TimeSpan.FromSeconds(7));

        await test.Sink.ExpectAsync("disconnected TimedOut");
        await ConnectionUnderTest.UntilAsync(() => test.Buffers.Rented == 0);
    }
}
