using System.Xml.Linq;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Transport.Tests.Xml;

/// <summary>Trees to bytes and back.</summary>
public class TreeTests
{
    [Theory]
    [InlineData("<x xmlns='urn:x'/>")]
    [InlineData("<x xmlns='urn:x' a='1' b=' &quot;&lt;&#10;&#9;'><y>t</y><y xmlns=''/>tail</x>")]
    [InlineData("<x xmlns='urn:x' xmlns:p='urn:p' p:a='1'><y p:b='2' xml:lang='de'><p:z xmlns:p='urn:q' p:c='3'/></y></x>")]
    [InlineData("<p:x xmlns:p='urn:p'><p:y xmlns='urn:d'><z/></p:y></p:x>")]
    [InlineData("<x>\n <y/> text &amp; <![CDATA[<&]]> more\n</x>")]
    [InlineData("<x xmlns='urn:x' xmlns:ns1='urn:n'><ns1:a xmlns:m='urn:m' m:ns1='' ns1:m=''/></x>")]
    [InlineData("<body xmlns='jabber:client'>x</body>")]
    [InlineData("<x xmlns='urn:x' xmlns:xml='http://www.w3.org/XML/1998/namespace' xml:space='preserve'/>")]
    public void A_tree_survives_being_written_and_read(string xml)
    {
        var tree = XElement.Parse(xml, LoadOptions.PreserveWhitespace);

        var stanza = Stanza.Create(StanzaKind.Message, StanzaType.None, null, null, null, tree);
        var read = stanza.FirstChild()!;

        Assert.Equal(CanonicalXml.Of(tree), CanonicalXml.Of(read));
        Assert.Equal(new XmlName(tree.Name.LocalName, tree.Name.NamespaceName), stanza.PayloadName);
        AssertFramedAlike(stanza);
    }

    [Fact]
    public void Prefixes_declared_outside_of_what_is_written_are_made_up_anew()
    {
        var outer = XElement.Parse("<a xmlns:p='urn:p'><b p:x='1' p:y='2'/></a>");

        var stanza = Stanza.Create(StanzaKind.Iq, StanzaType.Set, null, null, "1", outer.Element("b")!);

        Assert.Equal("2", stanza.FirstChild()!.Attribute(XName.Get("y", "urn:p"))!.Value);
        AssertFramedAlike(stanza);
    }

    [Fact]
    public void Children_in_the_content_namespace_are_written_without_it()
    {
        XNamespace client = Namespaces.Client;

        var stanza = Stanza.Create(StanzaKind.Message, StanzaType.Chat, null, null, null,
            new XElement(client + "body", "Hi"), new XElement(XName.Get("x", "urn:x"), new XElement(client + "y")));

        Assert.Equal(
            "<message type='chat'><body>Hi</body><x xmlns='urn:x'><y xmlns='jabber:client'/></x></message>",
            Framed.Text(output => stanza.WriteTo(output, StreamFraming.Stream)));
        Assert.Equal(["{jabber:client}body", "{urn:x}x"], stanza.Children().Select(c => c.Name.ToString()));
    }

    [Fact]
    public void Comments_and_instructions_are_not_written()
    {
        var tree = new XElement("x", new XComment("no"), new XProcessingInstruction("no", "no"), "yes");

        Assert.Equal("<x xmlns=''>yes</x>", Framed.Text(output => TreeWriter.WriteElement(output, tree, Namespaces.Client)));
    }

    [Fact]
    public void Characters_that_XML_forbids_are_replaced_when_written()
    {
        var stanza = Stanza.Create(StanzaKind.Message, StanzaType.None, null, null, "\x01\uFFFF'\"", new XElement("x", "\0\uD800\uFFFE\r]]>\U0001F600"));

        Assert.Equal("\uFFFD\uFFFD'\"", stanza.Id);
        Assert.Equal("\uFFFD\uFFFD\uFFFD\r]]>\U0001F600", stanza.FirstChild()!.Value);
        AssertFramedAlike(stanza);
    }

    [Fact]
    public void Only_as_much_of_a_payload_is_read_as_is_asked_for()
    {
        var stanza = Stanza.Create(StanzaKind.Message, StanzaType.None, null, null, null, "text<a><b/></a><c/>"u8.ToArray());

        Assert.Equal("<a xmlns=\"jabber:client\"><b /></a>", stanza.FirstChild()!.ToString(SaveOptions.DisableFormatting));
        Assert.Equal(2, stanza.Children().Count);
    }

    [Fact] // System.Xml's reader would throw: a peer could send it.
    public void A_tree_is_built_of_all_that_the_framer_accepts()
    {
        var framed = Framed.Read("<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'><iq><x xmlns='urn:x' xml:space='other'/></iq>");

        Assert.Equal("other", framed.Stanzas[0].FirstChild()!.Attribute(XNamespace.Xml + "space")!.Value);
    }

    private static void AssertFramedAlike(Stanza stanza)
    {
        var written = Framed.Text(output => stanza.WriteTo(output, StreamFraming.Stream));
        var framed = Framed.Read("<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>" + written);

        Assert.Null(framed.Error);
        Assert.Equal(written, framed.Frames[1]);
        Assert.Equal(stanza.ByteCount, framed.Stanzas[0].ByteCount);
        Assert.Equal(stanza.Children().Select(CanonicalXml.Of), framed.Stanzas[0].Children().Select(CanonicalXml.Of));
    }
}
