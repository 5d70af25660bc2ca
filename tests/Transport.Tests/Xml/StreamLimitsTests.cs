using System.Buffers;
using System.Globalization;
using System.Text;
using XmppActors.Transport.Xml;

namespace XmppActors.Transport.Tests.Xml;

public class StreamLimitsTests
{
    private const string Header = "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";

    private static readonly StreamLimits Small = new(StanzaBytes: 100, HeaderBytes: 100, Depth: 4, Attributes: 3);

    [Theory]
    [InlineData("<message><body>*</body></message>")]
    [InlineData("<message id='*'/>")]
    [InlineData("<*/>")]
    [InlineData("<a></a*>")]
    [InlineData("<a*></a>")]
    [InlineData("<message><body><![CDATA[*]]></body></message>")]
    [InlineData("<message xmlns='*'/>")]
    public void An_element_may_be_as_long_as_the_limit_and_no_longer(string format)
    {
        char filler = format.Contains("a*", StringComparison.Ordinal) ? ' ' : 'x';
        var longest = format.Replace("*", new string(filler, 101 - format.Length), StringComparison.Ordinal);
        var tooLong = format.Replace("*", new string(filler, 102 - format.Length), StringComparison.Ordinal);

        var accepted = Framed.ReadEachWay(Header + longest, limits: Small);
        var refused = Framed.ReadEachWay(Header + tooLong, limits: Small);

        Assert.Null(accepted.Error);
        Assert.Equal(2, accepted.Frames.Count);
        Assert.Equal(StreamErrorCondition.PolicyViolation, refused.Error?.Condition);
    }

    [Theory]
    [InlineData("<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='aaaaaaaaa'>", null)]
    [InlineData("<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='aaaaaaaaaa'>", StreamErrorCondition.PolicyViolation)]
    [InlineData("<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>", StreamErrorCondition.PolicyViolation)]
    [InlineData("<?xml version='1.0'                                                                                 ?>", StreamErrorCondition.PolicyViolation)]
    public void A_header_is_limited_with_its_declaration(string header, StreamErrorCondition? expected)
    {
        Assert.Equal(expected, Framed.ReadEachWay(header, limits: Small).Error?.Condition);
    }

    [Fact]
    public void A_header_counts_its_declaration()
    {
        const string Declaration = "<?xml version='1.0'?>\n";

        var framed = Framed.Read(Declaration + Header);

        Assert.Equal(Declaration.Length - 1 + Header.Length, framed.Headers[0].ByteCount);
    }

    [Theory]
    [InlineData("<message><a><b><c/></b></a></message>", null)]
    [InlineData("<message><a><b><c><d/></c></b></a></message>", StreamErrorCondition.PolicyViolation)]
    [InlineData("<message id='1' to='2' a='3'/>", null)]
    [InlineData("<message id='1' to='2' a='3' b='4'/>", StreamErrorCondition.PolicyViolation)]
    [InlineData("<message><a id='1' to='2' a='3' b='4'/></message>", StreamErrorCondition.PolicyViolation)]
    public void Depth_and_attributes_are_limited(string content, StreamErrorCondition? expected)
    {
        Assert.Equal(expected, Framed.ReadEachWay(Header + content, limits: Small).Error?.Condition);
    }

    [Fact]
    public void Prefixes_in_scope_are_limited()
    {
        var limits = new StreamLimits(Attributes: 3);
        var content = string.Concat(Enumerable.Range(0, 5).Select(i => string.Create(
            CultureInfo.InvariantCulture, $"<a xmlns:a{i}='urn:a' xmlns:b{i}='urn:b' xmlns:c{i}='urn:c'>")));

        Assert.Equal(StreamErrorCondition.PolicyViolation, Framed.ReadEachWay(Header + content, limits: limits).Error?.Condition);
    }

    [Fact] // What is written may be longer than what was read; it must not be much longer.
    public void Namespaces_made_explicit_count_towards_the_length()
    {
        var limits = new StreamLimits(StanzaBytes: 10_000);
        var content = $"<c:message xmlns:c='jabber:client' xmlns='urn:{new string('x', 1000)}'>{string.Concat(Enumerable.Repeat("<a/>", 1000))}</c:message>";

        Assert.Equal(StreamErrorCondition.PolicyViolation, Framed.Read(Header + content, limits: limits).Error?.Condition);
    }

    [Fact]
    public void Limits_raised_after_authentication_hold_from_the_next_element_on()
    {
        var framer = new StreamFramer(Small with { HeaderBytes = 1000 }, StreamKind.Client);
        var stanza = $"<message><body>{new string('x', 200)}</body></message>";
        var input = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(Header + stanza));

        Assert.Equal(FrameKind.StreamOpened, framer.Read(ref input));
        framer.Limits = new StreamLimits();

        Assert.Equal(FrameKind.Stanza, framer.Read(ref input));
        Assert.Equal(stanza.Length, framer.Stanza!.ByteCount);
    }

    [Theory]
    [InlineData("<message><body>*</body></message>", 'x')]
    [InlineData("<message><*></*></message>", 'x')]
    [InlineData("<message id='*'/>", 'x')]
    [InlineData("<message><body>&#*65;</body></message>", '0')]
    [InlineData("<message><body>*</body></message>", ']')]
    [InlineData("<message *to='a'/>", ' ')]
    [InlineData("<message><body><![CDATA[*]]></body></message>", ']')]
    public void A_long_stanza_that_comes_byte_by_byte_takes_time_in_proportion(string format, char filler)
    {
        // Byte by byte, anything quadratic in 120 000 bytes would take minutes.
        var content = format.Replace("*", new string(filler, 120_000 / (format.Split('*').Length - 1)), StringComparison.Ordinal);

        var framed = Framed.ReadByteByByte(Encoding.UTF8.GetBytes(Header + content), limits: new StreamLimits());

        Assert.Null(framed.Error);
        Assert.Equal(2, framed.Frames.Count);
    }

    [Fact]
    public void Between_elements_nothing_is_held_and_a_repeated_stanza_allocates_little_more_than_itself()
    {
        var framer = new StreamFramer(new StreamLimits(), StreamKind.Client);
        var stanza = Encoding.UTF8.GetBytes("<message to='juliet@im.example.com' id='1' type='chat'><body>Art thou not Romeo?</body></message>");
        var input = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(Header));
        framer.Read(ref input);
        const int Rounds = 1000;

        long before = 0;
        for (int i = -Rounds; i < Rounds; i++)
        {
            if (i == 0)
                before = GC.GetAllocatedBytesForCurrentThread();
            input = new ReadOnlySequence<byte>(stanza);
            framer.Read(ref input);
        }
        long perStanza = (GC.GetAllocatedBytesForCurrentThread() - before) / Rounds;

        Assert.InRange(perStanza, 1, stanza.Length + 200);
    }
}
