using System.Text;
using XmppActors.Actors.Components;
using XmppActors.Actors.Components.Policies;
using XmppActors.Actors.Tests.Accounts;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Tests.Components.Policies;

public class PolicyRulesTests
{
    private static readonly string[] Nodes = ["a", "b", "c", "d", "e", "f", "g", "h"];

    [Theory]
    [InlineData("bare-source", "romeo@montague.example")]
    [InlineData("full-source", "romeo@montague.example/orchard")]
    [InlineData("bare-destination", "room@echo.example")]
    [InlineData("full-destination", "room@echo.example/juliet")]
    [InlineData("room", "room@echo.example")]
    [InlineData("thread", "t1")]
    [InlineData("pick", "7")]
    [InlineData("pubsub-node", "romeo@montague.example")] // No pubsub: the fallback.
    public void The_key_is_what_the_policy_says(string policy, string expected) => Assert.Equal(expected, KeyOf(
        policy,
        "<message from='romeo@montague.example/orchard' to='room@echo.example/juliet' type='groupchat'><body>Art thou there?</body>"
            + "<thread>t1</thread><order xmlns='urn:shop'><item no='7'/></order></message>"));

    [Theory]
    [InlineData("<pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='tunes'><item/></publish></pubsub>", "tunes")]
    [InlineData("<pubsub xmlns='http://jabber.org/protocol/pubsub'><create/><configure/></pubsub>", "romeo@montague.example")]
    [InlineData("<pubsub xmlns='http://jabber.org/protocol/pubsub#owner'><delete node='tunes'/></pubsub>", "tunes")]
    [InlineData("<query xmlns='http://jabber.org/protocol/disco#info' node='tunes'/>", "tunes")]
    [InlineData("<query xmlns='http://jabber.org/protocol/disco#items' node='tunes'/>", "tunes")]
    [InlineData("<query xmlns='urn:other' node='tunes'/>", "romeo@montague.example")]
    public void A_pubsub_node_is_found_in_all_that_concerns_it(string payload, string expected) => Assert.Equal(expected, KeyOf(
        "pubsub-node", $"<iq from='romeo@montague.example/orchard' to='echo.example' type='set' id='1'>{payload}</iq>"));

    [Theory]
    [InlineData("room", "<message from='romeo@montague.example/orchard' to='echo.example'/>")]
    [InlineData("thread", "<message from='romeo@montague.example/orchard' to='echo.example'><body/></message>")]
    [InlineData("thread", "<presence from='romeo@montague.example/orchard' to='echo.example'/>")]
    [InlineData("pick", "<message from='romeo@montague.example/orchard' to='echo.example'><order xmlns='urn:shop'/></message>")]
    public void Without_its_key_a_stanza_has_that_of_the_fallback(string policy, string xml)
    {
        Assert.Equal("romeo@montague.example", KeyOf(policy, xml));
        Assert.Equal("romeo@montague.example/orchard", KeyOf(policy, xml, FarmPolicy.FullSource));
    }

    [Fact]
    public void Equal_keys_go_to_the_same_instance_from_every_node()
    {
        foreach (var (_, policy) in FarmPolicies.All.Where(each => FarmPolicies.HasKey(each.Value)))
        {
            var farm = Farms.Of(RulesOf(policy), Nodes);
            foreach (var sender in Farms.Senders.Take(100))
            {
                var stanza = Farms.Message(sender, BareJid.Parse("echo.example").WithResource(sender.Localpart!));
                Assert.Equal(farm.Choose(stanza).Instance!.Id, farm.Choose(stanza, new NodeMemory()).Instance!.Id);
            }
        }
    }

    [Fact]
    public void By_turns_each_comes_once()
    {
        var farm = Farms.Of(new FarmRules { Policy = FarmPolicy.RoundRobin }, "a", "b", "c");
        var memory = new NodeMemory();

        var ids = Enumerable.Range(0, 6).Select(_ => farm.Choose(Farms.Message(Farms.Senders[0]), memory).Instance!.Id);

        Assert.Equal(["a", "b", "c", "a", "b", "c"], ids);
    }

    [Fact]
    public void Whoever_has_the_least_gets_the_next()
    {
        var farm = Farms.Of(new FarmRules { Policy = FarmPolicy.LeastOutstanding }, "a", "b", "c");
        var memory = new NodeMemory();
        memory.Loads.Of("a").Report(5);
        memory.Loads.Of("b").Report(2);
        memory.Loads.Of("c").Report(9);

        var ids = Enumerable.Range(0, 5).Select(_ => farm.Choose(Farms.Message(Farms.Senders[0]), memory).Instance!.Id).ToArray();

        Assert.Equal(3, ids.TakeWhile(id => id == "b").Count());
        Assert.Equal([1, 1], ids.Skip(3).GroupBy(id => id).Select(group => group.Count()));
        Assert.DoesNotContain("c", ids);
    }

    [Theory]
    [InlineData("a", "a", "b")]
    [InlineData("b", "a", "b*200")]
    [InlineData("a", "a*200", "b*100")]
    [InlineData("b", "a*50", "b")]
    [InlineData("b", "a:Suspect", "b")]
    [InlineData("b", "a:Draining", "b")]
    public void All_goes_to_the_primary_that_is_there(string expected, params string[] instances)
    {
        var farm = Farms.Of(new FarmRules { Policy = FarmPolicy.PrimaryStandby }, instances);

        Assert.All(Farms.Senders.Take(20), sender => Assert.Equal(expected, farm.Owner(sender)));
    }

    [Theory]
    [InlineData("b", "a:Joining", "b")]
    [InlineData("b", "a:Down", "b")]
    [InlineData("b", "a:Draining", "b")]
    [InlineData("b", "a:Suspect", "b:Degraded")]
    [InlineData("a", "a:Suspect", "b:Draining")]
    [InlineData("b", "a*0", "b")]
    [InlineData(null, "a:Joining", "b:Down", "c:Draining")]
    [InlineData(null, "a*0")]
    [InlineData(null)]
    public void Only_who_may_gets_a_new_key(string? expected, params string[] instances)
    {
        foreach (var (_, policy) in FarmPolicies.All)
            Assert.Equal(expected, Farms.Of(RulesOf(policy), instances).Owner(Farms.Senders[0]));
    }

    [Fact]
    public void A_spare_is_used_as_soon_as_nobody_else_answers()
    {
        var spare = Farms.Instance("b") with { Weight = 0 };

        Assert.Equal("a", Farms.Of("a").With(spare).Owner(Farms.Senders[0]));
        Assert.Equal("b", Farms.Of("a:Suspect").With(spare).Owner(Farms.Senders[0]));
        Assert.Equal(1, Trace.Of(Farms.Of("a:Suspect").With(spare), Farms.Senders[0]).Instances[0].Share);
    }

    [Fact]
    public void A_bounded_load_passes_over_whoever_has_too_much()
    {
        var rules = new FarmRules { BoundedLoadPercent = 125 };
        var farm = Farms.Of(rules, "a", "b", "c", "d");
        var memory = new NodeMemory();
        var candidates = Candidates.Of(farm, loads: memory.Loads);
        var hot = Farms.Message(Farms.Senders[0]);
        var owner = PolicyRules.Choose(hot, candidates, memory);
        Assert.Equal(ChoiceReason.WantsKeyMost, owner.Reason);

        for (var i = 0; i < 1000; i++) PolicyRules.Choose(hot, candidates, memory); // One key alone, that nobody acknowledges.

        Assert.Equal(1001, candidates.Loads.Sum(load => load.Outstanding));
        Assert.All(candidates.Loads, load => Assert.InRange(load.Outstanding, 0, 314));
        Assert.InRange(memory.Loads.Of(owner.Instance!.Id).Outstanding, 300, 314);

        foreach (var load in candidates.Loads) load.Report(0);
        Assert.Equal(owner, PolicyRules.Choose(hot, candidates, memory));
    }

    [Fact]
    public void Without_a_bound_no_load_is_looked_at() => Assert.Empty(Candidates.Of(Farms.Of("a", "b")).Loads);

    [Fact]
    public void Keys_stay_with_a_draining_instance_while_they_are_in_use()
    {
        var memory = new NodeMemory();
        var farm = Farms.Of(new FarmRules { DrainIdle = TimeSpan.FromSeconds(60) }, "a", "b");
        var draining = Farms.Of(farm.Rules, "a:Draining", "b");
        var atA = Farms.Senders.Where(sender => farm.Owner(sender) == "a").Take(3).ToArray();
        Say(farm, atA[0], "a");
        Say(farm, atA[1], "a");

        Say(draining, atA[0], "a"); // It has had it.
        Say(draining, atA[2], "b"); // It has not.
        for (var i = 0; i < 60; i++) memory.Tick();
        Say(draining, atA[0], "a"); // Goes on.
        memory.Tick();
        Say(draining, atA[1], "b"); // It has been quiet for too long.
        Say(draining, atA[0], "a");
        Say(draining, atA[1], "b");

        void Say(FarmSnapshot snapshot, FullJid sender, string expected) =>
            Assert.Equal(expected, snapshot.Choose(Farms.Message(sender), memory).Instance!.Id);
    }

    [Fact]
    public void A_key_that_has_gone_to_another_does_not_come_back_to_a_draining_instance()
    {
        var memory = new NodeMemory();
        var sender = Farms.Senders.First(each => Farms.Of("a", "b").Owner(each) == "a");
        Farms.Of("a", "b").Choose(Farms.Message(sender), memory);
        Farms.Of("b").Choose(Farms.Message(sender), memory);

        Assert.Equal("b", Farms.Of("a:Draining", "b").Choose(Farms.Message(sender), memory).Instance!.Id);
    }

    [Fact]
    public void Instances_on_the_senders_node_come_first()
    {
        var here = new Address("akka", "x", "192.0.2.1", 1);
        var rules = new FarmRules { PreferLocal = true };
        var farm = Farms.Of(rules, "a", "b");

        Assert.Equal(["a", "b"], Candidates.Of(farm, here).Members.Select(each => each.Id)); // None is here.
        Assert.Equal(["a", "b"], Candidates.Of(farm, farm.Instances[0].Stream.Path.Address).Members.Select(each => each.Id)); // Both are.
        Assert.Equal(["b"], Candidates.Of(Farms.Of(rules, "a:Suspect", "b"), farm.Instances[0].Stream.Path.Address).Members.Select(each => each.Id));
    }

    private static FarmRules RulesOf(FarmPolicy policy, FarmPolicy fallback = FarmPolicy.BareSource) =>
        new() { Policy = policy, Pick = PayloadPath.Parse("{urn:shop}order/item/@no"), Fallback = fallback };

    private static string KeyOf(string policy, string xml, FarmPolicy fallback = FarmPolicy.BareSource)
    {
        var rules = RulesOf(FarmPolicies.All.Single(each => each.Word == policy).Value, fallback);
        var stanza = StanzaText.Parse(xml);
        var text = StanzaKeys.TextOf(stanza, rules, out _);
        Assert.Equal(Rendezvous.Hash(Encoding.UTF8.GetBytes(text)), StanzaKeys.HashOf(stanza, rules));
        return text;
    }
}
