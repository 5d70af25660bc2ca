using System.Buffers;
using System.Text;
using XmppActors.Transport.Xml;

namespace XmppActors.Transport.Tests.Xml;

/// <summary>RFC 7395 §3.3: each message is one element, which declares everything itself.</summary>
public class WebSocketFramingTests
{
    private const string Open = "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='example.com' version='1.0' xml:lang='en'/>";

    [Fact]
    public void A_stream_opens_carries_stanzas_and_closes()
    {
        var (found, framer) = Read(
            Open,
            "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AA==</auth>",
            "<message xmlns='jabber:client' to='romeo@example.net'><body>Hi</body></message>",
            "<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>");

        Assert.Equal([FrameKind.StreamOpened, FrameKind.Element, FrameKind.Stanza, FrameKind.StreamClosed], found);
        Assert.Equal(("example.com", "1.0", "en", "jabber:client"), (framer.Header!.To, framer.Header.Version, framer.Header.Lang, framer.Header.ContentNamespace));
        Assert.Equal(Open.Length, framer.Header.ByteCount);
    }

    [Fact]
    public void A_message_may_come_in_fragments()
    {
        var stanza = Encoding.UTF8.GetBytes("<message xmlns='jabber:client' to='romeo@example.net'><body>Hi</body></message>");
        for (int at = 1; at < stanza.Length; at++)
        {
            var framer = Opened();

            var start = new ReadOnlySequence<byte>(stanza[..at]);
            Assert.Equal(FrameKind.NeedMoreData, framer.Read(ref start, isEndOfMessage: false));
            var end = new ReadOnlySequence<byte>(stanza[at..]);

            Assert.Equal(FrameKind.Stanza, framer.Read(ref end, isEndOfMessage: true));
            Assert.Equal(
                "<message xmlns='jabber:client' to='romeo@example.net' xml:lang='en'><body>Hi</body></message>",
                Framed.Text(output => framer.Stanza!.WriteTo(output, StreamFraming.WebSocket)));
        }
    }

    [Fact]
    public void Features_and_errors_declare_their_prefix()
    {
        var features = "<stream:features xmlns:stream='http://etherx.jabber.org/streams'><sm xmlns='urn:xmpp:sm:3'/></stream:features>";

        var (found, framer) = Read(Open, features);

        Assert.Equal([FrameKind.StreamOpened, FrameKind.Element], found);
        Assert.Equal(new XmlName("features", Namespaces.Streams), framer.Element!.Name);
        Assert.Equal("sm", framer.Element.FirstChild()!.Name.LocalName);
        Assert.Equal(features, Framed.Text(output => framer.Element.WriteTo(output, StreamFraming.WebSocket)));
    }

    [Theory]
    [InlineData("<message xmlns='jabber:client'>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<message xmlns='jabber:client'/><presence xmlns='jabber:client'/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("</stream:stream>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<", StreamErrorCondition.NotWellFormed)]
    [InlineData("<stream:features/>", StreamErrorCondition.BadNamespacePrefix)]
    [InlineData("<!-- -->", StreamErrorCondition.RestrictedXml)]
    [InlineData("text", StreamErrorCondition.BadFormat)]
    public void A_message_that_is_not_one_element_ends_the_stream(string message, StreamErrorCondition expected)
    {
        var (found, framer) = Read(Open, message);

        Assert.Equal(FrameKind.Error, found[^1]);
        Assert.Equal(expected, framer.Error?.Condition);
    }

    [Theory]
    [InlineData("<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'/>", StreamErrorCondition.BadFormat)]
    [InlineData("<open xmlns='urn:x'/>", StreamErrorCondition.BadFormat)]
    [InlineData("<message xmlns='jabber:client'/>", StreamErrorCondition.BadFormat)]
    public void A_stream_begins_with_open(string message, StreamErrorCondition expected)
    {
        var (found, framer) = Read(message);

        Assert.Equal([FrameKind.Error], found);
        Assert.Equal(expected, framer.Error?.Condition);
    }

    [Fact]
    public void White_space_around_an_element_is_no_element()
    {
        var (found, _) = Read(Open, " ", "", " <presence xmlns='jabber:client'/>\n", "<presence xmlns='jabber:client'/>");

        Assert.Equal([FrameKind.StreamOpened, FrameKind.Stanza, FrameKind.Stanza], found);
    }

    [Fact]
    public void A_stream_restarts_with_another_open()
    {
        var framer = Opened();

        framer.Restart();
        var again = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(Open.Replace("example.com", "example.net", StringComparison.Ordinal)));

        Assert.Equal(FrameKind.StreamOpened, framer.Read(ref again, isEndOfMessage: true));
        Assert.Equal("example.net", framer.Header!.To);
    }

    private static StreamFramer Opened()
    {
        var framer = new StreamFramer(new StreamLimits(), StreamKind.Client, StreamFraming.WebSocket);
        var open = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(Open));
        Assert.Equal(FrameKind.StreamOpened, framer.Read(ref open, isEndOfMessage: true));
        return framer;
    }

    private static (List<FrameKind> Found, StreamFramer Framer) Read(params string[] messages)
    {
        var framer = new StreamFramer(new StreamLimits(), StreamKind.Client, StreamFraming.WebSocket);
        var found = new List<FrameKind>();
        foreach (var message in messages)
        {
            var buffer = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(message));
            do
            {
                var kind = framer.Read(ref buffer, isEndOfMessage: true);
                if (kind != FrameKind.NeedMoreData)
                    found.Add(kind);
            }
            while (!buffer.IsEmpty && found[^1] != FrameKind.Error);
        }
        return (found, framer);
    }
}
