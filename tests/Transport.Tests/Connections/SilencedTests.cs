namespace XmppActors.Transport.Tests.Connections;

/// <summary>A node that may not act any more, since others may have taken its place, sends nothing more.</summary>
public sealed class SilencedTests
{
    [Fact]
    public async Task Nothing_leaves_a_node_that_may_not_send_and_the_connection_ends()
    {
        var maySend = true;
        await using var test = new ConnectionUnderTest(maySend: () => maySend);
        test.Connection.Write(ConnectionUnderTest.Header);
        test.Connection.Write(ConnectionUnderTest.Message("before"));
        await test.Peer.ReceiveUntilAsync("</message>");

        maySend = false;
        test.Connection.Write(ConnectionUnderTest.Message("after"));

        await test.Sink.ExpectAsync("disconnected Aborted");
        Assert.Equal("", await test.Peer.ReceiveAllAsync());
    }
}
