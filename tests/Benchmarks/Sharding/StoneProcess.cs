using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using XmppActors.Kernel.Bootstrap;
using XmppActors.Kernel.Cluster.Mesh;

namespace XmppActors.Benchmarks.Sharding;

/// <summary>A <see cref="StoneNode"/> in a process of its own, connected over TCP; says to whoever throws how many stones it has had.</summary>
internal sealed class StoneProcess : IDisposable
{
    internal const string Argument = "sharding-node";

    private readonly Process _process;

    private StoneProcess(Process process) => _process = process;

    internal TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>The other process's whole life: complete when its input ends.</summary>
    internal static async Task RunAsync(string store, string port)
    {
        await using var node = StoneNode.Start(OverTcp(store, int.Parse(port, CultureInfo.InvariantCulture)));
        await node.JoinAsync(members: 2);
        Console.WriteLine("ready");
        using var ended = new CancellationTokenSource();
        var reporting = ReportAsync(node.Count, ended.Token);
        while (await Console.In.ReadLineAsync(CancellationToken.None) is { } line)
        {
            node.Count.IsTiming = line == "time";
            Console.WriteLine(node.Count.Times());
        }

        await ended.CancelAsync();
        await reporting;
    }

    /// <summary>Starts it; complete when it has joined and has its shards.</summary>
    internal static async Task<StoneProcess> StartAsync(string store)
    {
        var port = FreePort().ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo(Environment.ProcessPath!, [Argument, store, port]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync();
        return line == "ready" ? new StoneProcess(process) : throw new InvalidOperationException($"The other node says {line}.");
    }

    /// <summary>A node that is connected over TCP, on loopback.</summary>
    internal static ClusterSetup OverTcp(string store, int port) => StoneNode.At(port) with
    {
        Store = store,
        Mesh = (self, mayAct) => TcpMesh.Bind(
            self,
            new MeshSettings { ClusterName = "stones", Secret = "a stone's throw from here"u8.ToArray(), Bind = IPAddress.Loopback, MayAct = mayAct }),
    };

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Begins to take times, or ends it.</summary>
    /// <returns>The times so far.</returns>
    internal async Task<string> TimeAsync(bool isTiming)
    {
        await _process.StandardInput.WriteLineAsync(isTiming ? "time" : "stop");
        return (await _process.StandardOutput.ReadLineAsync())!;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static async Task ReportAsync(StoneCount count, CancellationToken ended)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        long told = 0;
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                if (count.Handled is var handled && handled == told) continue;
                count.Teller?.Tell(told = handled, ActorRefs.NoSender);
            }
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
    }
}
