using System.Globalization;
using XmppActors.Kernel.Bootstrap;
using XmppActors.Kernel.Cluster.Leases;
using XmppActors.Tests.Shared;

namespace XmppActors.Benchmarks.Sharding;

/// <summary>Messages to entities through their region: on a system that is alone, on nodes of clusters, and to entities of another node.</summary>
internal static class ShardingBenchmark
{
    private const int LocalMessages = 3_000_000;
    private const int RemoteMessages = 1_000_000;
    private const int Repetitions = 3;
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(3);

    internal static async Task RunAsync()
    {
        Console.WriteLine($"{"scenario",-30} {"k/s",8} {"cpu ns",8} {"B/op",6} {"ratio",6}  at half of it");
        double alone;
        await using (var node = StoneNode.Start(null)) alone = await MeasureAsync("alone, without cluster", node, here: true, null, node.Count);
        await InOneProcessAsync(alone);
        await OverTcpAsync(alone);
    }

    private static async Task InOneProcessAsync(double alone)
    {
        using var store = new InProcessLeaseStore(TimeProvider.System);
        var network = new InMemoryMeshNetwork();
        await using var one = StoneNode.Start(InMemory(1));
        await one.JoinAsync(members: 1);
        await MeasureAsync("cluster of one", one, here: true, alone, one.Count);
        await using var other = StoneNode.Start(InMemory(2));
        await other.JoinAsync(members: 2);
        await one.SettleAsync(2, CancellationToken.None);
        await MeasureAsync("cluster of two, own entities", one, here: true, alone, one.Count);
        await MeasureAsync("the other's, mesh in memory", one, here: false, alone, other.Count);

        ClusterSetup InMemory(int number) =>
            StoneNode.At(number) with { LeaseStore = store, Mesh = (self, mayAct) => network.Create(self, mayAct) };
    }

    private static async Task OverTcpAsync(double alone)
    {
        await using var postgres = new PostgresServer();
        if (postgres.Missing is { } missing)
        {
            Console.WriteLine($"over TCP: left out, {missing}");
            return;
        }

        var store = await postgres.CreateDatabaseAsync();
        await using var node = StoneNode.Start(StoneProcess.OverTcp(store, StoneProcess.FreePort()));
        await node.JoinAsync(members: 1);
        using var other = await StoneProcess.StartAsync(store);
        await node.SettleAsync(2, CancellationToken.None);
        var thrower = new StoneThrower(node, node.IdsThatRun(here: false), null);
        var before = other.ProcessorTime;
        var best = await Measurement.BestOfAsync(Repetitions, () => thrower.ThrowAsync(RemoteMessages));
        var others = (other.ProcessorTime - before).TotalNanoseconds / (Repetitions * (double)RemoteMessages);
        await other.TimeAsync(true);
        await thrower.PaceAsync(best.PerSecond / 2, Pace);
        Print("the other's, over TCP", best, alone, await other.TimeAsync(false));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"",-30} {"",8} {others,8:F0}  in the other process"));
    }

    private static async Task<double> MeasureAsync(string name, StoneNode node, bool here, double? alone, StoneCount count)
    {
        var before = count.Handled;
        var thrower = new StoneThrower(node, node.IdsThatRun(here), () => count.Handled - before);
        var best = await Measurement.BestOfAsync(Repetitions, () => thrower.ThrowAsync(here ? LocalMessages : RemoteMessages));
        count.IsTiming = true;
        await thrower.PaceAsync(best.PerSecond / 2, Pace);
        count.IsTiming = false;
        Print(name, best, alone, count.Times());
        return best.PerSecond;
    }

    private static void Print(string name, Measurement best, double? alone, string times) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name,-30} {best.PerSecond / 1000,8:F0} {best.ProcessorNanoseconds,8:F0} {best.BytesPerOperation,6:F0} {best.PerSecond / (alone ?? best.PerSecond),5:F2}x  {times}"));
}
