using XmppActors.Kernel.Cluster.Core;

namespace XmppActors.Simulation;

/// <summary>One fault in a calm cluster, and what was promised about it.</summary>
public sealed class GuaranteeTests
{
    private static readonly int AllShards = Scenario.Types.Length * Scenario.Settings.ShardCount;
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void A_cluster_whose_members_hear_each_other_runs_on_without_its_store(int nodes)
    {
        var cluster = Calm(nodes);
        var processes = cluster.Hosts.ToArray();

        cluster.TakeStoreDown(Long);
        AlwaysFor(cluster, Long + TimeSpan.FromSeconds(10), () => cluster.RunningShards() == AllShards);

        Assert.Equal(processes, cluster.Hosts);
    }

    [Fact]
    public void Without_its_store_it_runs_on_with_a_majority_and_gives_nothing_away()
    {
        var cluster = Calm(3);
        var lost = cluster.Hosts[2]!.State.Running.Count;

        cluster.TakeStoreDown(Long);
        cluster.Advance(cluster.Now + TimeSpan.FromSeconds(5));
        cluster.Crash(2, TimeSpan.FromMinutes(5), withHost: false);
        AlwaysFor(cluster, TimeSpan.FromSeconds(20), () => cluster.RunningShards() == AllShards - lost);
        cluster.Advance(cluster.Now + Long);

        Assert.Equal(AllShards, cluster.RunningShards());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Shards_of_a_frozen_node_run_elsewhere_within_its_lease_and_two_seconds(int host)
    {
        var cluster = Calm(3);

        cluster.Pause(host, TimeSpan.FromMinutes(5));
        cluster.Advance(cluster.Now + Scenario.Settings.LeaseTtl + TimeSpan.FromSeconds(2));

        Assert.Equal(AllShards, cluster.RunningShards());
    }

    /// <summary>Its fellows notice a little apart: the first to say so must not look like the one that nobody reaches.</summary>
    [Fact]
    public void A_frozen_node_takes_no_other_with_it()
    {
        for (var moment = 0; moment < 40; moment++)
        {
            var cluster = Calm(3);
            cluster.Advance(cluster.Now + TimeSpan.FromMilliseconds(37 * moment));
            var (frozen, others) = (moment % 3, cluster.Hosts.ToList());
            others.RemoveAt(frozen);

            cluster.Pause(frozen, TimeSpan.FromMinutes(5));
            cluster.Advance(cluster.Now + Scenario.Settings.LeaseTtl + TimeSpan.FromSeconds(2));

            Assert.All(others, other => Assert.Equal(NodePhase.Member, other!.State.Phase));
            Assert.Equal(AllShards, cluster.RunningShards());
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_node_that_is_cut_off_stops_before_its_shards_run_elsewhere(int host)
    {
        var cluster = Calm(3);
        var process = cluster.Hosts[host]!;

        cluster.CutFromAll(host, TimeSpan.FromMinutes(5));
        cluster.Advance(cluster.Now + Scenario.Settings.LeaseTtl);
        Assert.Equal(NodePhase.Fenced, process.State.Phase);
        cluster.Advance(cluster.Now + TimeSpan.FromSeconds(2));

        Assert.Equal(AllShards, cluster.RunningShards());
    }

    /// <summary>Let in, it would be given shards and told to stop, again and again.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_node_that_reaches_only_the_store_stops_and_is_not_let_in_again_until_it_reaches_the_others(int host)
    {
        var cluster = Calm(3);

        cluster.CutFromFellows(host, Long + Long);
        cluster.Advance(cluster.Now + (2 * Scenario.Settings.LeaseTtl)); // Found out first, then its lease.
        AlwaysFor(cluster, Long, () => cluster.RunningShards() == AllShards && cluster.Hosts[host]?.State.Me is not { Status: MemberStatus.Up });
        cluster.Advance(cluster.Now + Long);

        Assert.All(cluster.Hosts, each => Assert.Equal(MemberStatus.Up, each!.State.Me!.Status));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Shards_of_a_killed_process_run_elsewhere_within_two_seconds(int host)
    {
        var cluster = Calm(3);

        cluster.Crash(host, TimeSpan.FromMinutes(5), withHost: false);
        cluster.Advance(cluster.Now + TimeSpan.FromSeconds(2));

        Assert.Equal(AllShards, cluster.RunningShards());
    }

    /// <summary>As operators run it: no waiting for a tick where an event suffices.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void With_the_settings_of_production_they_run_elsewhere_within_one_second(int host)
    {
        var cluster = Calm(3, Scenario.Production);
        var all = Scenario.Types.Length * Scenario.Production.ShardCount;

        var killedAt = cluster.Now;
        cluster.Crash(host, TimeSpan.FromMinutes(5), withHost: false);
        while (cluster.RunningShards() < all && cluster.Now < killedAt + TimeSpan.FromSeconds(1))
            cluster.Advance(cluster.Now + TimeSpan.FromMilliseconds(1));

        TestContext.Current.TestOutputHelper?.WriteLine($"after {(cluster.Now - killedAt).TotalMilliseconds} ms");
        Assert.Equal(all, cluster.RunningShards());
    }

    private static SimulatedCluster Calm(int nodes, ClusterSettings? times = null)
    {
        var cluster = new SimulatedCluster(new Scenario(3, nodes, Faults.None) { Times = times ?? Scenario.Settings }, logs: true);
        cluster.Settle();
        return cluster;
    }

    private static void AlwaysFor(SimulatedCluster cluster, TimeSpan time, Func<bool> holds)
    {
        for (var end = cluster.Now + time; cluster.Now < end; cluster.Advance(cluster.Now + TimeSpan.FromMilliseconds(100)))
            Assert.True(holds(), string.Join('\n', cluster.Log.TakeLast(20)));
    }
}
