using XmppActors.Kernel.Bootstrap;
using XmppActors.Kernel.Cluster.Core;

namespace XmppActors.Kernel.Cluster.Node;

/// <summary>Nodes as they run in production, but for time, store and network.</summary>
public sealed class ClusterNodeTests
{
    private static readonly TimeSpan Lease = new ClusterSettings().LeaseTtl;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(4); // From a change of the membership until all shards are where they stay.

    [Fact]
    public void Three_nodes_that_start_together_are_up_within_three_seconds()
    {
        var world = new NodeWorld();

        var nodes = new[] { world.Start("a"), world.Start("b"), world.Start("c") };
        world.Until(() => nodes.All(node => node.Report.Members.Count(member => member.Status == "Up") == 3), TimeSpan.FromSeconds(3));
        world.Advance(Calm);

        world.AssertEveryShardRunsOnce();
        Assert.All(nodes, node => Assert.InRange(node.Running.Count, NodeWorld.AllShards / 4, NodeWorld.AllShards / 2));
        Assert.All(nodes, node => Assert.True(node.Joining.IsCompleted || node.Report.State == ClusterNodeState.Up));
    }

    [Fact]
    public void A_node_that_is_alone_acts_as_long_as_it_runs()
    {
        var world = new NodeWorld();
        var node = world.StartCluster("a").Single();

        world.Store.IsDown = true;
        world.Advance(Minute);

        world.AssertEveryShardRunsOnce();
        Assert.False(node.Report.Store.IsReachable);
    }

    [Fact]
    public void Who_leaves_hands_its_shards_over_within_two_seconds_and_then_is_gone()
    {
        var world = new NodeWorld();
        var nodes = world.StartCluster("a", "b", "c");

        _ = nodes[0].Administration.LeaveAsync(CancellationToken.None);
        world.Until(() => nodes[0].Report.State == ClusterNodeState.Left, TimeSpan.FromSeconds(2));
        world.AssertEveryShardRunsOnce();
        world.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(2, nodes[1].Report.Members.Count);
        Assert.Equal("fenced: it has left the cluster (no more acting)", nodes[0].Story[^2]);
        Assert.DoesNotContain(nodes[0].Story, line => line.StartsWith("the host", StringComparison.Ordinal));
    }

    [Fact]
    public void The_last_one_can_leave_as_well()
    {
        var world = new NodeWorld();
        var node = world.StartCluster("a").Single();

        _ = node.Administration.LeaveAsync(CancellationToken.None);
        world.Until(() => node.Report.State == ClusterNodeState.Left, TimeSpan.FromSeconds(2));
        var next = world.StartCluster("a").Single();

        Assert.Single(next.Report.Members);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Shards_of_a_killed_process_run_elsewhere_within_one_second(int killed)
    {
        var world = new NodeWorld();
        var nodes = world.StartCluster("a", "b", "c");

        nodes[killed].Kill();
        var time = world.Until(() => world.EffectiveShards() == NodeWorld.AllShards, TimeSpan.FromSeconds(1));

        TestContext.Current.TestOutputHelper?.WriteLine($"after {time.TotalMilliseconds} ms");
        Assert.Contains(nodes[1].Report.Decisions, decision => decision.Text.Contains($"{nodes[killed].Self} is no member any more", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_node_that_is_cut_off_is_fenced_before_its_shards_run_elsewhere(int host)
    {
        var world = new NodeWorld();
        var nodes = world.StartCluster("a", "b", "c");

        nodes[host].CutOff();
        world.Until(() => nodes[host].Report.State == ClusterNodeState.Fenced, Lease);
        Assert.Empty(nodes[host].Running);
        world.Until(() => world.EffectiveShards() == NodeWorld.AllShards, Lease + TimeSpan.FromSeconds(2));
        world.Advance(TimeSpan.FromSeconds(1)); // For the call to the store that nobody answers.

        Assert.Contains(nodes[host].Story, line => line.StartsWith("the host is told: its lease ended", StringComparison.Ordinal));
    }

    [Fact]
    public void A_frozen_node_that_wakes_up_may_not_act_and_is_fenced_before_anything_else()
    {
        var world = new NodeWorld();
        var nodes = world.StartCluster("a", "b", "c");
        var frozen = nodes[1];

        frozen.Freeze();
        world.Until(() => world.EffectiveShards() == NodeWorld.AllShards, Lease + TimeSpan.FromSeconds(2));
        var before = frozen.Story.Count;
        frozen.Thaw();

        Assert.False(frozen.MayAct);
        Assert.False(frozen.Runtime.Driver.MaySend);
        world.Advance(TimeSpan.FromMilliseconds(100));
        Assert.StartsWith("fenced: ", frozen.Story[before], StringComparison.Ordinal);
        Assert.EndsWith("(no more acting)", frozen.Story[before], StringComparison.Ordinal);
        world.AssertEveryShardRunsOnce();
    }

    [Fact]
    public void Its_lease_is_given_back_after_a_fence_and_only_then_the_host_is_told()
    {
        var world = new NodeWorld();
        var nodes = world.StartCluster("a", "b", "c");
        var frozen = nodes[1];
        frozen.Freeze();
        world.Advance(Lease / 2);
        foreach (var node in nodes) world.Network.Cut(frozen.Self, node.Self);
        world.Advance(Lease / 2 - TimeSpan.FromMilliseconds(300)); // Over by its own clock, and not yet by the store's.

        frozen.Store.Calls.Clear();
        frozen.Thaw();
        world.Advance(TimeSpan.FromMilliseconds(50));

        Assert.Equal(["revoke"], frozen.Store.Calls);
        Assert.StartsWith("the host is told: ", frozen.Story[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Without_its_store_everything_goes_on()
    {
        var world = new NodeWorld();
        var nodes = world.StartCluster("a", "b", "c");

        world.Store.IsDown = true;
        world.Advance(Minute);
        world.AssertEveryShardRunsOnce();
        Assert.All(nodes, node => Assert.Equal((ClusterNodeState.Up, false), (node.Report.State, node.Report.Store.IsReachable)));
        Assert.All(nodes, node => Assert.Contains(node.Log, line => line.Contains("store does not answer", StringComparison.Ordinal)));
        world.Store.IsDown = false;
        world.Store.Signal();
        world.Advance(Lease + Calm);

        world.AssertEveryShardRunsOnce();
        Assert.All(nodes, node => Assert.True(node.Report.Store.IsReachable));
        Assert.All(nodes, node => Assert.DoesNotContain(node.Story, line => line.StartsWith("fenced", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_node_comes_back_with_another_incarnation_and_gets_what_it_had()
    {
        var world = new NodeWorld();
        var nodes = world.StartCluster("a", "b", "c");
        var had = nodes[1].Running.Keys.ToHashSet();

        nodes[1].Kill();
        world.Advance(TimeSpan.FromSeconds(1));
        var again = world.Start("b");
        world.Advance(Calm);

        Assert.Equal(had, again.Running.Keys.ToHashSet());
        world.AssertEveryShardRunsOnce();
    }

    [Fact]
    public void Another_process_at_its_address_is_as_good_as_a_refusal()
    {
        var world = new NodeWorld();
        var nodes = world.StartCluster("a", "b", "c");

        nodes[1].Kill();
        var again = world.Start("b");
        world.Until(() => again.Report.State == ClusterNodeState.Up && world.EffectiveShards() == NodeWorld.AllShards, TimeSpan.FromSeconds(2));

        Assert.Equal(3, again.Report.Members.Count);
    }
}
