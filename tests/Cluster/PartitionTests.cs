using XmppActors.Cluster.Tests.Load;
using XmppActors.Cluster.Tests.Processes;
using XmppActors.Tests.Shared;

namespace XmppActors.Cluster.Tests;

/// <summary>Three real nodes as machines of their own, with PostgreSQL beyond them, under traffic, while ways between them are cut and healed.</summary>
public sealed class PartitionTests(ITestOutputHelper output)
{
    private const int Some = 100;
    private const int LongerThanALease = 2500; // Of 8 s, at the traffic's pace.

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public Task A_node_that_is_cut_off_from_all_the_others_and_the_store_fences_itself_and_comes_back() => Apart(async (network, cluster, traffic) =>
    {
        var stopped = cluster.Nodes[2].SaidAsync("may not act any more", Cancellation);
        await network.CutFromStoreAsync(2);
        await CutBothAsync(network, 2, 0);
        await CutBothAsync(network, 2, 1);
        await stopped;
        await traffic.FlowAsync(Some, Cancellation); // Also of the clients of the node that was cut off: elsewhere.
        var again = cluster.Nodes[2].SaidAsync("ready: ", Cancellation);
        await network.HealAsync();
        await again;
        await traffic.FlowAsync(Some, Cancellation);
    });

    [Fact]
    public Task A_machine_that_is_gone_without_a_word_is_given_up() => Apart(async (network, cluster, traffic) =>
    {
        await network.CutFromClientsAsync(1);
        await network.CutFromStoreAsync(1);
        await CutBothAsync(network, 1, 0);
        await CutBothAsync(network, 1, 2);
        await traffic.FlowAsync(Some, Cancellation);
        await network.HealAsync();
        await traffic.FlowAsync(Some, Cancellation);
    });

    [Fact]
    public Task A_way_that_is_cut_in_one_direction_parts_the_cluster_in_two_and_the_smaller_part_stops() => Apart(async (network, cluster, traffic) =>
    {
        await network.CutAsync(0, 2);
        await network.CutAsync(1, 2);
        await traffic.FlowAsync(Some, Cancellation);
        await network.HealAsync();
        await traffic.FlowAsync(Some, Cancellation);
    });

    [Fact]
    public Task Nodes_that_all_lose_the_store_go_on() => Apart(async (network, _, traffic) =>
    {
        for (var node = 0; node < 3; node++) await network.CutFromStoreAsync(node);
        await traffic.FlowAsync(LongerThanALease, Cancellation);
        await network.HealAsync();
        await traffic.FlowAsync(Some, Cancellation);
    });

    private static async Task CutBothAsync(NodeNetwork network, int one, int other)
    {
        await network.CutAsync(one, other);
        await network.CutAsync(other, one);
    }

    private async Task Apart(Func<NodeNetwork, NodeCluster, Traffic, Task> story)
    {
        await using var network = await NodeNetwork.CreateAsync(nodes: 3, Cancellation);
        Assert.SkipWhen(network.Missing is not null, network.Missing ?? "");
        await using var postgres = new PostgresServer { Address = network.Store.ToString() };
        Assert.SkipWhen(postgres.Missing is not null, postgres.Missing ?? "");
        await using var cluster = await NodeCluster.StartAsync(postgres, size: 3, Cancellation, network);
        try
        {
            await using var traffic = await Traffic.StartAsync(cluster, Cancellation);
            await traffic.FlowAsync(Some, Cancellation);
            await story(network, cluster, traffic);
            output.WriteLine(await traffic.FinishAsync(componentsMayLose: true, Cancellation));
        }
        catch
        {
            output.WriteLine(cluster.Log);
            throw;
        }
    }
}
