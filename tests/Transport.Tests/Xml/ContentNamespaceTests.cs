using System.Xml.Linq;
using XmppActors.Transport.Xml;

namespace XmppActors.Transport.Tests.Xml;

/// <summary>Bytes keep their meaning when they leave their stream for another one (RFC 6120 §4.8).</summary>
public class ContentNamespaceTests
{
    private const string Streams = "xmlns:stream='http://etherx.jabber.org/streams'";
    private const string ClientHeader = $"<stream:stream xmlns='jabber:client' {Streams} xmlns:h='urn:h' xmlns:g=\"urn:g\">";
    private const string ComponentHeader = $"<stream:stream xmlns='jabber:component:accept' {Streams}>";
    private const string PrefixedHeader = "<stream xmlns='http://etherx.jabber.org/streams' xmlns:c='jabber:client'>";

    [Theory]
    [InlineData("<message xmlns='jabber:client'><body/></message>", "<message><body/></message>")]
    [InlineData("<message xmlns=\"jabber:client\" id='1'><body/></message>", "<message id='1'><body/></message>")]
    [InlineData("<message><body xmlns='jabber:client'>x</body></message>", "<message><body>x</body></message>")]
    [InlineData("<message><body a='1'  xmlns='jabber:client' b='2'>x</body></message>", "<message><body a='1' b='2'>x</body></message>")]
    [InlineData("<message><body xmlns='jabber:client' /></message>", "<message><body /></message>")]
    [InlineData("<message><body xmlns='jabber:&#99;lient'/></message>", "<message><body/></message>")]
    [InlineData("<message xmlns:c='jabber:client'><c:body a='1'>x</c:body ></message>", "<message xmlns:c='jabber:client'><body a='1'>x</body ></message>")]
    [InlineData("<message xmlns:c='jabber:client'><c:body xmlns='jabber:client'/></message>", "<message xmlns:c='jabber:client'><body/></message>")]
    [InlineData("<message xmlns:c='jabber:client'><c:body xmlns='urn:x'/></message>", "<message xmlns:c='jabber:client'><c:body xmlns='urn:x'/></message>")]
    [InlineData("<c:message xmlns:c='jabber:client'><body/></c:message>", "<message xmlns:c='jabber:client'><body/></message>")]
    [InlineData("<c:message xmlns:c='jabber:client' xmlns='urn:d'><a/><c:body><b/></c:body><e xmlns=''/></c:message>",
        "<message xmlns:c='jabber:client'><a xmlns='urn:d'/><c:body xmlns='urn:d'><b/></c:body><e xmlns=''/></message>")]
    [InlineData("<c:message xmlns:c='jabber:client' xmlns=''><a/></c:message>", "<message xmlns:c='jabber:client'><a xmlns=''/></message>")]
    [InlineData("<c:message xmlns:c='jabber:client' xmlns=\"urn:'&quot;\"><a/></c:message>", "<message xmlns:c='jabber:client'><a xmlns='urn:&apos;&quot;'/></message>")]
    [InlineData("<presence><h:x/></presence>", "<presence xmlns:h='urn:h'><h:x/></presence>")]
    [InlineData("<presence><h:x><g:y/><h:z/></h:x></presence>", "<presence xmlns:h='urn:h' xmlns:g='urn:g'><h:x><g:y/><h:z/></h:x></presence>")]
    [InlineData("<presence h:a='1'/>", "<presence h:a='1' xmlns:h='urn:h'/>")]
    [InlineData("<presence><x g:a='1'/></presence>", "<presence xmlns:g='urn:g'><x g:a='1'/></presence>")]
    [InlineData("<presence xmlns:h='urn:own'><h:x/></presence>", "<presence xmlns:h='urn:own'><h:x/></presence>")]
    [InlineData("<presence><h:x xmlns:h='urn:own'/></presence>", "<presence><h:x xmlns:h='urn:own'/></presence>")]
    [InlineData("<presence><x xml:lang='en'/></presence>", "<presence><x xml:lang='en'/></presence>")]
    public void Client_stanzas_are_made_independent_of_their_stream(string stanza, string expected) =>
        AssertWritten(ClientHeader, StreamKind.Client, stanza, expected);

    [Theory]
    [InlineData("<message><body>x</body></message>", "<message><body>x</body></message>")]
    [InlineData("<message xmlns='jabber:component:accept'><body xmlns='jabber:component:accept'/></message>", "<message><body/></message>")]
    [InlineData("<message xmlns='jabber:client'><body/><error xmlns='jabber:client'/></message>", "<message><body/><error/></message>")]
    [InlineData("<message><body xmlns='jabber:client'>x</body></message>", "<message><body>x</body></message>")]
    [InlineData("<message><forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client'/></forwarded></message>",
        "<message><forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client'/></forwarded></message>")]
    public void Component_stanzas_become_client_stanzas(string stanza, string expected)
    {
        var framed = AssertWritten(ComponentHeader, StreamKind.Component, stanza, expected);

        Assert.All(framed.Stanzas[0].Children(), child => Assert.NotEqual(Namespaces.ComponentAccept, child.Name.NamespaceName));
    }

    [Theory] // RFC 6120 §4.8.4 allows the content namespace to be the prefixed one.
    [InlineData("<c:message id='1'><c:body>x</c:body></c:message>",
        "<message id='1' xmlns:c='jabber:client'><c:body xmlns='http://etherx.jabber.org/streams'>x</c:body></message>")]
    [InlineData("<message xmlns='jabber:client'><body>x</body></message>", "<message><body>x</body></message>")]
    [InlineData("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")]
    [InlineData("<features><x xmlns='urn:x'/></features>", "<stream:features><x xmlns='urn:x'/></stream:features>")]
    public void Streams_with_prefixed_content_are_read(string element, string expected) =>
        AssertWritten(PrefixedHeader, StreamKind.Client, element, expected);

    [Theory]
    [InlineData("<h:x a='1'><y/><h:z/></h:x>", "<x xmlns='urn:h' xmlns:h='urn:h' a='1'><y xmlns='jabber:client'/><h:z xmlns='jabber:client'/></x>")]
    [InlineData("<stream:error><x xmlns='urn:x'/><stream:y/></stream:error>",
        "<stream:error xmlns:stream='http://etherx.jabber.org/streams'><x xmlns='urn:x'/><stream:y/></stream:error>")]
    [InlineData("<a xmlns='urn:x'><b xmlns='jabber:client'/></a>", "<a xmlns='urn:x'><b xmlns='jabber:client'/></a>")]
    [InlineData("<foo xmlns='' b='2'/>", "<foo xmlns='' b='2'/>")]
    [InlineData("<foo/>", "<foo/>")]
    public void Other_elements_are_made_independent_too(string element, string expected) =>
        AssertWritten(ClientHeader, StreamKind.Client, element, expected);

    [Fact]
    public void Stanzas_of_another_content_namespace_are_no_stanzas()
    {
        var framed = Framed.Read(ClientHeader + "<message xmlns='jabber:server'/><message xmlns='urn:x'/><query/>");

        Assert.Empty(framed.Stanzas);
        Assert.Equal(
            [new("message", "jabber:server"), new("message", "urn:x"), new("query", "jabber:client")],
            framed.Elements.Select(e => e.Name));
    }

    private static Framed AssertWritten(string header, StreamKind kind, string element, string expected)
    {
        var framed = Framed.ReadEachWay(header + element, kind);

        Assert.Null(framed.Error);
        Assert.Equal(expected, framed.Frames[^1]);
        AssertMeansTheSame(header, element, framed.Frames[^1]);
        return framed;
    }

    private static void AssertMeansTheSame(string header, string element, string written)
    {
        var name = header[1..header.IndexOf(' ', StringComparison.Ordinal)];
        var original = XElement.Parse($"{header}{element}</{name}>", LoadOptions.PreserveWhitespace).Elements().Single();
        var copy = XElement.Parse($"{ClientHeader}{written}</stream:stream>", LoadOptions.PreserveWhitespace).Elements().Single();

        Assert.Equal(
            CanonicalXml.Of(original).Replace(Namespaces.ComponentAccept, Namespaces.Client, StringComparison.Ordinal),
            CanonicalXml.Of(copy));
    }
}
