using XmppActors.Actors.Streams.Settling;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Tests.Streams.Settling;

public sealed class UnsettledStanzasTest
{
    [Fact]
    public void What_an_earlier_stream_has_read_says_that_it_comes_again()
    {
        var continued = new UnsettledStanzas(7, static _ => null, prefix: 4) { RepeatedTo = 6 };
        Stanza[] stanzas = [Message(), Message(), Message()];

        foreach (var stanza in stanzas) continued.Add(stanza);

        Assert.Equal([5u, 6u, 7u], stanzas.Select(stanza => stanza.Origin.Number));
        Assert.Equal([true, true, false], stanzas.Select(stanza => stanza.Origin.IsRepeated));

        static Stanza Message() => Stanza.Create(
            StanzaKind.Message, StanzaType.Chat, BareJid.Parse("romeo@montague.example"), BareJid.Parse("globe@echo.example"), "m");
    }

    [Fact]
    public void The_prefix_waits_for_the_oldest()
    {
        var unsettled = Create();
        Add(unsettled, "a", "b", "a");

        Assert.NotNull(unsettled.Settle(2));
        Assert.Equal((0u, 2, 3), (unsettled.Prefix, unsettled.Count, unsettled.Span));
        Assert.NotNull(unsettled.Settle(1));
        Assert.Equal((2u, 1, 1), (unsettled.Prefix, unsettled.Count, unsettled.Span));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(1u)]
    [InlineData(4u)]
    [InlineData(uint.MaxValue)]
    public void What_is_not_kept_cannot_be_settled(uint number)
    {
        var unsettled = Create();
        Add(unsettled, "a", "b", "a");
        unsettled.Settle(1);

        Assert.Null(unsettled.Settle(number));
    }

    [Fact]
    public void A_stanza_names_the_one_before_it_to_the_same_address_unless_that_is_settled()
    {
        var unsettled = Create();
        var added = Add(unsettled, "a", "b", "a");
        unsettled.Settle(2);
        added.AddRange(Add(unsettled, "b", "a"));

        Assert.Equal([0, 0, 2, 0, 2], added.Select(stanza => (int)stanza.Origin.Gap));
    }

    [Fact]
    public void What_is_sent_again_begins_a_new_order()
    {
        var unsettled = Create();
        Add(unsettled, "a", "a", "a", "b");
        unsettled.Settle(1);

        Assert.Equal([(2u, 0), (3u, 1), (4u, 0)], unsettled.Again(unsettled.Newest).Select(stanza => (stanza.Origin.Number, (int)stanza.Origin.Gap)));
    }

    [Fact]
    public void A_refused_stanza_waits_for_those_before_it()
    {
        var unsettled = Create();
        Add(unsettled, "a", "a", "b");
        var refused = new HashSet<uint> { 2 };

        Assert.Empty(unsettled.Again(refused));
        unsettled.Settle(1);

        Assert.Equal([(2u, 0)], unsettled.Again(refused).Select(stanza => (stanza.Origin.Number, (int)stanza.Origin.Gap)));
    }

    [Fact]
    public void What_may_come_again_reaches_back_to_what_was_confirmed()
    {
        var unsettled = Create();
        Add(unsettled, "a", "a", "a");
        unsettled.Settle(1);
        unsettled.Settle(2);
        var fourth = Add(unsettled, "a")[0];
        unsettled.Confirm(2);
        var fifth = Add(unsettled, "a")[0];

        Assert.Equal((1u, 3u), (fourth.Origin.Oldest, fifth.Origin.Oldest));
    }

    [Theory]
    [InlineData(1, 0u)]
    [InlineData(2, uint.MaxValue - 20)]
    [InlineData(3, uint.MaxValue / 2)]
    public void It_agrees_with_a_list(int seed, uint start)
    {
        var random = new Random(seed);
        var unsettled = Create(start);
        var model = new List<(uint Number, string To)>();
        var next = start;
        for (var i = 0; i < 2000; i++)
        {
            if (random.Next(2) == 0)
            {
                var to = "abc"[random.Next(3)].ToString();
                var added = Add(unsettled, to)[0];
                next = unchecked(next + 1);
                Assert.Equal(next, added.Origin.Number);
                var before = model.FindLastIndex(each => each.To == to);
                Assert.Equal(before < 0 ? 0 : unchecked(next - model[before].Number), added.Origin.Gap);
                model.Add((next, to));
            }
            else if (model.Count > 0)
            {
                var index = random.Next(Math.Min(model.Count, 8));
                Assert.NotNull(unsettled.Settle(model[index].Number));
                model.RemoveAt(index);
            }

            Assert.Equal(model.Count, unsettled.Count);
            Assert.Equal(model.Count == 0 ? next : unchecked(model[0].Number - 1), unsettled.Prefix);
        }

        Assert.Equal(model.Select(each => each.Number), unsettled.Again(unsettled.Newest).Select(stanza => stanza.Origin.Number));
    }

    private static UnsettledStanzas Create(uint prefix = 0) => new(7, stanza => stanza.To!.Bare.Value, prefix);

    private static List<Stanza> Add(UnsettledStanzas unsettled, params string[] receivers)
    {
        var added = receivers.Select(to => Stanza.Create(
            StanzaKind.Message, StanzaType.Chat, null, FullJid.Parse($"{to}@capulet.example/x"), id: null)).ToList();
        added.ForEach(unsettled.Add);
        return added;
    }
}
