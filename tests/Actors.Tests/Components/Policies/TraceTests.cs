using XmppActors.Actors.Components.Policies;
using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Tests.Components.Policies;

public class TraceTests
{
    private static readonly FullJid Romeo = FullJid.Parse("romeo@montague.example/orchard");

    [Fact]
    public void A_trace_names_whoever_gets_the_stanza()
    {
        foreach (var sender in Farms.Senders.Take(50))
        {
            var farm = Farms.Of("a", "b*30", "c", "d:Suspect");

            var trace = Trace.Of(farm, sender);

            Assert.Equal(farm.Owner(sender), trace.Winner);
            Assert.Equal(trace.Winner, trace.Instances[0].Id);
            Assert.Equal(("bare-source", "bare-source", sender.Bare.Value), (trace.Policy, trace.KeyFrom, trace.Key));
            Assert.Equal($"{trace.Winner} wants the key most", trace.Reason);
        }
    }

    [Fact]
    public void Each_instance_has_its_share_or_the_reason_why_it_has_none()
    {
        var trace = Trace.Of(Farms.Of("a*30", "b*10", "c:Draining", "d:Suspect", "e*0", "f:Joining", "g:Down"), Romeo);

        Assert.Equal(
            [
                ("a", 0.75, null), ("b", 0.25, null), ("c", 0, "it is being drained: no new keys"), ("d", 0, "it does not answer, and others do"),
                ("e", 0, "its weight is 0"), ("f", 0, "its link is being made"), ("g", 0, "its link is about to be closed"),
            ],
            trace.Instances.OrderBy(each => each.Id, StringComparer.Ordinal).Select(each => (each.Id, each.Share, each.Note)));
    }

    [Theory]
    [InlineData("bare-source", "no instance may get it", "a:Draining")]
    [InlineData("bare-source", "no instance may get it")]
    [InlineData("round-robin", "no instance may get it", "a:Down")]
    [InlineData("bare-source", "a is the only one that may get it", "a", "b*0")]
    [InlineData("bare-source", "a is the only one that may get it, though it does not answer: nobody else is there", "a:Suspect")]
    [InlineData("round-robin", "each gets it in turn, as often as its weight says; every node counts for itself", "a", "b")]
    [InlineData("weighted", "the lot decides, as often as the weights say", "a", "b")]
    [InlineData("least-outstanding", "whoever has the least to do for its weight when it comes", "a", "b")]
    [InlineData("primary-standby", "b is the primary: the heaviest, and of several the one that is there the longest", "a*90", "b")]
    public void The_reason_is_a_sentence(string policy, string reason, params string[] instances)
    {
        var rules = new FarmRules { Policy = FarmPolicies.All.Single(each => each.Word == policy).Value };

        Assert.Equal(reason, Trace.Of(Farms.Of(rules, instances), Romeo).Reason);
    }

    [Fact]
    public void A_kept_key_is_told_by_the_node_that_remembers_it()
    {
        var memory = new NodeMemory();
        var draining = Farms.Of("a:Draining", "b");
        var sender = Farms.Senders.First(each => Farms.Of("a", "b").Owner(each) == "a");
        Farms.Of("a", "b").Choose(Farms.Message(sender), memory);

        Assert.Equal("a is being drained, and has had this key lately", Trace.Of(draining, sender, memory: memory).Reason);
        Assert.Equal("b", Trace.Of(draining, sender).Winner);
    }

    [Fact]
    public void What_is_traced_is_not_remembered()
    {
        var memory = new NodeMemory();
        var rules = new FarmRules { BoundedLoadPercent = 125 };

        Trace.Of(Farms.Of(rules, "a", "b"), Romeo, memory: memory);

        Assert.Equal(0, memory.Loads.Of("a").Outstanding + memory.Loads.Of("b").Outstanding);
        Assert.Null(PolicyRules.Keeper(Rendezvous(Romeo), Candidates.Of(Farms.Of(rules, "a:Draining", "b:Draining")), memory));
    }

    [Fact]
    public void Losing_an_instance_moves_its_share_to_the_others()
    {
        var simulation = Simulation.Lose(Farms.Of("a", "b", "c*200"), "a");

        Assert.True(simulation.IsSampled);
        Assert.Equal([("a", "c"), ("a", "b")], simulation.Moves.Select(move => (move.From, move.To)));
        Assert.Equal(2.0 / 12, simulation.Moves[0].Share, 0.005);
        Assert.Equal(1.0 / 12, simulation.Moves[1].Share, 0.005);
        Assert.Equal(0.75, simulation.Staying, 0.005);
    }

    [Fact]
    public void The_last_instances_share_has_nowhere_to_go()
    {
        var simulation = Simulation.Lose(Farms.Of("a"), "a");

        Assert.Equal([new ShareMove("a", null, 1)], simulation.Moves);
    }

    [Fact]
    public void Another_weight_moves_the_difference_only()
    {
        var simulation = Simulation.Compare(Farms.Of("a", "b"), Farms.Of("a", "b*300"));

        Assert.Equal(("a", "b"), (Assert.Single(simulation.Moves).From, simulation.Moves[0].To));
        Assert.Equal(0.25, simulation.Moves[0].Share, 0.005);
    }

    [Fact]
    public void Without_keys_shares_are_exact()
    {
        var rules = new FarmRules { Policy = FarmPolicy.RoundRobin };
        var byTurns = Simulation.Lose(Farms.Of(rules, "a", "b", "c*200"), "a");
        var byRank = Simulation.Lose(Farms.Of(rules with { Policy = FarmPolicy.PrimaryStandby }, "a", "b"), "a");

        Assert.False(byTurns.IsSampled);
        Assert.Equal([("a", "c"), ("a", "b")], byTurns.Moves.Select(move => (move.From, move.To)));
        Assert.Equal([2.0 / 12, 1.0 / 12], byTurns.Moves.Select(move => Math.Round(move.Share, 12)), (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal([new ShareMove("a", "b", 1)], byRank.Moves);
    }

    private static ulong Rendezvous(Jid jid) => XmppActors.Actors.Components.Rendezvous.Hash(jid.Bare.Value);
}
