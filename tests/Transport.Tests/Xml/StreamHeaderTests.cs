using System.Text;
using XmppActors.Transport.Xml;

namespace XmppActors.Transport.Tests.Xml;

public class StreamHeaderTests
{
    [Fact]
    public void A_header_is_written_as_it_is_read()
    {
        var header = new StreamHeader { From = "im.example.com", To = "juliet@im.example.com", Id = "a'<&>\"b", Version = "1.0", Lang = "en" };

        var written = Framed.Text(output => header.WriteTo(output, StreamFraming.Stream));
        var framed = Framed.ReadEachWay(written);

        Assert.StartsWith("<?xml version='1.0'?><stream:stream xmlns='jabber:client' ", written, StringComparison.Ordinal);
        Assert.Equal(header with { ByteCount = Encoding.UTF8.GetByteCount(written) }, framed.Headers[0]);
    }

    [Fact]
    public void An_open_element_is_written_for_WebSocket()
    {
        var header = new StreamHeader { From = "example.com", Id = "1", Version = "1.0" };

        Assert.Equal(
            "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' from='example.com' id='1' version='1.0'/>",
            Framed.Text(output => header.WriteTo(output, StreamFraming.WebSocket)));
    }

    [Fact]
    public void Attributes_of_other_namespaces_are_not_mistaken()
    {
        var framed = Framed.Read("<s:stream s:to='a' to='b' xml:id='c' xmlns='jabber:server' xmlns:s='http://etherx.jabber.org/streams' xmlns:db='jabber:server:dialback'>"
            + "<db:result to='x'>key</db:result>", StreamKind.Server);

        Assert.Equal(("b", null, "jabber:server"), (framed.Headers[0].To, framed.Headers[0].Id, framed.Headers[0].ContentNamespace));
        Assert.Equal(new XmlName("result", "jabber:server:dialback"), framed.Elements[0].Name);
        Assert.Equal("key", framed.Elements[0].Text);
    }

    [Theory]
    [InlineData(StreamErrorCondition.NotWellFormed, null, null, "<stream:error><not-well-formed xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>")]
    [InlineData(StreamErrorCondition.InvalidXml, null, null, "<stream:error><invalid-xml xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>")]
    [InlineData(StreamErrorCondition.Conflict, "a < b", null,
        "<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/><text xmlns='urn:ietf:params:xml:ns:xmpp-streams' xml:lang='en'>a &lt; b</text></stream:error>")]
    [InlineData(StreamErrorCondition.SeeOtherHost, null, "[2001:41D0:1:A49b::1]:9222",
        "<stream:error><see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>[2001:41D0:1:A49b::1]:9222</see-other-host></stream:error>")]
    public void Errors_are_spelled_as_in_the_RFC(StreamErrorCondition condition, string? text, string? host, string expected)
    {
        var error = new StreamError(condition, text, host);

        Assert.Equal(expected, Framed.Text(output => error.WriteTo(output, StreamFraming.Stream)));
        Assert.Equal(
            expected.Replace("<stream:error>", "<stream:error xmlns:stream='http://etherx.jabber.org/streams'>", StringComparison.Ordinal),
            Framed.Text(output => error.WriteTo(output, StreamFraming.WebSocket)));
    }
}
