using XmppActors.Actors.Components;
using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Tests.Components;

public class RendezvousTests
{
    private static readonly BareJid[] Senders = [.. Enumerable.Range(0, 3000).Select(i => BareJid.Parse($"user{i}@montague.example"))];

    [Fact]
    public void Hash_is_the_same_in_every_process() =>
        Assert.Equal(6202630451972223104ul, Rendezvous.Hash("romeo@montague.example"));

    [Fact]
    public void Every_resource_of_a_sender_gets_the_same_instance()
    {
        var farm = FarmOf("a", "b", "c", "d");

        foreach (var sender in Senders.Take(50))
        {
            var owner = farm.InstanceFor(sender);
            Assert.Same(owner, farm.InstanceFor(sender.WithResource("orchard")));
            Assert.Same(owner, farm.InstanceFor(sender.WithResource("balcony")));
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(16)]
    public void Shares_are_even_within_a_fifth(int instances)
    {
        var farm = FarmOf([.. Enumerable.Range(0, instances).Select(i => $"instance-{i}")]);

        var shares = Senders.GroupBy(sender => farm.InstanceFor(sender)!.Id).Select(share => share.Count()).ToArray();

        Assert.Equal(instances, shares.Length);
        Assert.All(shares, share => Assert.InRange(share, 0.7 * Senders.Length / instances, 1.3 * Senders.Length / instances));
    }

    [Fact]
    public void Losing_an_instance_moves_its_share_and_nobody_elses()
    {
        var before = FarmOf("a", "b", "c", "d");
        var after = before.Without("c");

        foreach (var sender in Senders)
        {
            var owner = before.InstanceFor(sender)!.Id;
            if (owner == "c")
                Assert.NotEqual("c", after.InstanceFor(sender)!.Id);
            else
                Assert.Equal(owner, after.InstanceFor(sender)!.Id);
        }
    }

    [Fact]
    public void Order_of_joining_does_not_matter()
    {
        var one = FarmOf("a", "b", "c");
        var other = FarmOf("c", "a", "b");

        Assert.All(Senders, sender => Assert.Equal(one.InstanceFor(sender)!.Id, other.InstanceFor(sender)!.Id));
    }

    [Fact]
    public void An_empty_farm_has_nobody() => Assert.Null(FarmSnapshot.Empty("echo.example").InstanceFor(Senders[0]));

    private static FarmSnapshot FarmOf(params string[] ids) => ids.Aggregate(
        FarmSnapshot.Empty("echo.example"),
        (farm, id) => farm.With(new FarmInstance(id, ActorRefs.Nobody, "", DateTimeOffset.UnixEpoch)));
}
