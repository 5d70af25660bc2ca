using System.Text;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Tests.Xml;

namespace XmppActors.Transport.Tests.Stanzas;

public class PayloadPathTests
{
    private const string Nodes = "{http://jabber.org/protocol/pubsub}pubsub/*/@node";

    [Theory]
    [InlineData("thread", "<body>b</body><thread>t1</thread>", "t1")]
    [InlineData("thread", "<thread parent='p'>t1</thread>", "t1")]
    [InlineData("thread", "<body>&lt;thread>no&lt;/thread></body>", null)]
    [InlineData("thread", "<x xmlns='x'><thread>no</thread></x>", null)]
    [InlineData("thread", "<thread xmlns='x'>no</thread><thread>yes</thread>", "yes")]
    [InlineData("thread", "<thread/><thread>second</thread>", "second")]
    [InlineData("thread", "<thread></thread>", null)]
    [InlineData("thread", "<thread>a&amp;b</thread>", "a&b")]
    [InlineData("thread", "<thread>a<![CDATA[&]]>b</thread>", "a&b")]
    [InlineData("thread", "<body><![CDATA[<thread>no</thread>]]></body><thread>t</thread>", "t")]
    [InlineData("thread/@parent", "<thread parent='p'>t1</thread>", "p")]
    [InlineData("thread/@parent", "<thread parent='a&#38;b'/>", "a&b")]
    [InlineData("{q}a/b/@c", "<a xmlns='q'><b c='1'/></a>", "1")]
    [InlineData("{q}a/b/@c", "<p:a xmlns:p='q'><b c='0'/><p:b c='1'/></p:a>", "1")]
    [InlineData("{q}a/{r}b/@c", "<a xmlns='q'><b c='0'/><b xmlns='r' c='1'/></a>", "1")]
    [InlineData("{q}a/b/@c", "<a xmlns='q'><x><b c='0'/></x><b d='>' c='1'/></a>", "1")]
    [InlineData("{q}a/b/@c", "<a xmlns='q'/><b c='0'/><a xmlns='q'><b c='1'/></a>", "1")]
    [InlineData("{q}a/b", "<a xmlns='q'><x><y/></x><b>text</b></a>", "text")]
    [InlineData("{a&b}a/@c", "<a xmlns='a&amp;b' c='1'/>", "1")]
    [InlineData(Nodes, "<pubsub xmlns='http://jabber.org/protocol/pubsub'><create/><publish node='n'><item id='1'/></publish></pubsub>", "n")]
    [InlineData(Nodes, "<pubsub xmlns='http://jabber.org/protocol/pubsub'><publish><item node='no'/></publish></pubsub>", null)]
    public void Leads_to_a_text(string path, string payload, string? expected)
    {
        var stanza = Parse($"<message>{payload}</message>");

        var isFound = PayloadPath.Parse(path).TryFind(stanza, out var utf8);

        Assert.Equal(expected, isFound ? Encoding.UTF8.GetString(utf8) : null);
    }

    [Fact]
    public void Prefixes_of_the_stream_header_are_known()
    {
        var stanza = Parse("<message xmlns:p='q'><p:a c='1'/></message>");

        Assert.True(PayloadPath.Parse("{q}a/@c").TryFind(stanza, out var utf8));
        Assert.Equal("1", Encoding.UTF8.GetString(utf8));
    }

    [Theory]
    [InlineData("")]
    [InlineData("@a")]
    [InlineData("a/")]
    [InlineData("/a")]
    [InlineData("a//b")]
    [InlineData("{q")]
    [InlineData("{q}")]
    [InlineData("a/@b/c")]
    [InlineData("a b")]
    [InlineData("a/@")]
    [InlineData("a/b/c/d/e/f/g/h/i")]
    public void What_is_no_path_is_refused(string text) => Assert.False(PayloadPath.TryParse(text, out _));

    private static Stanza Parse(string xml) =>
        Framed.Read("<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>" + xml).Stanzas.Single();
}
