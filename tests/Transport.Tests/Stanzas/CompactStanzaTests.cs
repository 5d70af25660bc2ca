using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Tests.Xml;
using XmppActors.Transport.Xml;

namespace XmppActors.Transport.Tests.Stanzas;

public class CompactStanzaTests
{
    private static readonly string[] Texts =
    [
        "<presence/>",
        "<message to='romeo@example.net' from='juliet@im.example.com/balcony' id='a&amp;b' type='chat' xml:lang='it'><body>O</body></message>",
        "<message to=\"juliet@im.example.com/it's &lt;here&gt; &amp; there\" id=\"it's\" x='1'/>",
        "<message to='ünï@bücher.example/ré sumé'><body>a &amp; b</body></message>",
        "<message to='@' from='a@b@c' type='love'/>",
        "<message to='' type=''/>",
        "<iq type='get' id='1'><h:ping/></iq>",
        "<iq type='set' id='2'>text<![CDATA[<x>]]><query xmlns='jabber:iq:roster'><item/></query></iq>",
    ];

    public static TheoryData<string> Stanzas() => [.. Texts];

    [Theory, MemberData(nameof(Stanzas))]
    public void A_stanza_arrives_as_it_left(string xml)
    {
        var sent = Read(xml);

        Assert.True(CompactStanza.TryRead(Written(sent), out var arrived));

        Assert.Equal((sent.Kind, sent.Type, sent.ByteCount), (arrived.Kind, arrived.Type, arrived.ByteCount));
        Assert.Equal((sent.To, sent.From), (arrived.To, arrived.From));
        Assert.Equal((sent.HasMalformedTo, sent.HasMalformedFrom), (arrived.HasMalformedTo, arrived.HasMalformedFrom));
        Assert.Equal((sent.Id, sent.Lang, sent.PayloadName), (arrived.Id, arrived.Lang, arrived.PayloadName));
        Assert.Equal(Text(sent), Text(arrived));
        Assert.Equal(Text(sent.WithTo(null)), Text(arrived.WithTo(null)));
    }

    [Fact]
    public void Addresses_are_found_and_not_made()
    {
        var sent = Read("<message to='romeo@example.net/orchard'/>");

        Assert.True(CompactStanza.TryRead(Written(sent), out var arrived));

        Assert.Same(sent.To, arrived.To);
    }

    [Fact]
    public void A_stanza_keeps_its_origin_over_nodes_and_other_addresses()
    {
        var origin = new StanzaOrigin(ulong.MaxValue - 1, uint.MaxValue, Behind: 300, Gap: 2);
        var sent = Read(Texts[1]);
        sent.Stamp(origin);

        var whole = Written(sent.WithFrom(sent.To).WithTo(null));
        Assert.True(CompactStanza.TryRead(whole, out var arrived));

        Assert.Equal(origin, arrived.Origin);
        Assert.Equal(origin, arrived.With(null, null).Origin);
        Assert.True(arrived.WithOrigin(default).Origin.IsNone);
        Assert.False(CompactStanza.TryRead(whole.AsMemory(0, whole.Length - 1), out _));
    }

    [Fact]
    public void What_follows_the_last_known_field_is_skipped()
    {
        byte[] longer = [.. Written(Read(Texts[1])), 1, 2, 3];

        Assert.True(CompactStanza.TryRead(longer, out var arrived));
        Assert.Equal(Text(Read(Texts[1])), Text(arrived));
    }

    [Theory, MemberData(nameof(Stanzas))]
    public void What_is_cut_off_is_no_stanza(string xml)
    {
        var whole = Written(Read(xml));

        for (var length = 0; length < whole.Length; length++)
            Assert.False(CompactStanza.TryRead(whole.AsMemory(0, length), out _));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void What_is_damaged_is_another_stanza_or_none(int seed)
    {
        var random = new Random(seed);
        foreach (var xml in Texts)
        {
            var whole = Written(Read(xml));
            for (var i = 0; i < 500; i++)
            {
                var damaged = whole.ToArray();
                for (var changes = random.Next(1, 4); changes > 0; changes--)
                    damaged[random.Next(damaged.Length)] = (byte)random.Next(256);

                if (CompactStanza.TryRead(damaged, out var stanza))
                    Assert.True(Enum.IsDefined(stanza.Type) && Enum.IsDefined(stanza.Kind));
            }
        }
    }

    [Fact]
    public void The_form_on_the_wire_stays() => Assert.Equal(
        "00-00-02-3A-07-61-40-62-2E-63-6F-6D-00-00-01-31-00-07-3C-62-6F-64-79-2F-3E",
        BitConverter.ToString(Written(Stanza.Create(
            StanzaKind.Message, StanzaType.Chat, null, BareJid.Parse("a@b.com"), "1", "<body/>"u8.ToArray()))));

    private static byte[] Written(Stanza stanza)
    {
        var bytes = new byte[CompactStanza.Measure(stanza)];
        Assert.Equal(bytes.Length, CompactStanza.Write(stanza, bytes));
        return bytes;
    }

    private static Stanza Read(string stanza) => Framed.ReadEachWay(
        "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' xmlns:h='urn:h'>" + stanza).Stanzas[0];

    private static string Text(Stanza stanza) => Framed.Text(output => stanza.WriteTo(output, StreamFraming.Stream));
}
