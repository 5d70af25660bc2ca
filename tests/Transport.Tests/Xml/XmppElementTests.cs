using System.Xml.Linq;
using XmppActors.Transport.Xml;

namespace XmppActors.Transport.Tests.Xml;

public class XmppElementTests
{
    private static readonly XNamespace Tls = "urn:ietf:params:xml:ns:xmpp-tls";
    private static readonly XNamespace Streams = Namespaces.Streams;

    [Fact]
    public void An_element_from_a_tree_is_written_with_its_namespace()
    {
        var element = XmppElement.From(new XElement(Tls + "starttls", new XElement(Tls + "required"), new XElement("plain")));

        Assert.Equal(new XmlName("starttls", Tls.NamespaceName), element.Name);
        Assert.Equal("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/><plain xmlns=''/></starttls>", Written(element));
        Assert.Equal(Written(element).Length, element.ByteCount);
    }

    [Fact]
    public void Features_rely_on_the_stream_header_for_their_prefix_but_over_WebSocket()
    {
        var features = XmppElement.From(new XElement(Streams + "features", new XElement(Tls + "starttls")));

        Assert.Equal("<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>", Written(features));
        Assert.Equal(
            "<stream:features xmlns:stream='http://etherx.jabber.org/streams'><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>",
            Framed.Text(output => features.WriteTo(output, StreamFraming.WebSocket)));
    }

    [Fact]
    public void An_answer_written_in_the_code_is_taken_apart()
    {
        var failure = XmppElement.FromUtf8(
            "<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl' xml:lang=\"en\"><not-authorized/></failure>"u8,
            new("failure", "urn:ietf:params:xml:ns:xmpp-sasl"));

        Assert.Equal("<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl' xml:lang='en'><not-authorized/></failure>", Written(failure));
        Assert.Equal("en", failure.Attribute("xml:lang"));
        Assert.Null(failure.Attribute("lang"));
        Assert.Equal("{urn:ietf:params:xml:ns:xmpp-sasl}not-authorized", failure.FirstChild()!.Name.ToString());
    }

    [Fact]
    public void A_handshake_inherits_the_content_namespace()
    {
        var handshake = XmppElement.FromUtf8("<handshake/>"u8, new("handshake", Namespaces.ComponentAccept));

        Assert.Equal("<handshake/>", Written(handshake));
    }

    [Fact]
    public void A_small_element_is_made_with_attributes_and_text()
    {
        var element = XmppElement.Create(new("failed", "urn:xmpp:sm:3"), "<&>", ("h", "7"), ("why", "'\"\n"));

        Assert.Equal("<failed xmlns='urn:xmpp:sm:3' h='7' why='&apos;&quot;&#10;'>&lt;&amp;&gt;</failed>", Written(element));
        Assert.Equal("<&>", element.Text);
        Assert.Equal("'\"\n", element.Attribute("why"));
        Assert.Equal("7", element.ToXElement().Attribute("h")!.Value);
    }

    [Fact]
    public void Text_is_that_of_the_element_alone()
    {
        var framed = Framed.Read(
            "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'><a xmlns='urn:a'>1&amp;<b>2</b><![CDATA[<3>]]>\r\n</a>");

        Assert.Equal("1&<3>\n", framed.Elements[0].Text);
        Assert.True(XNode.DeepEquals(XElement.Parse("<a xmlns='urn:a'>1&amp;<b>2</b>&lt;3>\n</a>", LoadOptions.PreserveWhitespace), Stripped(framed.Elements[0].ToXElement())));
    }

    [Fact]
    public void A_credential_is_not_shown_by_ToString()
    {
        Assert.Equal("{urn:x}auth", XmppElement.Create(new("auth", "urn:x"), "secret").ToString());
    }

    private static XElement Stripped(XElement element) => XElement.Parse(element.ToString(SaveOptions.DisableFormatting), LoadOptions.PreserveWhitespace);

    private static string Written(XmppElement element) => Framed.Text(output => element.WriteTo(output, StreamFraming.Stream));
}
