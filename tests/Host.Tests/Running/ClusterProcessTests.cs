using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using XmppActors.Tests.Shared;

namespace XmppActors.Host.TestsRoom.Running;

/// <summary>Two nodes as processes of their own, one PostgreSQL: what an operator sees of them.</summary>
public sealed class ClusterProcessTests(PostgresServer server) : IClassFixture<PostgresServer>, IDisposable
{
    private readonly HostProgram _first = new();
    private readonly HostProgram _second = new();

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_nodes_are_one_cluster_until_one_is_asked_to_leave()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        var storage = await server.CreateDatabaseAsync(Cancellation);
        var (firstPort, secondPort) = (FreePort(), FreePort());

        var first = _first.Start(Clustered(storage, firstPort));
        Assert.Contains($" mesh=127.0.0.1:{firstPort} ", await HostProgram.ReadLineAsync(first), StringComparison.Ordinal);
        var second = _second.Start(Clustered(storage, secondPort));
        await HostProgram.ReadLineAsync(second);
        _ = DiscardAsync(first);
        _ = DiscardAsync(second);

        Assert.Equal([$"127.0.0.1:{firstPort} Up", $"127.0.0.1:{secondPort} Up"], await MembersAsync(_first, storage, firstPort));
        Assert.Equal([$"127.0.0.1:{firstPort} Up", $"127.0.0.1:{secondPort} Up"], await MembersAsync(_second, storage, secondPort));
        Assert.Equal((0, "ready\n"), await RunAsync(_second, storage, secondPort, "health"));
        var (_, regions) = await RunAsync(_first, storage, firstPort, "sharding", "regions");
        Assert.Contains($"127.0.0.1:{secondPort}#", regions, StringComparison.Ordinal);

        Assert.Equal(
            (0, $"127.0.0.1:{secondPort} drains and leaves\n"),
            await RunAsync(_first, storage, firstPort, "ctl", "cluster", "leave", $"127.0.0.1:{secondPort}"));
        Assert.Equal(0, await HostProgram.ExitOf(second));
        Assert.Equal([$"127.0.0.1:{firstPort} Up"], await MembersAsync(_first, storage, firstPort));

        HostProgram.Signal(first, "TERM");
        Assert.Equal(0, await HostProgram.ExitOf(first));
    }

    private static async Task<IEnumerable<string>> MembersAsync(HostProgram program, string storage, int port)
    {
        var (code, output) = await RunAsync(program, storage, port, "cluster", "show", "--json");
        Assert.Equal(0, code);
        using var view = JsonDocument.Parse(output);
        return [.. view.RootElement.GetProperty("members").EnumerateArray().Select(member =>
            $"{member.GetProperty("address").GetString()!.Split('#')[0]} {member.GetProperty("status").GetString()}")];
    }

    private static Task<(int Code, string Output)> RunAsync(HostProgram program, string storage, int port, params string[] command) =>
        program.RunAsync([.. command, .. Clustered(storage, port)]);

    private static string[] Clustered(string storage, int meshPort) =>
    [
        .. HostProgram.FreePorts,
        "--set", $"xmpp.storage=\"{storage}\"",
        "--set", "xmpp.cluster.store=postgres",
        "--set", "xmpp.cluster.name=verona",
        "--set", "xmpp.cluster.secret=\"a plague on both your houses\"",
        "--set", "xmpp.cluster.node.host=\"127.0.0.1\"",
        "--set", $"xmpp.cluster.node.port={meshPort}",
    ];

    /// <summary>So that a node that says much is not held up by a pipe that nobody reads.</summary>
    private static async Task DiscardAsync(Process node) =>
        await Task.WhenAll(node.StandardOutput.ReadToEndAsync(Cancellation), node.StandardError.ReadToEndAsync(Cancellation));

    /// <summary>Free at this moment: a node must keep its own from one life to the next.</summary>
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
