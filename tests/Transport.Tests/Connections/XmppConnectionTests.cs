using XmppActors.Transport.Connections;
using XmppActors.Transport.Xml;

namespace XmppActors.Transport.Tests.Connections;

public sealed class XmppConnectionTests
{
    [Fact]
    public async Task Items_arrive_in_order_and_one_at_a_time()
    {
        await using var test = new ConnectionUnderTest();

        await test.Peer.SendAsync(Peer.Header + "<auth xmlns='urn:example'/><message id='1'/><iq id='2' type='get'/></stream:stream>");

        await test.Sink.ExpectAsync("opened to capulet.example", "auth", "Message 1", "Iq 2", "closed");
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
        Assert.Equal(Enumerable.Range(0, 100), System.Text.RegularExpressions.Regex.Matches(all, "id='m([0-9]+)'").Select(m => int.Parse(m.Groups[1].ValueSpan)));
    }
}
