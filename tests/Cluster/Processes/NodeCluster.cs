using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using XmppActors.Cluster.Tests.Load;
using XmppActors.Host.Clustering;
using XmppActors.Tests.Shared;

namespace XmppActors.Cluster.Tests.Processes;

/// <summary>Nodes of one cluster with one PostgreSQL database, on the loopback address or on machines of their own.</summary>
internal sealed class NodeCluster : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cluster-").FullName;

    private NodeCluster(string storage, string store, int size, NodeNetwork? network, string farm)
    {
        var addresses = network is null ? TakeAddresses(size) : [.. Enumerable.Range(0, size).Select(i => AddressesOn(network, i))];
        Nodes = [.. addresses.Select((each, i) => new NodeProgram(
            Path.Combine(_folder, $"node{i + 1}"), each, Configuration(each, storage, store, farm), network?.CommandOf(i) ?? []))];
    }

    public IReadOnlyList<NodeProgram> Nodes { get; }

    public IReadOnlyList<IPEndPoint> ClientAddresses => [.. Nodes.Select(node => node.Addresses.Clients)];

    public IReadOnlyList<IPEndPoint> ComponentAddresses => [.. Nodes.Select(node => node.Addresses.Components)];

    /// <summary>All that the nodes have said.</summary>
    public string Log => string.Join('\n', Nodes.Select((node, i) => $"--- node {i + 1}\n{node.Log}"));

    /// <summary>Complete when all are up. A node that is alone has no cluster at all.</summary>
    /// <param name="store">Where they agree, as <c>xmpp.cluster.store</c> says it.</param>
    /// <param name="farm">More of what is said of the farm, as in <c>xmpp.farms</c>.</param>
    public static async Task<NodeCluster> StartAsync(
        PostgresServer postgres, int size, CancellationToken cancellation, NodeNetwork? network = null, string store = "postgres", string farm = "")
    {
        var cluster = new NodeCluster(await postgres.CreateDatabaseAsync(cancellation), size > 1 ? store : "local", size, network, farm);
        try
        {
            await Task.WhenAll(cluster.Nodes.Select(node => node.StartAsync(cancellation)));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async Task AddAccountsAsync(IEnumerable<string> names, CancellationToken cancellation)
    {
        foreach (var name in names)
        {
            var (code, output) = await Nodes[0].RunAsync(
                cancellation, "account", "add", $"{name}@localhost", "--password", ManagedClient.Password);
            if (code != 0) throw new InvalidOperationException(output);
        }
    }

    /// <summary>Completes when this node knows of so many members that are up, and of none that is told to stop.</summary>
    public async Task UntilUpAsync(int node, int count, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(60)); // Only a failing test waits so long.
        while (await ShowAsync(node, patience.Token) is not { } view
            || view.Members.Count(member => member.Status == "Up") != count || view.Members.Any(member => member.Status == "Down"))
            patience.Token.ThrowIfCancellationRequested();
    }

    /// <returns>Null: the node is not in a state to say.</returns>
    private async Task<ClusterView?> ShowAsync(int node, CancellationToken cancellation)
    {
        var (code, output) = await Nodes[node].RunAsync(cancellation, "cluster", "show", "--json");
        return code == 0 ? JsonSerializer.Deserialize<ClusterView>(output, JsonSerializerOptions.Web) : null;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes) await node.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Configuration(NodeAddresses addresses, string storage, string store, string farm) => $$"""
        xmpp {
          c2s { listen = ["{{addresses.Clients}}"], direct-tls = [], websocket = [], require-tls = off }
          component.listen = ["{{addresses.Components}}"]
          admin.listen = "{{addresses.Admin}}"
          authentication { plain-without-tls = on, scram-iterations = 4096 }
          farms { "{{EchoComponent.Domain}}" { secrets = ["{{EchoComponent.Secret}}"], {{farm}} } }
          storage = "{{storage}}"
          cluster {
            name = "verona"
            store = "{{store}}"
            node { host = "{{addresses.Mesh.Address}}", port = {{addresses.Mesh.Port}}, client-address = "{{addresses.Clients}}" }
            secret = "a plague on both your houses"
            lease = 8s
            drain-timeout = 20s
          }
        }
        """;

    private static NodeAddresses AddressesOn(NodeNetwork network, int node)
    {
        var address = network.AddressOf(node);
        return new NodeAddresses(new(address, 5222), new(address, 5347), new(address, 25520), new(IPAddress.Loopback, 9090));
    }

    /// <summary>Ports that are free at this moment; a node must keep its own from one life to the next.</summary>
    private static List<NodeAddresses> TakeAddresses(int nodes)
    {
        var taken = new List<TcpListener>();
        try
        {
            return [.. Enumerable.Range(0, nodes).Select(_ => new NodeAddresses(Take(), Take(), Take(), Take()))];
        }
        finally
        {
            foreach (var listener in taken) listener.Dispose();
        }

        IPEndPoint Take()
        {
            var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            taken.Add(listener);
            return (IPEndPoint)listener.LocalEndpoint;
        }
    }
}
