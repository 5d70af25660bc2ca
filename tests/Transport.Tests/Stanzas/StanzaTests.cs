using System.Text;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Tests.Xml;
using XmppActors.Transport.Xml;

namespace XmppActors.Transport.Tests.Stanzas;

public class StanzaTests
{
    private static readonly FullJid Juliet = FullJid.Parse("juliet@im.example.com/balcony");
    private static readonly BareJid Romeo = BareJid.Parse("romeo@example.net");

    [Fact]
    public void The_start_tag_is_taken_apart()
    {
        var stanza = Read("<message id='a&amp;b' x='1' type='chat' to='romeo@example.net' xml:lang='it' from='juliet@im.example.com/balcony'><body/></message>");

        Assert.Equal((StanzaKind.Message, StanzaType.Chat), (stanza.Kind, stanza.Type));
        Assert.Equal(Romeo, stanza.To);
        Assert.Equal(Juliet, stanza.From);
        Assert.Equal(("a&b", "it"), (stanza.Id, stanza.Lang));
        Assert.Equal("a&amp;b", Encoding.UTF8.GetString(stanza.IdBytes.Span));
        Assert.Equal("<body/>", Encoding.UTF8.GetString(stanza.Payload.Span));
        Assert.Equal(
            "<message from='juliet@im.example.com/balcony' to='romeo@example.net' id='a&amp;b' type='chat' x='1' xml:lang='it'><body/></message>",
            Written(stanza));
    }

    [Theory] // RFC 6120 §8.2.3; RFC 6121 §4.7.1, §5.2.2
    [InlineData("message", null, StanzaType.None)]
    [InlineData("message", "normal", StanzaType.Normal)]
    [InlineData("message", "chat", StanzaType.Chat)]
    [InlineData("message", "groupchat", StanzaType.Groupchat)]
    [InlineData("message", "headline", StanzaType.Headline)]
    [InlineData("message", "error", StanzaType.Error)]
    [InlineData("message", "get", StanzaType.Unknown)]
    [InlineData("message", "Chat", StanzaType.Unknown)]
    [InlineData("message", "&#99;hat", StanzaType.Chat)]
    [InlineData("presence", null, StanzaType.None)]
    [InlineData("presence", "error", StanzaType.Error)]
    [InlineData("presence", "unavailable", StanzaType.Unavailable)]
    [InlineData("presence", "subscribe", StanzaType.Subscribe)]
    [InlineData("presence", "subscribed", StanzaType.Subscribed)]
    [InlineData("presence", "unsubscribe", StanzaType.Unsubscribe)]
    [InlineData("presence", "unsubscribed", StanzaType.Unsubscribed)]
    [InlineData("presence", "probe", StanzaType.Probe)]
    [InlineData("presence", "available", StanzaType.Unknown)]
    [InlineData("iq", null, StanzaType.None)]
    [InlineData("iq", "get", StanzaType.Get)]
    [InlineData("iq", "set", StanzaType.Set)]
    [InlineData("iq", "result", StanzaType.Result)]
    [InlineData("iq", "error", StanzaType.Error)]
    [InlineData("iq", "chat", StanzaType.Unknown)]
    public void Types_are_those_of_the_stanzas_kind_and_are_written_again(string kind, string? type, StanzaType expected)
    {
        var stanza = Read(type is null ? $"<{kind}/>" : $"<{kind} type='{type}'/>");

        Assert.Equal(expected, stanza.Type);
        Assert.Equal(type is null ? $"<{kind}/>" : $"<{kind} type='{type.Replace("&#99;", "c", StringComparison.Ordinal)}'/>", Written(stanza));
    }

    [Theory]
    [InlineData(StanzaType.None, StanzaType.Normal)]
    [InlineData(StanzaType.Normal, StanzaType.Normal)]
    [InlineData(StanzaType.Headline, StanzaType.Headline)]
    public void A_message_without_a_type_is_normal(StanzaType type, StanzaType expected)
    {
        Assert.Equal(expected, Stanza.Create(StanzaKind.Message, type, null, null, null).EffectiveMessageType);
        Assert.Equal(StanzaType.Normal, Read("<message type='letter'/>").EffectiveMessageType);
    }

    [Theory] // RFC 6120 §8.3.3.8
    [InlineData("<message to='@example.com'/>", true, false)]
    [InlineData("<message to=''/>", true, false)]
    [InlineData("<message to='a b@example.com'/>", true, false)]
    [InlineData("<message to='a@b@c/'/>", true, false)]
    [InlineData("<message from=\"o&apos;neil'@\"/>", false, true)]
    [InlineData("<message to='romeo@example.net' from='juliet'/>", false, false)]
    public void An_address_that_is_none_is_told_apart_from_absence(string text, bool isToMalformed, bool isFromMalformed)
    {
        var stanza = Read(text);

        Assert.Equal((isToMalformed, isFromMalformed), (stanza.HasMalformedTo, stanza.HasMalformedFrom));
        Assert.True(!isToMalformed || stanza.To is null);
        if (!text.Contains("to=''", StringComparison.Ordinal))
            Assert.Equal(text.Length, Written(stanza).Length);
    }

    [Fact]
    public void References_in_addresses_are_resolved()
    {
        var stanza = Read("<message to='romeo@example.net/a&amp;b&#x27;'/>");

        Assert.Equal("romeo@example.net/a&b'", stanza.To!.Value);
        Assert.Equal("<message to='romeo@example.net/a&amp;b&apos;'/>", Written(stanza));
    }

    [Theory]
    [InlineData("<iq id=\"it's\"/>", "it's")]
    [InlineData("<iq id='say \"it\"'/>", "say \"it\"")]
    [InlineData("<iq id='&apos;&quot;'/>", "'\"")]
    public void Ids_are_quoted_as_they_need(string text, string id)
    {
        var stanza = Read(text);

        Assert.Equal(id, stanza.Id);
        Assert.Equal(text, Written(stanza));
    }

    [Fact]
    public void Other_addresses_leave_everything_else()
    {
        var stanza = Read("<message to='@' type='letter' id='1' x='y'><body>b</body></message>");

        Assert.Equal("<message from='juliet@im.example.com/balcony' to='@' id='1' type='letter' x='y'><body>b</body></message>", Written(stanza.WithFrom(Juliet)));
        Assert.Equal("<message to='romeo@example.net' id='1' type='letter' x='y'><body>b</body></message>", Written(stanza.WithTo(Romeo)));
        var both = stanza.With(Juliet, Romeo);
        Assert.Equal("<message from='juliet@im.example.com/balcony' to='romeo@example.net' id='1' type='letter' x='y'><body>b</body></message>", Written(both));
        Assert.False(both.HasMalformedTo);
        Assert.True(stanza.HasMalformedTo);
        Assert.Equal(stanza.ByteCount, both.ByteCount);
        Assert.Equal("<message id='1' type='letter' x='y'><body>b</body></message>", Written(both.With(null, null)));
    }

    [Theory]
    [InlineData("<iq/>", null, null)]
    [InlineData("<iq>text</iq>", null, null)]
    [InlineData("<iq><![CDATA[<a/>]]></iq>", null, null)]
    [InlineData("<iq><query xmlns='jabber:iq:roster'/></iq>", "query", "jabber:iq:roster")]
    [InlineData("<iq> text <![CDATA[<x>]]> <query xmlns = \"jabber:iq:roster\"><item/></query><other/></iq>", "query", "jabber:iq:roster")]
    [InlineData("<iq><body/></iq>", "body", "jabber:client")]
    [InlineData("<iq><p:ping xmlns:p='urn:xmpp:ping'/></iq>", "ping", "urn:xmpp:ping")]
    [InlineData("<iq xmlns:p='urn:xmpp:ping'><p:ping/></iq>", "ping", "urn:xmpp:ping")]
    [InlineData("<iq><h:ping/></iq>", "ping", "urn:h")]
    [InlineData("<iq><ping xmlns='urn:xmpp:&#112;ing'/></iq>", "ping", "urn:xmpp:ping")]
    [InlineData("<iq><x xmlns=''/></iq>", "x", "")]
    [InlineData("<iq><x\nxmlns\t=\n'urn:x'\n>a</x></iq>", "x", "urn:x")]
    public void The_payloads_name_is_found_without_a_tree(string text, string? localName, string? ns)
    {
        var stanza = Read(text);

        Assert.Equal(localName is null ? null : new XmlName(localName, ns!), stanza.PayloadName);
        Assert.Equal(localName, stanza.FirstChild()?.Name.LocalName);
        Assert.Equal(ns, stanza.FirstChild()?.Name.NamespaceName);
    }

    [Fact]
    public void Names_seen_again_are_the_same_strings()
    {
        const string Text = "<iq><query xmlns='jabber:iq:roster'/></iq>";

        Assert.Same(Read(Text).PayloadName!.Value.Namespace, Read(Text).PayloadName!.Value.Namespace);
    }

    [Fact] // RFC 6120 §8.1.5
    public void A_stanza_without_a_language_has_that_of_its_stream()
    {
        var framed = Framed.Read("<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' xml:lang='fr'><message/><message xml:lang='de'/><a xmlns='urn:a'/>");

        Assert.Equal(["fr", "de"], framed.Stanzas.Select(s => s.Lang));
        Assert.Equal(["<message xml:lang='fr'/>", "<message xml:lang='de'/>", "<a xmlns='urn:a'/>"], framed.Frames.Skip(1));
    }

    [Fact]
    public void What_is_measured_is_what_is_written()
    {
        byte[] large = Encoding.UTF8.GetBytes($"<body>{new string('x', 10_000)}</body>");
        Stanza[] stanzas =
        [
            Stanza.Create(StanzaKind.Presence, StanzaType.None, null, null, null),
            Stanza.Create(StanzaKind.Iq, StanzaType.Get, Juliet, Romeo, "it's \"1\"", "<ping xmlns='urn:xmpp:ping'/>"u8.ToArray(), "en"),
            Stanza.Create(StanzaKind.Message, StanzaType.Groupchat, Juliet, Romeo, "1", large),
        ];

        foreach (var stanza in stanzas)
        {
            foreach (var framing in Enum.GetValues<StreamFraming>())
            {
                var written = Framed.Text(output => stanza.WriteTo(output, framing));

                Assert.Equal(StanzaWriter.Measure(stanza, framing), Encoding.UTF8.GetByteCount(written));
                Assert.Equal(framing == StreamFraming.WebSocket, written.Contains("xmlns='jabber:client'", StringComparison.Ordinal));
            }
            Assert.Equal(StanzaWriter.Measure(stanza, StreamFraming.Stream), stanza.ByteCount);
        }
    }

    private static Stanza Read(string stanza)
    {
        var framed = Framed.ReadEachWay("<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' xmlns:h='urn:h'>" + stanza);
        Assert.Null(framed.Error);
        Assert.Equal(Encoding.UTF8.GetByteCount(stanza), framed.Stanzas[0].ByteCount);
        return framed.Stanzas[0];
    }

    private static string Written(Stanza stanza) => Framed.Text(output => stanza.WriteTo(output, StreamFraming.Stream));
}
