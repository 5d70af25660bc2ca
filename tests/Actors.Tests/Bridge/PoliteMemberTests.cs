using XmppActors.Actors.Bridge;
using XmppActors.Transport.Hazelcast;

namespace XmppActors.Actors.Tests.Bridge;

public class PoliteMemberTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(2);

    [Theory]
    [InlineData(HazelcastDialect.V5)]
    [InlineData(HazelcastDialect.V3)]
    public void It_joins_at_whoever_is_master_and_is_heard_by_all(HazelcastDialect dialect)
    {
        var cluster = new FakeCluster(dialect);
        var first = cluster.Start(2);
        var second = cluster.Start(1);

        cluster.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal(BridgePhase.Joined, cluster.Bridge.Phase);
        Assert.Equal([first.Uuid, second.Uuid, cluster.View.Self], cluster.View.Members.Select(each => each.Member.Uuid));
        Assert.Equal("router", cluster.View.Members[^1].Member.Attribute("node-id"));
        Assert.True(first.Heartbeats >= 2);
        Assert.True(second.Heartbeats >= 2);
        Assert.True(cluster.IsListening);
    }

    [Fact]
    public void It_waits_with_its_port_closed_while_nobody_is_there()
    {
        var cluster = new FakeCluster();

        cluster.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(BridgePhase.Seeking, cluster.Bridge.Phase);
        Assert.False(cluster.IsListening);
    }

    [Fact]
    public void A_node_that_starts_while_it_waits_becomes_master_and_takes_it_in()
    {
        var cluster = new FakeCluster();
        cluster.Advance(TimeSpan.FromMinutes(1));

        cluster.Start(3);
        cluster.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(BridgePhase.Joined, cluster.Bridge.Phase);
    }

    [Fact]
    public void A_refusal_tells_it_the_version_to_come_with()
    {
        var cluster = new FakeCluster();
        cluster.Start(1);
        var refusals = 0;
        cluster.Refuse = () => ++refusals > 1
            ? null
            : MemberWords.Refusal(HazelcastDialect.V5, 8, "Joining node's version 5.5.0 is not compatible with cluster version 5.3");

        cluster.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(BridgePhase.Joined, cluster.Bridge.Phase);
        Assert.Null(cluster.View.Trouble);
    }

    [Theory]
    [InlineData(11, null, "is not named 'openfire-cluster-by-hazelcast'")]
    [InlineData(10, "Incompatible joiners! expected: multicast, found: tcp-ip", "we join by tcp-ip")]
    [InlineData(8, "The cluster is passive", "The cluster is passive")]
    [InlineData(0, null, "credentials")]
    public void A_refusal_is_told_to_the_operator_and_tried_again_later(int @class, string? text, string told)
    {
        var cluster = new FakeCluster();
        cluster.Start(1);
        cluster.Refuse = () => MemberWords.Refusal(HazelcastDialect.V5, @class, text);

        cluster.Advance(TimeSpan.FromSeconds(10));
        Assert.Contains(told, cluster.View.Trouble, StringComparison.Ordinal);
        Assert.False(cluster.IsListening);

        cluster.Refuse = null;
        cluster.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal(BridgePhase.Joined, cluster.Bridge.Phase);
        Assert.Null(cluster.View.Trouble);
    }

    [Fact]
    public void A_member_that_says_nothing_does_not_keep_it_from_the_others()
    {
        var cluster = new FakeCluster();
        cluster.Start(1).IsMute = true;
        cluster.Members.Clear(); // It is not in the others' list.
        cluster.Start(2);

        cluster.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(BridgePhase.Joined, cluster.Bridge.Phase);
    }

    [Fact]
    public void It_finds_a_master_by_multicast()
    {
        var cluster = new FakeCluster(usesMulticast: true);
        cluster.Start(7); // Not among the candidates.

        cluster.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(BridgePhase.Joined, cluster.Bridge.Phase);
        Assert.True(cluster.Datagrams > 0);
    }

    [Fact]
    public void With_an_older_member_left_it_stays_when_the_master_is_killed()
    {
        var cluster = new FakeCluster();
        var master = cluster.Start(1);
        cluster.Start(2);
        cluster.Advance(Moment);
        var self = cluster.View.Self;

        cluster.Kill(master);
        cluster.Advance(Moment);

        Assert.Equal(BridgePhase.Joined, cluster.Bridge.Phase);
        Assert.Equal(self, cluster.View.Self);
        Assert.Equal(2, cluster.View.Members.Length);
    }

    [Fact]
    public void When_it_would_be_the_oldest_it_steps_aside_at_once_and_comes_back_as_another()
    {
        var cluster = new FakeCluster();
        var master = cluster.Start(1);
        cluster.Advance(Moment);
        cluster.Start(2); // Younger than the bridge.
        cluster.Advance(Moment);
        var self = cluster.View.Self;

        cluster.Kill(master);
        Assert.Equal(BridgePhase.Aside, cluster.Bridge.Phase);
        Assert.False(cluster.IsListening);
        Assert.Equal(0, cluster.Bridge.Links);

        cluster.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(BridgePhase.Joined, cluster.Bridge.Phase);
        Assert.NotEqual(self, cluster.View.Self);
        Assert.Equal(FakeCluster.Address(2), cluster.View.Members[0].Member.Address);
    }

    [Fact]
    public void Who_wants_to_be_master_gets_the_list_and_no_null()
    {
        var cluster = new FakeCluster();
        var node = cluster.Start(1);
        cluster.Advance(Moment);

        var answer = cluster.Call(node, id => MemberWords.Bare(HazelcastDialect.V5, 0, 33, id));

        var input = new HazelcastReader(answer!.Value.Payload.Span[17..], HazelcastDialect.V5);
        input.Skip(8 + 1 + 1 + 1); // Call, urgency, backups, kind of value.
        input.Expect(0, 35);
        Assert.True(input.Int() > 0);
        Assert.Equal(2, input.Int());
        Assert.False(input.IsBroken);
    }

    [Fact]
    public void Every_call_is_answered_whatever_it_is()
    {
        var cluster = new FakeCluster();
        var node = cluster.Start(1);
        cluster.Advance(Moment);

        Assert.NotNull(cluster.Call(node, id => MemberWords.Bare(HazelcastDialect.V5, 0, 12, id))); // A split brain is the masters' affair.
        Assert.NotNull(cluster.Call(node, id => MemberWords.Bare(HazelcastDialect.V5, -77, 77, id)));
        Assert.NotNull(cluster.Call(node, id => MemberWords.Task(HazelcastDialect.V5, "org.jivesoftware.openfire.cluster.GetBasicStatistics", id)));
    }

    [Fact]
    public void The_state_of_the_partitions_is_remembered_by_its_stamp()
    {
        var cluster = new FakeCluster();
        var node = cluster.Start(1);
        cluster.Advance(Moment);
        cluster.Tell(node, MemberWords.PartitionState(HazelcastDialect.V5, 42));

        Assert.Equal(1, Flag(cluster.Call(node, id => MemberWords.PartitionStateCheck(HazelcastDialect.V5, 42, id))));
        Assert.Equal(0, Flag(cluster.Call(node, id => MemberWords.PartitionStateCheck(HazelcastDialect.V5, 43, id))));
    }

    [Fact]
    public void Who_does_not_know_it_any_more_makes_it_join_anew()
    {
        var cluster = new FakeCluster();
        var node = cluster.Start(1);
        cluster.Advance(Moment);
        var self = cluster.View.Self;

        cluster.Tell(node, MemberWords.Bare(HazelcastDialect.V5, 0, 34, 0));
        cluster.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(BridgePhase.Joined, cluster.Bridge.Phase);
        Assert.NotEqual(self, cluster.View.Self);
    }

    [Fact]
    public void A_stranger_that_speaks_before_it_has_introduced_itself_is_cut_off()
    {
        var cluster = new FakeCluster();
        cluster.Start(1);
        cluster.Advance(Moment);
        var link = cluster.Bridge.OnAccepted(HazelcastDialect.V5, cluster.Now);
        var links = cluster.Bridge.Links;

        cluster.Bridge.OnPacket(link, MemberWords.Bare(HazelcastDialect.V5, 0, 33, 5), cluster.Now);

        Assert.Equal(links - 1, cluster.Bridge.Links);
    }

    [Fact]
    public void A_stranger_may_ask_for_the_master_and_nothing_else()
    {
        var cluster = new FakeCluster();
        cluster.Start(1);
        cluster.Advance(Moment);
        var link = cluster.Bridge.OnAccepted(HazelcastDialect.V5, cluster.Now);
        var stranger = new HazelcastAddress("10.0.0.66", 5701);
        foreach (var packet in new HazelcastEncoder(HazelcastDialect.V5).Handshake(stranger, Guid.NewGuid(), cluster.Identity.Own, wantsReply: true))
            cluster.Bridge.OnPacket(link, packet, cluster.Now);
        var links = cluster.Bridge.Links;

        cluster.Bridge.OnPacket(link, MemberWords.Bare(HazelcastDialect.V5, 0, 16, 0), cluster.Now);
        Assert.Equal(links, cluster.Bridge.Links);

        cluster.Bridge.OnPacket(link, MemberWords.Bare(HazelcastDialect.V5, 0, 33, 5), cluster.Now);
        Assert.Equal(links - 1, cluster.Bridge.Links);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void In_a_day_of_departures_nothing_grows_and_it_is_always_back(int seed)
    {
        var cluster = new FakeCluster();
        var chance = new Random(seed);
        cluster.Start(1);
        var most = 0;
        for (var end = cluster.Now + TimeSpan.FromHours(24); cluster.Now < end;)
        {
            cluster.Advance(TimeSpan.FromSeconds(chance.Next(30, 600)));
            var up = cluster.Nodes.Where(node => node.IsUp).ToList();
            if (up.Count > 0) Assert.Equal(BridgePhase.Joined, cluster.Bridge.Phase);
            most = Math.Max(most, cluster.Bridge.Remembered);
            if (up.Count > 0 && chance.Next(2) == 0) cluster.Kill(up[chance.Next(up.Count)]);
            else if (Enumerable.Range(1, 3).Where(i => up.All(node => node.Address != FakeCluster.Address(i))).ToList() is { Count: > 0 } free)
                cluster.Start(free[chance.Next(free.Count)]);
            cluster.Views.Clear();
        }

        Assert.InRange(most, 1, 25);
    }

    private static int Flag(HazelcastPacket? answer) => answer!.Value.Payload.Span[^1];
}
