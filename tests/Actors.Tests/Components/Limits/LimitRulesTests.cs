using XmppActors.Actors.Components.Limits;
using XmppActors.Actors.Tests.Accounts;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Tests.Components.Limits;

public class LimitRulesTests
{
    private const long Second = TimeSpan.TicksPerSecond;
    private static readonly BareJid Romeo = BareJid.Parse("romeo@montague.example");

    [Theory]
    [InlineData("*", "romeo@montague.example/orchard", true)]
    [InlineData("montague.example", "romeo@montague.example/orchard", true)]
    [InlineData("montague.example", "montague.example", true)]
    [InlineData("montague.example", "x.montague.example", false)]
    [InlineData("*.example", "romeo@montague.example", true)]
    [InlineData("*.example", "example", false)]
    [InlineData("*.example", "badexample", false)]
    [InlineData("*@montague.example", "romeo@montague.example/orchard", true)]
    [InlineData("*@montague.example", "montague.example", false)]
    [InlineData("*@*.example", "romeo@montague.example", true)]
    [InlineData("*@*", "romeo@montague.example", true)]
    [InlineData("*@*", "montague.example", false)]
    [InlineData("Romeo@Montague.example", "romeo@montague.example/orchard", true)]
    [InlineData("romeo@montague.example", "juliet@montague.example", false)]
    [InlineData("romeo@montague.example/orchard", "romeo@montague.example/orchard", true)]
    [InlineData("romeo@montague.example/orchard", "romeo@montague.example", false)]
    public void Patterns_mean_addresses(string pattern, string address, bool expected)
    {
        Assert.True(Jid.TryParse(address, out var jid));

        Assert.Equal(expected, JidPattern.Parse(pattern).Matches(jid));
    }

    [Theory]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("*@romeo@montague.example")]
    [InlineData("*.romeo@montague.example")]
    [InlineData("ro*@montague.example")]
    public void What_is_no_pattern_is_refused(string text) => Assert.False(JidPattern.TryParse(text, out _));

    [Theory]
    [InlineData("<message from='romeo@montague.example/o' to='echo.example'/>", null)]
    [InlineData("<presence from='romeo@montague.example/o' to='echo.example'/>", StanzaErrorCondition.NotAcceptable)]
    [InlineData("<presence type='error' from='tybalt@capulet.example/o' to='echo.example'/>", null)]
    [InlineData("<message from='tybalt@capulet.example/o' to='echo.example'/>", StanzaErrorCondition.Forbidden)]
    [InlineData("<message from='mercutio@montague.example/o' to='echo.example'/>", StanzaErrorCondition.Forbidden)]
    [InlineData("<iq type='get' id='1' from='romeo@montague.example/o' to='echo.example'><q xmlns='q'/></iq>", null)]
    [InlineData("<iq type='result' id='1' from='tybalt@capulet.example/o' to='echo.example'/>", null)]
    [InlineData("<message from='romeo@montague.example/o' to='echo.example'><body>This is more than the hundred and twenty bytes that we allow it to have.</body></message>", StanzaErrorCondition.PolicyViolation)]
    public void What_is_sent_to_a_farm_is_of_its_kinds_from_whom_it_wants_and_not_too_large(string xml, StanzaErrorCondition? expected) =>
        Assert.Equal(expected, LimitRules.RefusalTo(StanzaText.Parse(xml), new FarmLimits
        {
            KindsTo = StanzaKinds.Message | StanzaKinds.Iq,
            AllowFrom = [JidPattern.Parse("montague.example")],
            DenyFrom = [JidPattern.Parse("mercutio@montague.example")],
            MaxStanzaBytes = 120,
        }));

    [Theory]
    [InlineData("<message from='echo.example' to='romeo@montague.example'/>", StanzaErrorCondition.Forbidden)]
    [InlineData("<message from='bot@echo.example' to='romeo@montague.example'/>", null)]
    [InlineData("<presence from='bot@echo.example' to='romeo@montague.example'/>", StanzaErrorCondition.NotAcceptable)]
    [InlineData("<presence type='error' from='bot@echo.example' to='romeo@montague.example'/>", null)]
    public void What_a_component_sends_is_of_its_kinds_and_from_its_addresses(string xml, StanzaErrorCondition? expected) =>
        Assert.Equal(expected, LimitRules.RefusalFrom(
            StanzaText.Parse(xml), new FarmLimits { KindsFrom = StanzaKinds.Message, From = [JidPattern.Parse("*@echo.example")] }));

    [Fact]
    public void A_sender_has_a_seconds_worth_at_once_and_then_one_after_the_other()
    {
        var rates = new SenderRates();
        var limits = new FarmLimits { SenderStanzas = 10 };

        Assert.Equal(10, Enumerable.Range(0, 100).Count(_ => rates.TryTake(Romeo, 100, default, limits, 7 * Second)));
        Assert.True(rates.TryTake(BareJid.Parse("juliet@capulet.example"), 100, default, limits, 7 * Second));
        Assert.False(rates.TryTake(Romeo, 100, default, limits, (7 * Second) + (Second / 11)));
        Assert.True(rates.TryTake(Romeo.WithResource("orchard"), 100, default, limits, (7 * Second) + (Second / 10)));
        Assert.False(rates.TryTake(Romeo, 100, default, limits, (7 * Second) + (Second / 10)));
        Assert.Equal(10, Enumerable.Range(0, 100).Count(_ => rates.TryTake(Romeo, 100, default, limits, 20 * Second)));
    }

    [Fact]
    public void Bytes_are_limited_too_and_one_large_stanza_passes_in_its_time()
    {
        var rates = new SenderRates();
        var limits = new FarmLimits { SenderBytes = 1000 };

        Assert.True(rates.TryTake(Romeo, 3000, default, limits, 7 * Second));
        Assert.False(rates.TryTake(Romeo, 1, default, limits, 9 * Second));
        Assert.True(rates.TryTake(Romeo, 1, default, limits, (9 * Second) + (Second / 100)));
        Assert.True(rates.TryTake(Romeo, 3000, default, limits, 20 * Second));
    }

    [Fact]
    public void What_is_refused_counts_for_nothing()
    {
        var rates = new SenderRates();
        var limits = new FarmLimits { SenderStanzas = 1, SenderBytes = 1_000_000 };
        Assert.True(rates.TryTake(Romeo, 1, default, limits, Second));

        for (var i = 0; i < 100; i++) Assert.False(rates.TryTake(Romeo, 100_000, default, limits, Second));

        Assert.True(rates.TryTake(Romeo, 100_000, default, limits, 2 * Second));
    }

    [Fact]
    public void What_comes_again_was_counted()
    {
        var rates = new SenderRates();
        var limits = new FarmLimits { SenderStanzas = 1 };

        Assert.True(rates.TryTake(Romeo, 1, new StanzaOrigin(7, 1), limits, Second));
        Assert.False(rates.TryTake(Romeo, 1, new StanzaOrigin(7, 2), limits, Second));
        Assert.True(rates.TryTake(Romeo, 1, new StanzaOrigin(7, 1), limits, Second));
        Assert.False(rates.TryTake(Romeo, 1, new StanzaOrigin(8, 1), limits, Second));
    }

    [Fact]
    public void Senders_beyond_its_room_are_let_through()
    {
        var rates = new SenderRates();
        var limits = new FarmLimits { SenderStanzas = 1 };

        var taken = Enumerable.Range(0, 20_000).Count(i => rates.TryTake(BareJid.Parse($"user{i}@montague.example"), 1, default, limits, Second));

        Assert.Equal(20_000, taken);
    }

    [Fact]
    public void Reading_keeps_the_pace()
    {
        var pace = new ReadPace();
        var limits = new FarmLimits { InstanceStanzas = 10 };
        for (var i = 0; i < 5; i++) pace.OnRead(100, limits, 0);

        Assert.Equal(0, pace.Release(200, 0));
        Assert.Equal(TimeSpan.FromMilliseconds(500), pace.Remaining(0));
        Assert.Equal(0, pace.Release(300, Second / 4));
        Assert.Equal(500, pace.Release(0, Second / 2));
        Assert.Null(pace.Remaining(Second / 2));
    }

    [Fact]
    public void Without_a_pace_nothing_is_held_back()
    {
        var pace = new ReadPace();
        pace.OnRead(100, FarmLimits.None, 0);

        Assert.Equal(100, pace.Release(100, 0));
        Assert.Equal(256 * 1024, ReadPace.Window(256 * 1024, FarmLimits.None));
        Assert.Equal(2560, ReadPace.Window(256 * 1024, new FarmLimits { InstanceStanzas = 10 }));
    }
}
