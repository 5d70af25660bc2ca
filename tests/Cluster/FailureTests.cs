using XmppActors.Cluster.Tests.Load;
using XmppActors.Cluster.Tests.Processes;
using XmppActors.Tests.Shared;

[assembly: AssemblyFixture(typeof(PostgresServer))]
[assembly: CollectionBehavior(DisableTestParallelization = true)] // Each has a machine's worth of processes.

namespace XmppActors.Cluster.Tests;

/// <summary>Three real nodes and PostgreSQL, with chat and component traffic, and something that goes wrong.</summary>
public sealed class FailureTests(PostgresServer postgres, ITestOutputHelper output)
{
    private const int Some = 100;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public Task Calm() => UnderTraffic(componentsMayLose: false, async (cluster, traffic) =>
    {
        await traffic.FlowAsync(Some, Cancellation);
        var addresses = cluster.ClientAddresses.Select(address => $"{address}").ToList();
        Assert.All(traffic.Locations.Select((location, i) => (location, Own: addresses[i % 3])), told =>
        {
            Assert.Contains(told.location, addresses);
            Assert.NotEqual(told.Own, told.location);
        });
    });

    [Fact]
    public Task A_node_is_killed_and_comes_back() => UnderTraffic(componentsMayLose: true, async (cluster, traffic) =>
    {
        await cluster.Nodes[1].KillAsync();
        await traffic.FlowAsync(Some, Cancellation);
        await cluster.Nodes[1].StartAsync(Cancellation);
        await traffic.FlowAsync(Some, Cancellation);
    });

    [Fact]
    public Task Each_node_is_killed_in_turn() => UnderTraffic(componentsMayLose: true, async (cluster, traffic) =>
    {
        foreach (var node in cluster.Nodes)
        {
            await node.KillAsync();
            await traffic.FlowAsync(Some, Cancellation);
            await node.StartAsync(Cancellation);
            await traffic.FlowAsync(Some, Cancellation);
        }
    });

    [Fact]
    public Task A_node_is_frozen_until_it_is_given_up_and_wakes() => UnderTraffic(componentsMayLose: true, async (cluster, traffic) =>
    {
        cluster.Nodes[2].Freeze();
        await traffic.FlowAsync(Some, Cancellation); // For the clients of the frozen node too: elsewhere.
        cluster.Nodes[2].Wake();
        await traffic.FlowAsync(Some, Cancellation);
    });

    [Fact]
    public Task A_rolling_restart() => UnderTraffic(componentsMayLose: true, async (cluster, traffic) =>
    {
        foreach (var node in cluster.Nodes)
        {
            await node.DrainAsync();
            Assert.Equal(0, node.ExitCode);
            await traffic.FlowAsync(Some, Cancellation);
            await node.StartAsync(Cancellation);
            await traffic.FlowAsync(Some, Cancellation);
        }
    });

    [Fact]
    public Task PostgreSQL_is_killed_and_comes_back() => UnderTraffic(componentsMayLose: false, async (_, traffic) =>
    {
        await postgres.KillAsync();
        await traffic.FlowAsync(Some, Cancellation); // Everything that runs goes on.
        await postgres.StartAsync(Cancellation);
        await traffic.FlowAsync(Some, Cancellation);
    });

    private async Task UnderTraffic(bool componentsMayLose, Func<NodeCluster, Traffic, Task> story)
    {
        Assert.SkipWhen(postgres.Missing is not null, postgres.Missing ?? "");
        await using var cluster = await NodeCluster.StartAsync(postgres, size: 3, Cancellation);
        try
        {
            await using var traffic = await Traffic.StartAsync(cluster, Cancellation);
            await traffic.FlowAsync(Some, Cancellation);
            await story(cluster, traffic);
            output.WriteLine(await traffic.FinishAsync(componentsMayLose, Cancellation));
        }
        catch
        {
            output.WriteLine(cluster.Log);
            throw;
        }
    }
}
