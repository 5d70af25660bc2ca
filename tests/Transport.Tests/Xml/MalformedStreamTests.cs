using System.Text;
using XmppActors.Transport.Xml;
using static XmppActors.Transport.Xml.StreamErrorCondition;

namespace XmppActors.Transport.Tests.Xml;

public class MalformedStreamTests
{
    private const string Header =
        "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' xmlns:h='urn:h' to='im.example.com' version='1.0'>";

    [Theory]
    // Well-formedness: XML 1.0; RFC 6120 §11.3.
    [InlineData("<message><body>Hi</message>", NotWellFormed)]
    [InlineData("<message></message >x", BadFormat)]
    [InlineData("<message></ message>", NotWellFormed)]
    [InlineData("<message></messag>", NotWellFormed)]
    [InlineData("<message></messages>", NotWellFormed)]
    [InlineData("<message></message x='y'>", NotWellFormed)]
    [InlineData("<message/ >", NotWellFormed)]
    [InlineData("<message//>", NotWellFormed)]
    [InlineData("< message/>", NotWellFormed)]
    [InlineData("<1message/>", NotWellFormed)]
    [InlineData("<-message/>", NotWellFormed)]
    [InlineData("<mess&age/>", NotWellFormed)]
    [InlineData("<message<body/>", NotWellFormed)]
    [InlineData("<>", NotWellFormed)]
    [InlineData("<message to='a'id='b'/>", NotWellFormed)]
    [InlineData("<message to=a/>", NotWellFormed)]
    [InlineData("<message to/>", NotWellFormed)]
    [InlineData("<message to ='a' = 'b'/>", NotWellFormed)]
    [InlineData("<message to='a' to='b'/>", NotWellFormed)]
    [InlineData("<message to='<'/>", NotWellFormed)]
    [InlineData("<message to='a\x01'/>", NotWellFormed)]
    [InlineData("<message to='&'/>", NotWellFormed)]
    [InlineData("<message to='&#0;'/>", NotWellFormed)]
    [InlineData("<message 1to='a'/>", NotWellFormed)]
    [InlineData("<message \u00D7='a'/>", NotWellFormed)]
    [InlineData("<message><\u00D7/>", NotWellFormed)]
    [InlineData("<message><a\u00B7\u00D7/>", NotWellFormed)]
    [InlineData("<message><body>\x00</body></message>", NotWellFormed)]
    [InlineData("<message><body>\x1F</body></message>", NotWellFormed)]
    [InlineData("<message><body>\uFFFE</body></message>", NotWellFormed)]
    [InlineData("<message><body>\uFDD0\uFFFD\uFFFF</body></message>", NotWellFormed)]
    [InlineData("<message><body>a ]]> b</body></message>", NotWellFormed)]
    [InlineData("<message><body>]]]></body></message>", NotWellFormed)]
    [InlineData("<message><body>a & b</body></message>", NotWellFormed)]
    [InlineData("<message><body>&;</body></message>", NotWellFormed)]
    [InlineData("<message><body>&#;</body></message>", NotWellFormed)]
    [InlineData("<message><body>&#x;</body></message>", NotWellFormed)]
    [InlineData("<message><body>&#X41;</body></message>", NotWellFormed)]
    [InlineData("<message><body>&#xG;</body></message>", NotWellFormed)]
    [InlineData("<message><body>&#1f;</body></message>", NotWellFormed)]
    [InlineData("<message><body>&#x-1;</body></message>", NotWellFormed)]
    [InlineData("<message><body>&#+65;</body></message>", NotWellFormed)]
    [InlineData("<message><body>&#xD800;</body></message>", NotWellFormed)]
    [InlineData("<message><body>&#xFFFE;</body></message>", NotWellFormed)]
    [InlineData("<message><body>&#x110000;</body></message>", NotWellFormed)]
    [InlineData("<message><body>&#4294967361;</body></message>", NotWellFormed)]
    [InlineData("<message><body>&#11;</body></message>", NotWellFormed)]
    [InlineData("<message><body>&#38</body></message>", NotWellFormed)]
    [InlineData("<message><body>&1;</body></message>", NotWellFormed)]
    [InlineData("<message><body><![CDATA[\x02]]></body></message>", NotWellFormed)]
    [InlineData("<message><body><![cdata[x]]></body></message>", NotWellFormed)]
    [InlineData("<message><body><![CDATA x]]></body></message>", NotWellFormed)]
    [InlineData("<message><body><!></body></message>", NotWellFormed)]
    [InlineData("</stream:stream2>", NotWellFormed)]
    [InlineData("</stream>", NotWellFormed)]
    [InlineData("</stream:stream x=''>", NotWellFormed)]
    [InlineData("</message>", NotWellFormed)]
    // Namespaces: Namespaces in XML 1.0; RFC 6120 §4.9.3.2, §11.3.
    [InlineData("<message><p:body/></message>", BadNamespacePrefix)]
    [InlineData("<message p:x=''/>", BadNamespacePrefix)]
    [InlineData("<message><a xmlns:p='urn:p'/><p:b/></message>", BadNamespacePrefix)]
    [InlineData("<p:message/>", BadNamespacePrefix)]
    [InlineData("<message><xmlns:a/></message>", BadNamespacePrefix)]
    [InlineData("<s:error xmlns:s='http://etherx.jabber.org/streams' xmlns:stream='urn:x'/>", BadNamespacePrefix)]
    [InlineData("<message><a:b:c xmlns:a='urn:a'/></message>", NotWellFormed)]
    [InlineData("<message><:a/></message>", NotWellFormed)]
    [InlineData("<message><a: xmlns:a='urn:a'/></message>", NotWellFormed)]
    [InlineData("<message><a:1 xmlns:a='urn:a'/></message>", NotWellFormed)]
    [InlineData("<message :a=''/>", NotWellFormed)]
    [InlineData("<message xmlns:=''/>", NotWellFormed)]
    [InlineData("<message xmlns:p=''/>", NotWellFormed)]
    [InlineData("<message xmlns:xmlns='urn:x'/>", NotWellFormed)]
    [InlineData("<message xmlns:xml='urn:x'/>", NotWellFormed)]
    [InlineData("<message xmlns:p='http://www.w3.org/XML/1998/namespace'/>", NotWellFormed)]
    [InlineData("<message xmlns:p='http://www.w3.org/2000/xmlns/'/>", NotWellFormed)]
    [InlineData("<message><a xmlns='http://www.w3.org/XML/1998/namespace'/></message>", NotWellFormed)]
    [InlineData("<message><a xmlns='http://www.w3.org/2000/xmlns&#47;'/></message>", NotWellFormed)]
    [InlineData("<message xmlns:a='urn:a' xmlns:b='urn:a' a:x='' b:x=''/>", NotWellFormed)]
    [InlineData("<message xmlns:a='urn:h' a:x='' h:x=''/>", NotWellFormed)]
    [InlineData("<message xmlns:a='urn:&#97;' xmlns:b='urn:a' a:x='' b:x=''/>", NotWellFormed)]
    [InlineData("<message xmlns='jabber:client' xmlns='jabber:client'/>", NotWellFormed)]
    // Restricted XML: RFC 6120 §11.1.
    [InlineData("<!-- romeo -->", RestrictedXml)]
    [InlineData("<message><!-- romeo --></message>", RestrictedXml)]
    [InlineData("<message><?romeo?></message>", RestrictedXml)]
    [InlineData("<?romeo?>", RestrictedXml)]
    [InlineData("<?xml version='1.0'?>", RestrictedXml)]
    [InlineData("<!DOCTYPE a>", RestrictedXml)]
    [InlineData("<message><!ENTITY a 'b'></message>", RestrictedXml)]
    [InlineData("<message><body>&nbsp;</body></message>", RestrictedXml)]
    [InlineData("<message to='&romeo;'/>", RestrictedXml)]
    // What stands between elements: RFC 6120 §4.9.3.1.
    [InlineData("Romeo", BadFormat)]
    [InlineData(" &#32;", BadFormat)]
    [InlineData("<![CDATA[ ]]>", BadFormat)]
    [InlineData("<stream:stream xmlns:stream='http://etherx.jabber.org/streams'>", BadFormat)]
    public void Malformed_content_ends_the_stream_alike_however_it_is_cut(string content, StreamErrorCondition expected)
    {
        var framed = Framed.ReadEachWay(Header + content);

        Assert.Equal(expected, framed.Error?.Condition);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n", NotWellFormed)]
    [InlineData("\x16\x03\x01", NotWellFormed)]
    [InlineData("<?xml version='1.0'><stream:stream ?>", NotWellFormed)]
    [InlineData("<?xml encoding='UTF-8'?>", NotWellFormed)]
    [InlineData("<?xml version='1.1'?>", NotWellFormed)]
    [InlineData("<?xml version='1.0' standalone='maybe'?>", NotWellFormed)]
    [InlineData("<?xml version='1.0' standalone='yes' encoding='UTF-8'?>", NotWellFormed)]
    [InlineData("<?xml version='1.0'encoding='UTF-8'?>", NotWellFormed)]
    [InlineData("<?xml version='1.0' encoding='ISO-8859-1'?>", UnsupportedEncoding)]
    [InlineData("<?xml version='1.0' encoding='UTF-16'?>", UnsupportedEncoding)]
    [InlineData("<?xml version='1.0'?><?xml version='1.0'?>", RestrictedXml)]
    [InlineData("<?xml-stylesheet href='x'?>", RestrictedXml)]
    [InlineData("<!DOCTYPE stream>", RestrictedXml)]
    [InlineData("<!-- a --><stream:stream>", RestrictedXml)]
    [InlineData("</stream:stream>", NotWellFormed)]
    [InlineData("<message/>", BadFormat)]
    [InlineData("<html>", BadFormat)]
    [InlineData("<stream:stream xmlns='jabber:client'>", BadNamespacePrefix)]
    [InlineData("<stream xmlns='jabber:client'>", BadNamespacePrefix)]
    [InlineData("<stream:stream xmlns='jabber:client' xmlns:stream='http://wrong.namespace.example.org/'>", InvalidNamespace)]
    [InlineData("<stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams'>", InvalidNamespace)]
    [InlineData("<stream:stream xmlns:stream='http://etherx.jabber.org/streams'>", InvalidNamespace)]
    [InlineData("<stream:features xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>", BadFormat)]
    [InlineData("<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'/>", BadFormat)]
    [InlineData("<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='&host;'>", RestrictedXml)]
    public void Malformed_headers_end_the_stream_before_it_begins(string stream, StreamErrorCondition expected)
    {
        var framed = Framed.ReadEachWay(stream);

        Assert.Empty(framed.Frames);
        Assert.Equal(expected, framed.Error?.Condition);
    }

    [Theory]
    [InlineData(StreamKind.Client, "jabber:client", true)]
    [InlineData(StreamKind.Client, "jabber:component:accept", false)]
    [InlineData(StreamKind.Server, "jabber:server", true)]
    [InlineData(StreamKind.Server, "jabber:client", false)]
    [InlineData(StreamKind.Component, "jabber:component:accept", true)]
    [InlineData(StreamKind.Component, "jabber:component:connect", true)]
    [InlineData(StreamKind.Component, "jabber:client", true)] // XEP-0225
    [InlineData(StreamKind.Component, "jabber:server", false)]
    public void Each_kind_of_stream_has_its_content_namespace(StreamKind kind, string content, bool isAccepted)
    {
        var framed = Framed.Read($"<stream:stream xmlns='{content}' xmlns:stream='http://etherx.jabber.org/streams'>", kind);

        Assert.Equal(isAccepted ? null : InvalidNamespace, framed.Error?.Condition);
    }

    public static TheoryData<byte[]> InvalidUtf8 => new(
        [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xC3, 0x28], [0xE0, 0x80, 0x80], [0xE2, 0x82, 0x28], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],
        [0xF0, 0x80, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFE], [0xFF]);

    [Theory, MemberData(nameof(InvalidUtf8))] // RFC 6120 §4.9.3.22
    public void Bytes_that_are_no_UTF8_end_the_stream_wherever_they_stand(byte[] invalid)
    {
        foreach (var content in (string[])["<message><body>*</body></message>", "<message a='*'/>", "<message><*/></message>", "<message><a*/></message>"])
        {
            byte[][] parts = [.. content.Split('*').Select(Encoding.UTF8.GetBytes)];

            var framed = Framed.ReadEachWay([.. Encoding.UTF8.GetBytes(Header), .. parts[0], .. invalid, .. parts[1]]);

            Assert.Equal(UnsupportedEncoding, framed.Error?.Condition);
        }
    }

    [Fact]
    public void Streams_in_UTF16_are_recognised_as_such()
    {
        foreach (var encoding in (Encoding[])[Encoding.Unicode, Encoding.BigEndianUnicode])
        {
            Assert.Equal(UnsupportedEncoding, Framed.ReadEachWay(encoding.GetBytes("<?xml version='1.0'?>")).Error?.Condition);
            Assert.Equal(
                UnsupportedEncoding,
                Framed.ReadEachWay([.. encoding.GetPreamble(), .. encoding.GetBytes("<?xml version='1.0'?>")]).Error?.Condition);
        }
    }

    [Fact]
    public void A_broken_stream_stays_broken()
    {
        var framed = Framed.Read([Encoding.UTF8.GetBytes(Header + "<a></b>"), Encoding.UTF8.GetBytes("<message/>")]);

        Assert.Equal(NotWellFormed, framed.Error?.Condition);
        Assert.Empty(framed.Stanzas);
    }
}
