using XmppActors.Cluster.Tests.Processes;
using XmppActors.Tests.Shared;

namespace XmppActors.Cluster.Tests;

/// <summary>Who is a member, while ways between three real nodes and their store are cut, and on either store; nobody talks meanwhile.</summary>
public sealed class MembershipTests(PostgresServer postgres, ITestOutputHelper output)
{
    private const string Fenced = "may not act any more";
    private const string Ready = "ready: ";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public Task A_node_that_is_cut_off_stops_itself_and_joins_again_when_it_may() => Apart(async (network, cluster) =>
    {
        var stopped = cluster.Nodes[2].SaidAsync(Fenced, Cancellation);
        await network.CutFromStoreAsync(2);
        foreach (var other in (int[])[0, 1])
        {
            await network.CutAsync(2, other);
            await network.CutAsync(other, 2);
        }

        await stopped;
        await cluster.UntilUpAsync(0, count: 2, Cancellation);
        await cluster.UntilUpAsync(1, count: 2, Cancellation);
        var again = cluster.Nodes[2].SaidAsync(Ready, Cancellation);
        await network.HealAsync();

        await again;
        await AllAsync(cluster);
    });

    /// <summary>Not even TCP's answers come through: it is the same as being cut off both ways, but the store hears all.</summary>
    [Fact]
    public Task A_node_that_only_the_store_hears_stops_and_is_let_in_again_when_the_others_do() => Apart(async (network, cluster) =>
    {
        var stopped = cluster.Nodes[2].SaidAsync(Fenced, Cancellation);
        await network.CutAsync(2, 0);
        await network.CutAsync(2, 1);

        await stopped;
        await cluster.UntilUpAsync(0, count: 2, Cancellation);
        await cluster.UntilUpAsync(1, count: 2, Cancellation);
        var again = cluster.Nodes[2].SaidAsync(Ready, Cancellation);
        await network.HealAsync();

        await again;
        await AllAsync(cluster);
    });

    [Fact]
    public async Task Three_nodes_agree_in_an_etcd_of_which_a_member_is_killed()
    {
        await using var etcd = new EtcdServer { Members = 3 };
        Assert.SkipWhen(etcd.Missing is not null, etcd.Missing ?? "");
        await etcd.StartAsync(Cancellation);
        await Run(network: null, etcd.Text(), async cluster =>
        {
            await AllAsync(cluster);
            await etcd.KillAsync(); // The one that they use.
            await cluster.Nodes[1].KillAsync();
            await cluster.UntilUpAsync(0, count: 2, Cancellation);
            await cluster.Nodes[1].StartAsync(Cancellation);
            await AllAsync(cluster);
        });
    }

    private static async Task AllAsync(NodeCluster cluster)
    {
        for (var node = 0; node < 3; node++) await cluster.UntilUpAsync(node, count: 3, Cancellation);
    }

    private async Task Apart(Func<NodeNetwork, NodeCluster, Task> story)
    {
        await using var network = await NodeNetwork.CreateAsync(nodes: 3, Cancellation);
        Assert.SkipWhen(network.Missing is not null, network.Missing ?? "");
        await Run(network, "postgres", cluster => story(network, cluster));
    }

    private async Task Run(NodeNetwork? network, string store, Func<NodeCluster, Task> story)
    {
        Assert.SkipWhen(postgres.Missing is not null, postgres.Missing ?? "");
        await using var theirs = network is null ? null : new PostgresServer { Address = network.Store.ToString() };
        await using var cluster = await NodeCluster.StartAsync(theirs ?? postgres, size: 3, Cancellation, network, store);
        try
        {
            await story(cluster);
        }
        catch
        {
            output.WriteLine(cluster.Log);
            throw;
        }
    }
}
