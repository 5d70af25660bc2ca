using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace XmppActors.Cluster.Tests.Processes;

/// <summary>Machines of their own for nodes, as far as the network goes: a network namespace each, on a bridge, whose ways can be cut. Of
/// <c>tests/tools/namespaces.sh</c>, which removes everything when this is disposed of or this process ends.</summary>
internal sealed class NodeNetwork : IAsyncDisposable
{
    private readonly string _name;
    private readonly string _net;
    private readonly Process _script;

    private NodeNetwork(string name, string net, int nodes)
    {
        _name = name;
        _net = net;
        _script = Process.Start(new ProcessStartInfo(
            "/bin/sh", [Path.Combine(AppContext.BaseDirectory, "namespaces.sh"), name, net, nodes.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }

    /// <summary>Why there are none here; null: they are there.</summary>
    public string? Missing { get; private set; }

    /// <summary>Where the nodes find the store: an address of this machine that they do not reach clients by.</summary>
    public IPAddress Store => IPAddress.Parse($"{_net}.254");

    public static async Task<NodeNetwork> CreateAsync(int nodes, CancellationToken cancellation)
    {
        // Of the addresses that are for tests of networks (RFC 2544), a part that others will hardly have at this moment.
        var name = $"xa{Environment.ProcessId}";
        var network = new NodeNetwork(name, $"198.18.{Environment.ProcessId % 256}", nodes);
        var said = await network._script.StandardOutput.ReadLineAsync(cancellation);
        if (said != "ready") network.Missing = said?.Replace("missing: ", "", StringComparison.Ordinal) ?? "the script said nothing";
        return network;
    }

    /// <param name="node">From 0.</param>
    public IPAddress AddressOf(int node) => IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"{_net}.{11 + node}"));

    /// <summary>What to write before a command, so that it runs on that machine.</summary>
    public IReadOnlyList<string> CommandOf(int node) => ["nsenter", $"--net=/run/netns/{_name}-{node + 1}"];

    /// <summary>Drops what goes from one node to the other; the way back stays.</summary>
    public Task CutAsync(int from, int to) => TellAsync(string.Create(CultureInfo.InvariantCulture, $"cut {from + 1} {to + 1}"));

    /// <summary>Drops what goes from a node to the store.</summary>
    public Task CutFromStoreAsync(int node) => TellAsync(string.Create(CultureInfo.InvariantCulture, $"cut {node + 1} store"));

    /// <summary>Drops what goes from a node to clients and components.</summary>
    public Task CutFromClientsAsync(int node) => TellAsync(string.Create(CultureInfo.InvariantCulture, $"cut {node + 1} clients"));

    /// <summary>Opens all ways.</summary>
    public Task HealAsync() => TellAsync("heal");

    public async ValueTask DisposeAsync()
    {
        _script.StandardInput.Close();
        await _script.WaitForExitAsync();
        _script.Dispose();
    }

    private async Task TellAsync(string command)
    {
        await _script.StandardInput.WriteLineAsync(command);
        await _script.StandardInput.FlushAsync();
        if (await _script.StandardOutput.ReadLineAsync() is var said && said != "done") throw new InvalidOperationException(said);
    }
}
