using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Cluster.Node;
using XmppActors.Kernel.Support;

namespace XmppActors.Kernel.Cluster;

/// <summary>The membership as Akka.NET shows it.</summary>
public sealed class ClusterTests
{
    [Fact]
    public void A_system_without_cluster_is_a_cluster_of_one_that_is_up()
    {
        using var stage = new Stage();

        var cluster = Cluster.Get(stage.System);

        Assert.Equal(MemberStatus.Up, cluster.SelfMember.Status);
        Assert.Equal([cluster.SelfMember], cluster.State.Members);
        Assert.Equal(cluster.SelfAddress, cluster.State.Leader);
        Assert.Equal(new Address("akka", stage.System.Name), cluster.SelfAddress);
        Assert.False(cluster.IsTerminated);
    }

    [Fact]
    public void A_subscriber_is_told_the_present_state_first()
    {
        using var stage = new Stage();
        var probe = Probe.In(stage.System);

        Cluster.Get(stage.System).Subscribe(probe.Ref, typeof(ClusterEvent.IMemberEvent));
        stage.Settle();

        Assert.Single(Assert.IsType<ClusterEvent.CurrentClusterState>(Assert.Single(probe.Received)).Members);
    }

    [Fact]
    public void A_subscriber_can_be_told_it_as_events()
    {
        using var stage = new Stage();
        var probe = Probe.In(stage.System);

        Cluster.Get(stage.System).Subscribe(
            probe.Ref, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.MemberUp));
        stage.Settle();

        Assert.Equal(MemberStatus.Up, Assert.IsType<ClusterEvent.MemberUp>(Assert.Single(probe.Received)).Member.Status);
    }

    [Fact]
    public void Members_that_come_and_go_are_told_in_order()
    {
        var world = new NodeWorld();
        var node = world.StartCluster("a").Single();
        var cluster = Cluster.Get(node.System);
        var probe = Probe.In(node.System);
        cluster.Subscribe(probe.Ref, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent));

        var other = world.Start("b");
        world.Advance(TimeSpan.FromSeconds(3));
        _ = other.Administration.LeaveAsync(CancellationToken.None);
        world.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(
            ["MemberUp a", "MemberJoined b", "MemberUp b", "MemberLeft b", "MemberExited b", "MemberRemoved b"],
            probe.Received.Cast<ClusterEvent.MemberStatusChange>().Select(change => $"{change.GetType().Name} {change.Member.Address.Host}"));
        Assert.Equal(MemberStatus.Exiting, ((ClusterEvent.MemberRemoved)probe.Received[^1]).PreviousStatus);
        Assert.True(Cluster.Get(other.System).IsTerminated);
        Assert.Equal(MemberStatus.Removed, Cluster.Get(other.System).SelfMember.Status);
    }

    [Fact]
    public void Who_is_not_reached_is_told_and_told_again_when_it_is()
    {
        var world = new NodeWorld();
        var nodes = world.StartCluster("a", "b", "c");
        var probe = Probe.In(nodes[0].System);
        Cluster.Get(nodes[0].System).Subscribe(
            probe.Ref, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IReachabilityEvent));

        world.Network.Cut(nodes[0].Self, nodes[1].Self);
        world.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("b:7800", Assert.Single(Cluster.Get(nodes[0].System).State.Unreachable) is var member ? $"{member.Address.Host}:{member.Address.Port}" : "");
        world.Network.Heal();
        world.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["UnreachableMember", "ReachableMember"], probe.Received.Select(message => message.GetType().Name));
    }

    [Fact]
    public void Who_has_unsubscribed_is_told_nothing()
    {
        var world = new NodeWorld();
        var node = world.StartCluster("a").Single();
        var cluster = Cluster.Get(node.System);
        var probe = Probe.In(node.System);
        cluster.Subscribe(probe.Ref, typeof(ClusterEvent.MemberUp), typeof(ClusterEvent.MemberJoined));
        cluster.Unsubscribe(probe.Ref, typeof(ClusterEvent.MemberJoined));

        world.Start("b");
        world.Advance(TimeSpan.FromSeconds(3));
        cluster.Unsubscribe(probe.Ref);
        world.Start("c");
        world.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(["CurrentClusterState", "MemberUp"], probe.Received.Select(message => message.GetType().Name));
    }

    [Fact]
    public void Members_know_who_is_older_and_have_roles()
    {
        var world = new NodeWorld();
        var first = world.Start("b", setup => setup with { Roles = ["edge"] });
        world.Advance(TimeSpan.FromSeconds(1));
        world.Start("a");
        world.Advance(TimeSpan.FromSeconds(3));

        var members = Cluster.Get(first.System).State.Members;
        var (young, old) = (members.First(), members.Last());

        Assert.True(old.IsOlderThan(young));
        Assert.True(old.HasRole("edge"));
        Assert.Empty(young.Roles);
        Assert.Contains("edge", Cluster.Get(first.System).SelfRoles);
    }

    [Fact]
    public void Paths_of_a_clustered_system_name_its_host_and_its_life()
    {
        var world = new NodeWorld();
        var (one, again) = (world.Start("a"), world.Start("a"));

        var path = Probe.In(one.System, "x").Ref.Path;

        Assert.Equal("akka://xmpp@a:7800/user/x", path.ToString());
        Assert.Equal(1, path.Uid >> 32);
        Assert.Equal(2, Probe.In(again.System, "x").Ref.Path.Uid >> 32);
    }
}
