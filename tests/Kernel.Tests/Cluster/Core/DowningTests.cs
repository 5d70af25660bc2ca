using System.Collections.Immutable;

namespace XmppActors.Kernel.Cluster.Core;

/// <summary>Who has to stop when members reach the store but not each other.</summary>
public sealed class DowningTests
{
    /// <summary>Members the oldest first, each with whom it has said it cannot reach; the answer is who goes on.</summary>
    [Theory]
    [InlineData("a b c", "abc")]
    [InlineData("a", "a")]
    [InlineData("a:b b", "a")] // Of two equal sides, the oldest member's.
    [InlineData("a b:a", "a")]
    [InlineData("a:b b:a", "a")]
    [InlineData("a:bc b c", "bc")] // The larger side, though the oldest is on the other one.
    [InlineData("a b:a c:a", "bc")]
    [InlineData("a:c b c", "ab")] // Not everybody reaches everybody: the younger one of those apart.
    [InlineData("a b c:b", "ab")]
    [InlineData("a:bcd b:a c:a d:a", "bcd")]
    [InlineData("a:cd b:cd c:ab d:ab", "ab")] // Two and two.
    [InlineData("a:bd b:ac c:bd d:ac", "ac")] // Two pairs.
    [InlineData("a:de b:de c:de d:abc e:abc", "abc")]
    [InlineData("a:cde b:cde c:ab d:ab e:ab", "cde")]
    [InlineData("a:e b c d e:a", "abcd")] // One pair apart of five.
    [InlineData("a:b b:a c:d d:c e", "ace")] // A ring of two broken pairs: the younger ones.
    [InlineData("a:bcde b:acde c:abde d:abce e:abcd", "a")] // Everybody is alone.
    [InlineData("a b:cdef c:bdef d:bcef e:bcdf f:bcde", "ab")] // All reach only the oldest: it and one more.
    public void The_largest_side_goes_on_and_of_equal_ones_the_oldest(string members, string kept)
    {
        var state = State(members);

        var decision = Downing.Decide(state);

        var down = decision?.Down.Select(address => address.Host) ?? [];
        Assert.Equal(kept, string.Concat(state.Members.Members.Select(member => member.Address.Host).Except(down)));
    }

    [Fact]
    public void Whose_lease_has_ended_is_no_part_of_it()
    {
        var state = State("a:bc b c");
        state = state with { Alive = state.Alive.Remove(Address("c")) };

        Assert.Equal(["b"], Downing.Decide(state)!.Down.Select(address => address.Host));
    }

    [Theory]
    [InlineData((int)MemberStatus.Exiting)]
    [InlineData((int)MemberStatus.Down)]
    public void Who_stops_anyway_is_no_part_of_it(int status)
    {
        var state = State("a:bc b c");
        var member = state.Members.Find(Address("c"))!;
        state = state with { Members = state.Members.With(member with { Status = (MemberStatus)status }) };

        Assert.Equal(["b"], Downing.Decide(state)!.Down.Select(address => address.Host));
    }

    [Fact]
    public void The_reason_names_who_stops_and_whose_side_goes_on() => Assert.Equal(
        "c:1#1 must stop: not reached by the side of a:1#1 (2 of 3 members)", Downing.Decide(State("a:c b:c c"))!.Reason);

    [Fact]
    public void Every_node_decides_the_same_whatever_it_is()
    {
        foreach (var self in "abcde")
        {
            var state = State("a:cd b:d c:a d:ab e", self.ToString());

            Assert.Equal(["c", "d"], Downing.Decide(state)!.Down.Select(address => address.Host));
        }
    }

    private static ClusterState State(string text, string self = "a")
    {
        var members = text.Split(' ').Select(part => part.Split(':')).ToArray();
        return ClusterState.Create(Address(self), new ClusterSettings(), ["x"], [], "1") with
        {
            Members = new MembersDocument(1, [.. members.Select(part => new Member(Address(part[0]), MemberStatus.Up, 1, [], "1", null))]),
            Alive = members.ToImmutableDictionary(
                part => Address(part[0]),
                part => new AliveEntry(1, 1, new AliveDocument(1, part.Length < 2 ? [] : [.. part[1].Select(host => Address(host.ToString()))]))),
        };
    }

    private static UniqueAddress Address(string host) => new(host, 1, 1);
}
