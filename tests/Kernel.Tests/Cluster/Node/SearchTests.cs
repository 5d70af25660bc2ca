using XmppActors.Kernel.Bootstrap;
using XmppActors.Kernel.Cluster.Core;
using XmppActors.Kernel.Cluster.Leases;

namespace XmppActors.Kernel.Cluster.Node;

/// <summary>How a starting node finds its cluster, and that it never makes a second one.</summary>
public sealed class SearchTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(6);

    [Fact]
    public void A_node_without_a_store_learns_it_from_a_seed()
    {
        var world = new NodeWorld();
        world.StartCluster("a", "b");

        var node = world.Start("c", setup => setup with { Store = "", SeedNodes = ["nobody:7800", "a:7800"] });
        world.Until(() => node.Report.State == ClusterNodeState.Up, Soon);

        Assert.Equal(3, node.Report.Members.Count);
    }

    [Fact]
    public void A_node_that_finds_no_seed_says_so_goes_on_trying_and_forms_nothing()
    {
        var world = new NodeWorld();

        var node = world.Start("c", setup => setup with { Store = "", LeaseStore = null, SeedNodes = ["a:7800"] });
        world.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(ClusterNodeState.Joining, node.Report.State);
        Assert.Equal("no store is configured, and no seed node tells it (a:7800: does not answer)", node.Report.Trouble);
        Assert.InRange(node.Log.Count(line => line.Contains("does not answer", StringComparison.Ordinal)), 2, 6);
        Assert.Empty(world.Store.Entries);
    }

    [Fact]
    public void Of_the_seeds_only_the_first_forms_a_cluster()
    {
        var world = new NodeWorld();
        string[] seeds = ["a:7800", "b:7800"];

        var second = world.Start("b", setup => setup with { SeedNodes = seeds });
        world.Advance(Soon);
        Assert.Contains("only the first seed node, a:7800, may form it", second.Report.Trouble, StringComparison.Ordinal);
        var first = world.Start("a", setup => setup with { SeedNodes = seeds });
        world.Until(() => second.Report.State == ClusterNodeState.Up, Soon);

        Assert.Equal(2, first.Report.Members.Count);
        Assert.Null(second.Report.Trouble);
    }

    [Fact]
    public async Task A_node_whose_store_is_not_that_of_its_seeds_refuses()
    {
        var world = new NodeWorld();
        world.StartCluster("a", "b");

        var other = new SteppedLeaseStore(world.Time, world.Turns);
        var node = world.Start("c", setup => setup with { LeaseStore = new SteppedLeaseStore.Access(other), SeedNodes = ["c:7800", "a:7800"] });
        world.Advance(TimeSpan.FromSeconds(1));

        var refusal = await Assert.ThrowsAsync<ClusterJoinException>(() => node.Joining);
        Assert.Contains("configure the same store, or none", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(refusal.Message, node.Report.Trouble);
        Assert.Empty(other.Entries);
    }

    [Fact]
    public async Task Seeds_of_two_clusters_are_refused()
    {
        var world = new NodeWorld();
        world.StartCluster("a");
        var store = new SteppedLeaseStore(world.Time, world.Turns);
        world.Start("b", setup => setup with { LeaseStore = new SteppedLeaseStore.Access(store), ShardTypes = ["elsewhere"] });
        world.Advance(TimeSpan.FromSeconds(1));

        var node = world.Start("c", setup => setup with { Store = "", LeaseStore = null, SeedNodes = ["a:7800", "b:7800"] });
        world.Advance(TimeSpan.FromSeconds(1));

        var refusal = await Assert.ThrowsAsync<ClusterJoinException>(() => node.Joining);
        Assert.Equal("The seed nodes a:7800 and b:7800 belong to different clusters: name seeds of one.", refusal.Message);
    }

    [Theory]
    [InlineData("another", 8, 256, "is called xmpp")]
    [InlineData("xmpp", 5, 256, "runs with a lease of 8 s")]
    [InlineData("xmpp", 8, 128, "has 256 shards of each type")]
    public async Task What_all_nodes_have_in_common_is_compared(string name, int lease, int shards, string expected)
    {
        var world = new NodeWorld();
        world.StartCluster("a");

        var node = world.Start("b", setup => setup with
        {
            Name = name,
            Times = new ClusterSettings { LeaseTtl = TimeSpan.FromSeconds(lease), ShardCount = shards },
        });
        world.Advance(TimeSpan.FromSeconds(1));

        var refusal = await Assert.ThrowsAsync<ClusterJoinException>(() => node.Joining);
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cluster_of_a_newer_wire_version_is_refused()
    {
        var identity = ClusterIdentity.Create("xmpp", new ClusterSettings(), new Random(1)) with { Wire = ClusterIdentity.CurrentWire + 1 };

        var reason = ClusterIdentity.Read(identity.Write()).WhyNot("xmpp", new ClusterSettings(), "the store");

        Assert.Equal("The cluster in the store speaks version 2 between its nodes, and this program knows 1 only: start a newer one.", reason);
    }

    [Theory]
    [InlineData("local", "local")]
    [InlineData("postgres://romeo:secret@db.example:5433/verona?password=secret", "db.example")]
    [InlineData("etcd:http://romeo:secret@e1.example,http://romeo:secret@e2.example:99", "etcd:http://e1.example:2379,http://e2.example:99")]
    [InlineData("redis://romeo:secret@x", "a store of an unknown kind")]
    public void A_store_is_shown_without_its_password(string store, string shown)
    {
        Assert.Contains(shown, LeaseStores.Describe(store), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", LeaseStores.Describe(store), StringComparison.Ordinal);
    }

    [Fact]
    public void The_lease_can_be_changed_while_no_node_runs()
    {
        var world = new NodeWorld();
        var node = world.StartCluster("a").Single();
        _ = node.Administration.LeaveAsync(CancellationToken.None);
        world.Until(() => node.Report.State == ClusterNodeState.Left, Soon);
        world.Advance(TimeSpan.FromSeconds(10));

        // The one that left last is still written down as exiting, which is no hindrance.
        var next = world.Start("a", setup => setup with { Times = new ClusterSettings { LeaseTtl = TimeSpan.FromSeconds(5) } });
        world.Until(() => next.Report.State == ClusterNodeState.Up, Soon);

        Assert.Contains(world.Store.Entries, entry => entry.Key == ClusterIdentity.Key && entry.Value.Contains("5000", StringComparison.Ordinal));
    }

    [Fact]
    public void A_store_that_does_not_answer_is_waited_for()
    {
        var world = new NodeWorld();
        world.Store.IsDown = true;

        var node = world.Start("a");
        world.Advance(Soon);
        Assert.Equal("the store etcd:http://192.0.2.1:2379 does not answer: the store is down", node.Report.Trouble);
        world.Store.IsDown = false;
        world.Until(() => node.Report.State == ClusterNodeState.Up, Soon);

        Assert.Null(node.Report.Trouble);
    }

    [Fact]
    public async Task Who_does_not_want_to_join_any_more_does_not()
    {
        var world = new NodeWorld();
        world.Store.IsDown = true;
        var node = world.Start("a");
        world.Advance(Soon);

        await node.Administration.LeaveAsync(CancellationToken.None);
        world.Advance(Soon);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => node.Joining);
    }
}
