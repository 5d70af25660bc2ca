using System.Globalization;
using System.Net;
using XmppActors.Cluster.Tests.Load;
using XmppActors.Cluster.Tests.Processes;
using XmppActors.Tests.Shared;

namespace XmppActors.Benchmarks.Chaos;

/// <summary>The table of docs/farms.md: 1,000 stanzas a second from 100 senders to two instances of a component, and something that goes wrong.</summary>
/// <remarks>Against three nodes of ours. With <c>CHAOS_SERVER=address:clientport:componentport:domain:secret:userprefix:password</c> against
/// another server that is running there, as far as that can do the case; with <c>CHAOS_INSTANCES=1</c> for one
/// that takes no second instance; with <c>CHAOS_CASES=text</c> only the rows whose names have it.</remarks>
internal static class ChaosBenchmark
{
    private const int Senders = 100;
    private const int Rate = 1000;
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan After = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan AfterMending = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    internal static async Task RunAsync()
    {
        Console.WriteLine($"{"",-38} {"sent",7} {"delivered",9} {"bounced",7} {"lost",5} {"twice",5} {"unmarked",8} {"disorder",8} {"late",6} {"full after",10} {"mended",10}");
        var wanted = Environment.GetEnvironmentVariable("CHAOS_CASES") ?? "";
        var cases = ChaosCase.All.Where(each => each.Name.Contains(wanted, StringComparison.Ordinal)).ToList();
        if (Environment.GetEnvironmentVariable("CHAOS_SERVER") is { } text)
        {
            foreach (var each in cases.Where(each => !each.IsOfNodes && each.Farm.Length == 0)) await PrintAsync(each, AtAsync(text, each));
            return;
        }

        await using var postgres = new PostgresServer();
        if (postgres.Missing is not null)
        {
            Console.WriteLine($"left out: {postgres.Missing}");
            return;
        }

        foreach (var each in cases.Where(each => !each.IsOfNetwork)) await PrintAsync(each, OnOursAsync(postgres, each, network: null));
        foreach (var each in cases.Where(each => each.IsOfNetwork)) await ApartAsync(each);
    }

    /// <summary>Where the nodes are machines of their own.</summary>
    private static async Task ApartAsync(ChaosCase each)
    {
        await using var network = await NodeNetwork.CreateAsync(nodes: 3, CancellationToken.None);
        if (network.Missing is not null)
        {
            Console.WriteLine($"{each.Name,-38} left out: {network.Missing}");
            return;
        }

        await using var postgres = new PostgresServer { Address = network.Store.ToString() };
        await PrintAsync(each, OnOursAsync(postgres, each, network));
    }

    private static async Task<Outcome> OnOursAsync(PostgresServer postgres, ChaosCase each, NodeNetwork? network)
    {
        await using var cluster = await NodeCluster.StartAsync(postgres, size: 3, CancellationToken.None, network, farm: each.Farm);
        var names = Enumerable.Range(0, Senders).Select(i => $"sender{i}").ToList();
        await cluster.AddAccountsAsync(names, CancellationToken.None);
        var server = new ChaosServer(cluster.ComponentAddresses, EchoComponent.Domain, EchoComponent.Secret);

        // The first node has one instance and, where it is to be lost, no sender: the others can be held to account for all they send.
        var clients = cluster.ClientAddresses;
        var senders = names.Select((name, i) => new ManagedSender(name, clients, each.IsOfNodes ? 1 + (i % 2) : i % 3)).ToList();
        await Task.WhenAll(senders.Select(sender => sender.StartAsync(CancellationToken.None)));
        return await RunAsync(each, server, senders, cluster, network);
    }

    private static async Task<Outcome> AtAsync(string text, ChaosCase each)
    {
        if (text.Split(':') is not [var address, var clients, var components, var domain, var secret, var prefix, var password])
            throw new ArgumentException("CHAOS_SERVER=address:clientport:componentport:domain:secret:userprefix:password");
        var senders = await Task.WhenAll(Enumerable.Range(0, Senders).Select(i => PlainSender.ConnectAsync(
            $"{prefix}{i}", password, IPEndPoint.Parse($"{address}:{clients}"), CancellationToken.None)));
        return await RunAsync(each, new ChaosServer([IPEndPoint.Parse($"{address}:{components}")], domain, secret), senders, cluster: null, network: null);
    }

    private static async Task<Outcome> RunAsync(
        ChaosCase each, ChaosServer server, IReadOnlyList<ISender> senders, NodeCluster? cluster, NodeNetwork? network)
    {
        var arrivals = new Arrivals();
        var count = int.Parse(Environment.GetEnvironmentVariable("CHAOS_INSTANCES") ?? "2", CultureInfo.InvariantCulture);
        var instances = Enumerable.Range(0, count).Select(i => new ChaosInstance(server, firstNode: i, arrivals)).ToArray();
        foreach (var instance in instances) await instance.StartAsync();
        var scene = new ChaosScene(instances, cluster, network);
        var traffic = new ChaosTraffic(senders, arrivals, $"svc@{server.Domain}", Rate);
        using var over = new CancellationTokenSource();
        var running = traffic.RunAsync(over.Token);
        await Task.Delay(Before);
        traffic.MarkEvent();
        await each.Break(scene);
        await Task.Delay(After);
        if (each.Mend is { } mend)
        {
            traffic.MarkMending();
            await mend(scene);
            await Task.Delay(AfterMending);
        }

        await over.CancelAsync();
        await running;
        await traffic.SettleAsync(Patience);
        foreach (var instance in instances) await instance.DisposeAsync();
        foreach (var sender in senders) await sender.DisposeAsync();
        return traffic.Count();
    }

    private static async Task PrintAsync(ChaosCase each, Task<Outcome> running)
    {
        var outcome = await running;
        Console.WriteLine($"{each.Name,-38} {outcome.Sent,7} {outcome.Delivered,9} {outcome.Bounced,7} {outcome.Lost,5} {outcome.Duplicated,5} "
            + $"{outcome.Unmarked,8} {outcome.OutOfOrder,8} {outcome.Late,6} {outcome.FullAfter.TotalMilliseconds,7:F0} ms "
            + $"{outcome.FullAfterMending.TotalMilliseconds,7:F0} ms");
    }
}
