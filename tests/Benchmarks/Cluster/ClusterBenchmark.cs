using System.Diagnostics;
using XmppActors.Cluster.Tests.Load;
using XmppActors.Cluster.Tests.Processes;
using XmppActors.Tests.Shared;

namespace XmppActors.Benchmarks.Cluster;

/// <summary>The same chat on one node, on two and on three, where writer and reader are never on the same one; how long a cluster takes to be
/// there; and how long the loss of a node is felt.</summary>
internal static class ClusterBenchmark
{
    private const int Pairs = 60;
    private const int Batch = 32;
    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(5);

    internal static async Task RunAsync()
    {
        await using var postgres = new PostgresServer();
        if (postgres.Missing is not null)
        {
            Console.WriteLine($"left out: {postgres.Missing}");
            return;
        }

        double alone = 0;
        foreach (var size in (int[])[1, 2, 3])
        {
            var watch = Stopwatch.StartNew();
            await using var cluster = await NodeCluster.StartAsync(postgres, size, CancellationToken.None);
            Console.WriteLine($"{size} node(s): up after {watch.Elapsed.TotalSeconds:F1} s");
            var chat = await ChatAsync(cluster, size);
            if (size == 1) alone = chat;
            else Console.WriteLine($"{size} nodes / 1 node: {chat / alone:F2}");
        }

        await FailoverAsync(postgres);
    }

    private static async Task<double> ChatAsync(NodeCluster cluster, int size)
    {
        await cluster.AddAccountsAsync(
            Enumerable.Range(0, Pairs).SelectMany(i => (string[])[$"writer{i}", $"reader{i}"]), CancellationToken.None);
        var pairs = await Task.WhenAll(Enumerable.Range(0, Pairs).Select(i => ChatPair.ConnectAsync(
            i, cluster.ClientAddresses[i % size], cluster.ClientAddresses[(i + 1) % size])));
        await RunAsync(pairs, Warming, pause: TimeSpan.Zero, Batch);
        var (count, _) = await RunAsync(pairs, Span, pause: TimeSpan.Zero, Batch);
        var full = count / Span.TotalSeconds;
        Console.WriteLine($"  {full:F0} messages/s");

        // One message each at a time, at the pace that makes half of that together.
        var pause = TimeSpan.FromSeconds(Batch / 4 * Pairs / (full / 2));
        var (_, times) = await RunAsync(pairs, Span, pause, Batch / 4);
        times.Sort();
        Console.WriteLine($"  at half of it: p50 {Percentile(times, 0.5):F2} ms, p99 {Percentile(times, 0.99):F2} ms");
        foreach (var pair in pairs) await pair.DisposeAsync();
        return full;
    }

    private static async Task<(long Count, List<TimeSpan> Times)> RunAsync(ChatPair[] pairs, TimeSpan span, TimeSpan pause, int batch)
    {
        using var over = new CancellationTokenSource(span);
        var results = await Task.WhenAll(pairs.Select(pair => Task.Run(() => pair.ChatAsync(batch, pause, over.Token))));
        return (results.Sum(result => result.Count), [.. results.SelectMany(result => result.Times)]);
    }

    private static double Percentile(List<TimeSpan> sorted, double share) =>
        sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))].TotalMilliseconds;

    /// <summary>Clients that resume elsewhere, while a node is killed; several times.</summary>
    private static async Task FailoverAsync(PostgresServer postgres)
    {
        await using var cluster = await NodeCluster.StartAsync(postgres, 3, CancellationToken.None);
        await using var traffic = await Traffic.StartAsync(cluster, CancellationToken.None);
        await traffic.FlowAsync(200, CancellationToken.None);
        foreach (var node in cluster.Nodes)
        {
            await node.KillAsync();
            await traffic.FlowAsync(200, CancellationToken.None);
            await node.StartAsync(CancellationToken.None);
            await traffic.FlowAsync(200, CancellationToken.None);
        }

        Console.WriteLine($"three nodes killed in turn: {await traffic.FinishAsync(componentsMayLose: true, CancellationToken.None)}");
    }
}
