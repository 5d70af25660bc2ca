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

    internal static async Task RunAsync()
    {
        double alone;
        await using (var node = StoneNode.Start(null)) alone = await MeasureAsync("alone, without cluster", node, here: true, LocalMessages, null);
        using (var store = new InProcessLeaseStore(TimeProvider.System))
        {
            var network = new InMemoryMeshNetwork();
            await using var one = StoneNode.Start(InMemory(1, store, network));
            await one.JoinAsync(members: 1);
            await MeasureAsync("cluster of one", one, here: true, LocalMessages, alone);
            await using var other = StoneNode.Start(InMemory(2, store, network));
            await other.JoinAsync(members: 2);
            await one.SettleAsync(2, CancellationToken.None);
            await MeasureAsync("cluster of two, own entities", one, here: true, LocalMessages, alone);
            await MeasureAsync("the other's, mesh in memory", one, here: false, RemoteMessages, alone, other);
        }
    }

    private static ClusterSetup InMemory(int number, ILeaseStore store, InMemoryMeshNetwork network) =>
        StoneNode.At(number) with { LeaseStore = store, Mesh = (self, mayAct) => network.Create(self, mayAct) };

    private static async Task<double> MeasureAsync(
        string name, StoneNode node, bool here, int messages, double? baseline, StoneNode? other = null)
    {
        var count = (other ?? node).Count;
        var handledBefore = count.Handled;
        var thrower = new StoneThrower(node, node.IdsThatRun(here), () => count.Handled - handledBefore);
        double best = 0;
        for (var i = 0; i < Repetitions; i++) best = Math.Max(best, await thrower.ThrowAsync(messages));
        count.IsTiming = true;
        await thrower.PaceAsync(best / 2, TimeSpan.FromSeconds(3));
        count.IsTiming = false;
        Print(name, best, baseline, count.Times());
        return best;
    }

    private static void Print(string name, double perSecond, double? baseline, string times) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name,-30} {perSecond,10:F0}/s {(baseline is { } all ? $"{perSecond / all:F2}x" : ""),6}  at half of it: {times}"));
}
