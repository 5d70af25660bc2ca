using System.Text;
using XmppActors.Transport.Addresses;

namespace XmppActors.Transport.Tests.Addresses;

public sealed class AddressProfileTests
{
    [Theory] // RFC 7622 §3.5, table 1.
    [InlineData("juliet@example.com", "juliet@example.com")]
    [InlineData("juliet@example.com/foo", "juliet@example.com/foo")]
    [InlineData("juliet@example.com/foo bar", "juliet@example.com/foo bar")]
    [InlineData("juliet@example.com/foo@bar", "juliet@example.com/foo@bar")]
    [InlineData("foo\\20bar@example.com", "foo\\20bar@example.com")]
    [InlineData("fussball@example.com", "fussball@example.com")]
    [InlineData("fu\u00dfball@example.com", "fu\u00dfball@example.com")]
    [InlineData("\u03c0@example.com", "\u03c0@example.com")]
    [InlineData("\u03a3@example.com/foo", "\u03c3@example.com/foo")]
    [InlineData("\u03c3@example.com/foo", "\u03c3@example.com/foo")]
    [InlineData("\u03c2@example.com/foo", "\u03c2@example.com/foo")]
    [InlineData("king@example.com/\u265a", "king@example.com/\u265a")]
    [InlineData("example.com", "example.com")]
    [InlineData("example.com/foobar", "example.com/foobar")]
    [InlineData("a.example.com/b@example.net", "a.example.com/b@example.net")]
    [InlineData("juliet@example.com/ foo", "juliet@example.com/ foo")] // In table 2, but OpaqueString allows it: ResourcepartProfile says why.
    public void Addresses_of_RFC_7622(string text, string normalised)
    {
        Assert.True(Jid.TryParse(text, out var jid));

        Assert.Equal(normalised, jid.Value);
    }

    [Theory] // RFC 7622 §3.5, table 2.
    [InlineData("\"juliet\"@example.com")]
    [InlineData("foo bar@example.com")]
    [InlineData("@example.com/")]
    [InlineData("henry\u2163@example.com")]
    [InlineData("\u265a@example.com")]
    [InlineData("juliet@")]
    [InlineData("/foobar")]
    public void No_addresses_of_RFC_7622(string text)
    {
        Assert.False(Jid.TryParse(text, out _));
    }

    [Theory] // RFC 8265 §3.5 and what follows from §3.3.
    [InlineData("juliet@example.com", "juliet@example.com")]
    [InlineData("fussball", "fussball")]
    [InlineData("fu\u00dfball", "fu\u00dfball")]
    [InlineData("\u03c0", "\u03c0")]
    [InlineData("\u03a3", "\u03c3")]
    [InlineData("\u03c2", "\u03c2")]
    [InlineData("foo bar", null)]
    [InlineData("", null)]
    [InlineData("henry\u2163", null)]
    [InlineData("\u265a", null)]
    [InlineData("\u039f\u0394\u039f\u03a3", "\u03bf\u03b4\u03bf\u03c2")] // A capital sigma that ends a word.
    [InlineData("\u039f\u03a3\u039f\u03a3", "\u03bf\u03c3\u03bf\u03c2")]
    [InlineData("\uff2a\uff55\uff4c\uff49\uff45\uff54", "juliet")] // Full width.
    [InlineData("\u0130", "i\u0307")]
    [InlineData("e\u0301", "\u00e9")]
    [InlineData("\uff76\uff9e", "\u30ac")] // Half width, then composed.
    [InlineData("\u1112\u1161\u11ab", null)] // Old Hangul jamo are refused before they could be composed.
    [InlineData("\u212b", null)] // Angstrom sign: has a compatible equivalent.
    [InlineData("\u00aa", null)]
    [InlineData("a\u00ad", null)]
    [InlineData("\u0378", null)] // Unassigned.
    [InlineData("\ufdd0", null)]
    [InlineData("\ue000", null)]
    public void User_names_are_case_mapped(string text, string? expected)
    {
        Assert.Equal(expected is not null, UsernameCaseMapped.TryEnforce(text, out var username));
        Assert.Equal(expected, username);
    }

    [Theory] // RFC 5892 appendix A.
    [InlineData("l\u00b7l", true)]
    [InlineData("a\u00b7l", false)]
    [InlineData("\u00b7", false)]
    [InlineData("\u0375\u03b1", true)]
    [InlineData("\u0375a", false)]
    [InlineData("\u05d0\u05f3", true)]
    [InlineData("a\u05f4", false)]
    [InlineData("\u30ab\u30fb", true)]
    [InlineData("a\u30fb", false)]
    [InlineData("\u0627\u0660\u0661", true)]
    [InlineData("\u0627\u0660\u06f1", false)]
    [InlineData("\u0627\u06f0\u06f1", true)]
    [InlineData("\u0915\u094d\u200d\u0937", true)] // A joiner after a virama.
    [InlineData("\u0915\u200d\u0937", false)]
    [InlineData("\u0646\u0627\u0645\u0647\u200c\u0627\u06cc", true)] // A non-joiner between a dual and a right joining letter.
    [InlineData("\u0627\u200c\u0627", false)]
    [InlineData("\u0628\u064b\u200c\u064b\u0628", true)] // Transparent marks are looked through.
    [InlineData("\u200c", false)]
    [InlineData("a\u200cb", false)]
    public void Contextual_rules(string text, bool isAllowed)
    {
        Assert.Equal(isAllowed, UsernameCaseMapped.TryEnforce(text, out _));
    }

    [Theory] // RFC 5893 §2.
    [InlineData("\u05d0\u05d1\u05d2", true)]
    [InlineData("\u05d0\u05d12", true)]
    [InlineData("2\u05d0", false)] // Condition 1.
    [InlineData("\u05d0a\u05d1", false)] // Condition 2.
    [InlineData("\u05d0-", false)] // Condition 3.
    [InlineData("\u05d0\u05b0", true)]
    [InlineData("\u06271\u0661", false)] // Condition 4.
    [InlineData("a\u05d0", false)] // Condition 5.
    [InlineData("a-", true)] // No code point from right to left: the rule does not apply.
    public void The_Bidi_Rule(string text, bool isAllowed)
    {
        Assert.Equal(isAllowed, UsernameCaseMapped.TryEnforce(text, out _));
    }

    [Theory] // RFC 8265 §4.3.
    [InlineData("correct horse battery staple", "correct horse battery staple")]
    [InlineData("Correct Horse Battery Staple", "Correct Horse Battery Staple")]
    [InlineData("\u03c0\u00df\u00e5", "\u03c0\u00df\u00e5")]
    [InlineData("Jack of \u2666s", "Jack of \u2666s")]
    [InlineData("foo\u1680bar", "foo bar")]
    [InlineData("\u00a0\u3000", "  ")]
    [InlineData("A\u030a", "\u00c5")]
    [InlineData("\uff21", "\uff21")]
    [InlineData("\ud83d\ude00", "\ud83d\ude00")]
    [InlineData("", null)]
    [InlineData("my cat is a \u0009by", null)]
    [InlineData("\u0085", null)]
    [InlineData("\ufffe", null)]
    public void Opaque_strings_keep_their_case(string text, string? expected)
    {
        Assert.Equal(expected is not null, OpaqueString.TryEnforce(text, out var opaque));
        Assert.Equal(expected, opaque);
    }

    [Theory]
    [InlineData("B\u00dcCHER.example", "b\u00fccher.example")]
    [InlineData("xn--bcher-kva.example", "b\u00fccher.example")]
    [InlineData("XN--BCHER-KVA.Example", "b\u00fccher.example")]
    [InlineData("fa\u00df.example", "fa\u00df.example")]
    [InlineData("xn--fa-hia.example", "fa\u00df.example")]
    [InlineData("\uff45\uff58\uff0e\uff43\uff4f\uff4d", "ex.com")]
    [InlineData("\u4f8b\u3048\uff61\u30c6\u30b9\u30c8\u3002", "\u4f8b\u3048.\u30c6\u30b9\u30c8")]
    [InlineData("xn--mgba3gch31f060k.example", "\u0646\u0627\u0645\u0647\u200c\u0627\u06cc.example")]
    [InlineData("\u05d0\u05d1.example", "\u05d0\u05d1.example")]
    [InlineData("1.\u05d0\u05d1.example", null)] // Every label of a name with one from right to left is under the Bidi Rule.
    [InlineData("\u2603.example", null)]
    [InlineData("\ud83d\ude00.example", null)]
    [InlineData("\u0301a.example", null)]
    [InlineData("-\u00fc.example", null)]
    [InlineData("\u00fc-.example", null)]
    [InlineData("\u00fca--b.example", null)]
    [InlineData("b\u00fccher..example", null)]
    [InlineData("\u3002", null)]
    [InlineData("xn--.example", null)]
    [InlineData("xn--abc-.example", null)]
    [InlineData("xn--zzzzzzzzzzzzzz.example", null)]
    [InlineData("xn--99999999.example", null)]
    [InlineData("xn--n3h.example", null)] // The snowman again.
    [InlineData("xn--bcher-2pa.example", null)] // An A-label of a capital letter.
    [InlineData("b\u00fccher_.example", null)]
    [InlineData("b\u00fc cher.example", null)]
    public void Domains_are_written_with_U_labels(string text, string? expected)
    {
        Assert.Equal(expected is not null, DomainpartProfile.TryPrepare(text, out var domainpart));
        Assert.Equal(expected, domainpart);
    }

    [Fact]
    public void Each_part_has_its_bound()
    {
        var label = new string('a', 63);

        Assert.True(Jid.TryParse(new string('a', 1023) + "@example.com/" + new string('b', 1023), out _));
        Assert.False(Jid.TryParse(new string('a', 1024) + "@example.com", out _));
        Assert.False(Jid.TryParse("example.com/" + new string('b', 1024), out _));
        Assert.True(Jid.TryParse("example.com/" + new string('\u00e9', 511), out _));
        Assert.False(Jid.TryParse("example.com/" + new string('\u00e9', 512), out _));
        Assert.True(Jid.TryParse(string.Concat(Enumerable.Repeat("e\u0301", 511)) + "@example.com", out _)); // Counted after composition.
        Assert.True(Jid.TryParse($"{label}.{label}.{label}.{label[..61]}", out _));
        Assert.False(Jid.TryParse($"{label}.{label}.{label}.{label[..62]}", out _));
        Assert.False(Jid.TryParse(label + "a.example", out _));
        Assert.False(Jid.TryParse(new string('\u00fc', 60) + ".example", out _)); // 63 is counted in the A-label.
    }

    [Fact]
    public void A_lone_surrogate_is_no_character()
    {
        Assert.False(Jid.TryParse("a\ud800@example.com", out _));
        Assert.False(Jid.TryParse("example.com/\udc00x", out _));
        Assert.False(Jid.TryParse("example.com/" + new string('x', 200) + "\ud800", out _));
        Assert.False(BareJid.TryCreate("a\ud800", "example.com", out _));
        Assert.False(OpaqueString.TryEnforce("\ud800", out _));
        Assert.False(Jid.TryParse([.. "example.com/"u8, 0xED, 0xA0, 0x80], out _));
        Assert.False(Jid.TryParse([.. "example.com/"u8, 0xC0, 0xAF], out _));
    }

    [Fact]
    public void Hostile_lengths_are_refused_before_any_work()
    {
        var hostile = Encoding.UTF8.GetBytes(new string('\u0327', 1_000_000));

        Assert.False(Jid.TryParse(hostile, out _));
        Assert.False(Jid.TryParse(new string('@', 1_000_000), out _));
    }

    [Fact]
    public void Preparing_twice_is_preparing_once()
    {
        var random = new Random(7622);
        var accepted = 0;
        for (var round = 0; round < 40_000; round++)
        {
            var text = RandomText(random);
            if (LocalpartProfile.TryPrepare(text, out var localpart))
            {
                accepted++;
                Assert.True(LocalpartProfile.TryPrepare(localpart, out var again), Escaped(text));
                Assert.Equal(localpart, again);
            }
            if (ResourcepartProfile.TryPrepare(text, out var resourcepart))
            {
                accepted++;
                Assert.True(ResourcepartProfile.TryPrepare(resourcepart, out var again), Escaped(text));
                Assert.Equal(resourcepart, again);
            }
            if (DomainpartProfile.TryPrepare(text, out var domainpart))
            {
                accepted++;
                Assert.True(DomainpartProfile.TryPrepare(domainpart, out var again), Escaped(text));
                Assert.Equal(domainpart, again);
            }
        }

        Assert.InRange(accepted, 20_000, int.MaxValue);
    }

    private static readonly (int First, int Last)[] Blocks =
    [
        (0x21, 0x7E), (0xA0, 0x24F), (0x300, 0x36F), (0x370, 0x3FF), (0x400, 0x52F), (0x590, 0x5FF), (0x600, 0x6FF), (0x900, 0x97F),
        (0x10A0, 0x10FF), (0x1100, 0x11FF), (0x1E00, 0x1FFF), (0x2000, 0x206F), (0x2100, 0x214F), (0x3040, 0x30FF), (0xAC00, 0xAD00),
        (0xFB00, 0xFDFF), (0xFF00, 0xFFEF), (0x10400, 0x1044F), (0x1D400, 0x1D4FF), (0x1E900, 0x1E95F), (0x1F600, 0x1F64F),
    ];

    private static string RandomText(Random random)
    {
        var text = new StringBuilder();
        var (first, last) = Blocks[random.Next(Blocks.Length)];
        for (var length = random.Next(1, 7); length > 0; length--)
        {
            if (random.Next(4) == 0)
                (first, last) = Blocks[random.Next(Blocks.Length)];
            text.Append(new Rune(random.Next(first, last + 1)));
        }
        return text.ToString();
    }

    private static string Escaped(string text) => string.Join(' ', text.EnumerateRunes().Select(rune => $"U+{rune.Value:X4}"));
}
