using XmppActors.Actors.Components;
using XmppActors.Actors.Components.Policies;

namespace XmppActors.Actors.Tests.Components.Policies;

public class WeightTests
{
    [Fact]
    public void Hash_is_the_same_in_every_process()
    {
        Assert.Equal(6202630451972223104ul, Rendezvous.Hash("romeo@montague.example"));
        Assert.Equal(6202630451972223104ul, Rendezvous.Hash("romeo@montague.example"u8));
    }

    [Fact]
    public void Weighted_scores_are_the_weight_over_the_logarithm()
    {
        for (ulong key = 0; key < 10_000; key++)
        {
            var u = ((Rendezvous.Score(key, 7) >> 11) + 0.5) / (1UL << 53);
            Assert.Equal(3 / -Math.Log(u), Rendezvous.Score(key, 7, 3), 3 / -Math.Log(u) * 1e-9);
        }
    }

    [Theory]
    [InlineData("a", "b")]
    [InlineData("a", "b", "c", "d", "e")]
    [InlineData("a*50", "b*100", "c*150")]
    [InlineData("a*1", "b*1000")]
    [InlineData("a*10", "b*10", "c*100", "d*0")]
    public void Each_has_the_share_that_its_weight_says(params string[] instances)
    {
        foreach (var policy in new[] { FarmPolicy.BareSource, FarmPolicy.FullSource, FarmPolicy.RoundRobin, FarmPolicy.Weighted, FarmPolicy.LeastOutstanding })
        {
            var farm = Farms.Of(new FarmRules { Policy = policy }, instances);
            var shares = farm.Shares();

            foreach (var instance in farm.Instances)
            {
                var expected = (double)Farms.Senders.Length * instance.Weight / farm.Instances.Sum(each => each.Weight);
                var tolerance = policy is FarmPolicy.RoundRobin or FarmPolicy.LeastOutstanding ? 2 : 4 * Math.Sqrt(expected);
                Assert.Equal(expected, shares.GetValueOrDefault(instance.Id), tolerance);
            }
        }
    }

    [Theory]
    [InlineData("a", "b", "c", "d")]
    [InlineData("a*30", "b", "c*70", "d*500")]
    public void Losing_an_instance_moves_its_share_and_nobody_elses(params string[] instances)
    {
        var before = Farms.Of(instances);
        var after = before.Without("c");

        foreach (var sender in Farms.Senders)
        {
            var owner = before.Owner(sender);
            if (owner == "c") Assert.NotEqual("c", after.Owner(sender));
            else Assert.Equal(owner, after.Owner(sender));
        }
    }

    [Theory]
    [InlineData(150, true)]
    [InlineData(50, false)]
    [InlineData(101, true)]
    public void Changing_a_weight_moves_keys_to_or_from_that_instance_only(int weight, bool toIt)
    {
        var before = Farms.Of("a", "b", "c");
        var after = Farms.Of("a", $"b*{weight}", "c");

        var moved = Farms.Senders.Where(sender => before.Owner(sender) != after.Owner(sender)).ToArray();

        Assert.All(moved, sender => Assert.Equal("b", toIt ? after.Owner(sender) : before.Owner(sender)));
        var expected = Farms.Senders.Length * Math.Abs((weight / (200.0 + weight)) - (1.0 / 3));
        Assert.Equal(expected, moved.Length, 5 + (4 * Math.Sqrt(expected)));
    }

    [Fact]
    public void Order_of_joining_does_not_matter()
    {
        var one = Farms.Of("a", "b*50", "c");
        var other = Farms.Of("c", "a", "b*50");

        Assert.All(Farms.Senders, sender => Assert.Equal(one.Owner(sender), other.Owner(sender)));
    }
}
