using System.Buffers;
using System.Text;
using XmppActors.Transport.Xml;

namespace XmppActors.Transport.Tests.Xml;

public class StreamFramerTests
{
    private const string Header = "<?xml version='1.0'?><stream:stream from='juliet@im.example.com' to='im.example.com' version='1.0' "
        + "xml:lang='en' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";

    /// <summary>Whole streams of one side each, from RFC 6120 §9.1, RFC 6121 §§3–5, XEP-0114 and XEP-0198.</summary>
    public static TheoryData<string, StreamKind, string[]> Examples => new()
    {
        {
            Header + "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
            StreamKind.Client,
            ["<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"]
        },
        {
            Header + "<auth xmlns=\"urn:ietf:params:xml:ns:xmpp-sasl\"\n      mechanism=\"SCRAM-SHA-1\">biwsbj1qdWxpZXQscj1vTXNUQUF3QUFBQU1BQUFBTlAwVEFBQUFBQUJQVTBBQQ==</auth>\n",
            StreamKind.Client,
            ["<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism=\"SCRAM-SHA-1\">biwsbj1qdWxpZXQscj1vTXNUQUF3QUFBQU1BQUFBTlAwVEFBQUFBQUJQVTBBQQ==</auth>"]
        },
        {
            Header + """
            <iq id='yhc13a95' type='set'>
              <bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>
                <resource>balcony</resource>
              </bind>
            </iq>
            <message from='juliet@im.example.com/balcony' id='ju2ba41c' to='romeo@example.net' type='chat' xml:lang='en'>
              <body>Art thou not Romeo, and a Montague?</body>
            </message>
            </stream:stream>
            """,
            StreamKind.Client,
            [
                "<iq id='yhc13a95' type='set' xml:lang='en'>\n  <bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>\n    <resource>balcony</resource>\n  </bind>\n</iq>",
                "<message from='juliet@im.example.com/balcony' to='romeo@example.net' id='ju2ba41c' type='chat' xml:lang='en'>\n  <body>Art thou not Romeo, and a Montague?</body>\n</message>",
                "closed",
            ]
        },
        {
            "<stream:stream from='im.example.com' id='t7AMCin9zjMNwQKDnplntZPIDEI=' to='juliet@im.example.com' version='1.0' "
            + "xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>"
            + "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls></stream:features>"
            + "<stream:error><host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>",
            StreamKind.Client,
            [
                "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls></stream:features>",
                "<stream:error><host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>",
                "closed",
            ]
        },
        {
            "<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' to='plays.shakespeare.lit'>"
            + "<handshake>aaee83c26aeeafcbabeabfcbcd50df997e0a2a1e</handshake>"
            + "<message from='plays.shakespeare.lit' to='romeo@example.net'><body>ὣς φάτο</body></message>",
            StreamKind.Component,
            [
                "<handshake>aaee83c26aeeafcbabeabfcbcd50df997e0a2a1e</handshake>",
                "<message from='plays.shakespeare.lit' to='romeo@example.net'><body>ὣς φάτο</body></message>",
            ]
        },
        {
            Header + " <presence/>\n \t<r xmlns='urn:xmpp:sm:3'/><a xmlns='urn:xmpp:sm:3' h='1'/><presence type=\"unavailable\"></presence ></stream:stream >",
            StreamKind.Client,
            ["<presence xml:lang='en'/>", "<r xmlns='urn:xmpp:sm:3'/>", "<a xmlns='urn:xmpp:sm:3' h='1'/>", "<presence type='unavailable' xml:lang='en'/>", "closed"]
        },
        {
            Header + "<message to='romeo@example.net'><body><![CDATA[<b>&]]]]><![CDATA[>]]> &lt;&#x41;&#66;&amp;&gt;&quot;&apos; ] ]] ]&gt;</body>"
            + "<x xmlns='urn:x' a=' \"&#10;> ' b=\"'\"/></message>",
            StreamKind.Client,
            [
                "<message to='romeo@example.net' xml:lang='en'><body><![CDATA[<b>&]]]]><![CDATA[>]]> &lt;&#x41;&#66;&amp;&gt;&quot;&apos; ] ]] ]&gt;</body>"
                + "<x xmlns='urn:x' a=' \"&#10;> ' b=\"'\"/></message>",
            ]
        },
    };

    [Theory, MemberData(nameof(Examples))]
    public void Examples_are_read_alike_whole_cut_in_two_and_byte_by_byte(string stream, StreamKind kind, string[] expected)
    {
        var framed = Framed.ReadEachWay(stream, kind);

        Assert.Null(framed.Error);
        Assert.Single(framed.Headers);
        Assert.Equal(expected, framed.Frames.Skip(1));
    }

    [Fact]
    public void Input_may_come_in_segments_some_of_them_empty()
    {
        const string Element = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
        var bytes = Encoding.UTF8.GetBytes(Header + Element + "\n");
        for (int size = 1; size < 20; size++)
        {
            var buffer = Segments(bytes, size);
            var framer = new StreamFramer(new StreamLimits(), StreamKind.Client);

            Assert.Equal(FrameKind.StreamOpened, framer.Read(ref buffer));
            Assert.Equal(FrameKind.Element, framer.Read(ref buffer));
            Assert.Equal(Element, Framed.Text(output => framer.Element!.WriteTo(output, StreamFraming.Stream)));
            Assert.Equal(FrameKind.NeedMoreData, framer.Read(ref buffer));
            Assert.True(buffer.IsEmpty);
        }
    }

    [Fact] // RFC 6120 §4.3.3
    public void After_a_restart_a_new_header_begins_a_new_stream()
    {
        var framer = new StreamFramer(new StreamLimits(), StreamKind.Client);
        var first = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(Header + "<a xmlns='urn:a'/><half"));
        Assert.Equal(FrameKind.StreamOpened, framer.Read(ref first));
        Assert.Equal(FrameKind.Element, framer.Read(ref first));
        Assert.Equal(FrameKind.NeedMoreData, framer.Read(ref first));

        framer.Restart();
        var second = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes("\n" + Header.Replace("'en'", "'it'", StringComparison.Ordinal) + "<presence/>"));

        Assert.Equal(FrameKind.StreamOpened, framer.Read(ref second));
        Assert.Equal("it", framer.Header!.Lang);
        Assert.Equal(FrameKind.Stanza, framer.Read(ref second));
        Assert.Equal("it", framer.Stanza!.Lang);
    }

    [Fact]
    public void What_follows_the_closing_tag_is_ignored()
    {
        var framed = Framed.ReadEachWay(Header + "</stream:stream><presence/><<<");

        Assert.Null(framed.Error);
        Assert.Equal("closed", framed.Frames[^1]);
        Assert.Empty(framed.Stanzas);
    }

    private static ReadOnlySequence<byte> Segments(byte[] bytes, int size)
    {
        var first = new Segment(default, null);
        var last = first;
        for (int start = 0; start < bytes.Length; start += size)
            last = new Segment(default, new Segment(bytes.AsMemory(start, Math.Min(size, bytes.Length - start)), last));
        return new ReadOnlySequence<byte>(first, 0, last, 0);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        internal Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is null)
                return;
            previous.Next = this;
            RunningIndex = previous.RunningIndex + previous.Memory.Length;
        }
    }
}
