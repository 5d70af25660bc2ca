using XmppActors.Kernel.Bootstrap;

namespace XmppActors.Kernel.Cluster.Node;

/// <summary>What operators ask of any node.</summary>
public sealed class OperatorTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(3);

    [Fact]
    public void Any_node_can_ask_another_one_to_leave()
    {
        var world = new NodeWorld();
        var nodes = world.StartCluster("a", "b", "c");

        Assert.True(nodes[2].Administration.Leave("b:7800"));
        world.Until(() => nodes[1].Report.State == ClusterNodeState.Left, Soon);

        Assert.Contains("told to leave", nodes[1].Story);
        world.AssertEveryShardRunsOnce();
    }

    [Fact]
    public void Who_was_asked_to_leave_waits_until_its_shards_have_stopped()
    {
        var world = new NodeWorld();
        var nodes = world.StartCluster("a", "b", "c");
        nodes[1].IsSlowToStop = true;

        nodes[0].Administration.Leave(nodes[1].Self.Text);
        world.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(ClusterNodeState.Leaving, nodes[1].Report.State);
        nodes[1].IsSlowToStop = false;
        foreach (var shard in nodes[1].Running.Keys.ToArray()) nodes[1].OnStopShard(shard);

        world.Until(() => nodes[1].Report.State == ClusterNodeState.Left, Soon);
        world.AssertEveryShardRunsOnce();
    }

    [Fact]
    public void A_member_that_is_reached_is_told_to_stop_and_the_others_take_over_when_it_has()
    {
        var world = new NodeWorld();
        var nodes = world.StartCluster("a", "b", "c");

        Assert.True(nodes[2].Administration.Down("b:7800"));
        world.Until(() => nodes[1].Report.State == ClusterNodeState.Fenced, Soon);
        world.Until(() => world.EffectiveShards() == NodeWorld.AllShards, Soon);

        Assert.Contains("the host is told: an operator told it to stop", nodes[1].Story);
        Assert.Contains(nodes[0].Report.Decisions, decision => decision.Text == $"{nodes[1].Self} is down: an operator told it to stop");
    }

    [Fact]
    public void An_operator_who_vouches_for_the_end_of_two_of_three_lets_the_third_take_over()
    {
        var world = new NodeWorld();
        var nodes = world.StartCluster("a", "b", "c");
        foreach (var node in nodes[..2])
        {
            foreach (var other in nodes) world.Network.Cut(node.Self, other.Self); // Whole machines: nobody refuses.
            node.Freeze();
        }

        world.Advance(TimeSpan.FromMinutes(1));
        Assert.NotEqual(NodeWorld.AllShards, world.EffectiveShards());
        Assert.True(nodes[2].Administration.Down("a:7800"));
        Assert.True(nodes[2].Administration.Down("b:7800"));

        world.Until(() => world.EffectiveShards() == NodeWorld.AllShards, Soon);
        Assert.Equal(["c:7800#3"], nodes[2].Report.Members.Select(member => member.Address));
    }

    [Fact]
    public void Nobody_can_be_told_to_stop_who_is_no_member_or_oneself()
    {
        var world = new NodeWorld();
        var node = world.StartCluster("a").Single();

        Assert.False(node.Administration.Down("a:7800"));
        Assert.False(node.Administration.Down("b:7800"));
        Assert.False(node.Administration.Leave("b:7800"));
    }

    [Fact]
    public void A_report_shows_members_shards_store_and_decisions()
    {
        var world = new NodeWorld();
        var nodes = world.StartCluster("a", "b", "c");

        var report = nodes[1].Report;

        Assert.Equal(["a:7800#1", "b:7800#2", "c:7800#3"], report.Members.Select(member => member.Address));
        Assert.All(report.Members, member => Assert.Equal(("Up", "1.0", true, true), (member.Status, member.Version, member.HasLease, member.IsReachable)));
        Assert.Equal([true, false, false], report.Members.Select(member => member.IsLeader));
        foreach (var type in NodeWorld.Types) Assert.Equal(256, report.Members.Sum(member => member.Shards[type]));
        Assert.All(report.ShardsWithoutOwner.Values, count => Assert.Equal(0, count));
        Assert.Equal(("etcd:http://192.0.2.1:2379", true, true), (report.Store.Text, report.Store.IsReachable, report.Store.IsSettled));
        Assert.Contains(report.Decisions, decision => decision.Text == "c:7800#3 is up");
        Assert.InRange(report.Decisions.Count, 3, 50);
    }

    [Fact]
    public void A_member_that_others_do_not_reach_is_shown_by_each_as_it_sees_it()
    {
        var world = new NodeWorld();
        var nodes = world.StartCluster("a", "b", "c");

        world.Network.Cut(nodes[0].Self, nodes[2].Self);
        world.Advance(TimeSpan.FromSeconds(2));

        Assert.False(nodes[0].Report.Members[2].IsReachable);
        Assert.True(nodes[1].Report.Members[2].IsReachable);
        world.Until(() => nodes[1].Report.Members.Any(member => member.Unreachable.Count > 0), Soon);
        world.Until(() => nodes[2].Report.State == ClusterNodeState.Fenced, Soon);
        Assert.Contains("must stop: not reached by the side of a:7800#1", nodes[2].Report.Trouble, StringComparison.Ordinal);
    }
}
