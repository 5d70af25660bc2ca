using System.Diagnostics;
using System.Net.Sockets;

namespace XmppActors.Host.TestsRoom.Running;

/// <summary>The program itself, as a supervisor sees it: standard output, signals, exit codes.</summary>
public sealed class RealProcessTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly byte[] Header =
    [
        .. "<stream:stream to='localhost' version='1.0' xmlns='jabber:client'"u8,
        .. " xmlns:stream='http://etherx.jabber.org/streams'>"u8,
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("node").FullName;

    private readonly List<Process> _started = [];

    public void Dispose()
    {
        foreach (var process in _started)
        {
            if (!process.HasExited)
                process.Kill();
            process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_node_starts_serves_accounts_and_drains_on_SIGTERM()
    {
        var node = Start(FreePorts);
        var ready = await ReadLineAsync(node);
        Assert.StartsWith("ready: c2s=127.0.0.1:", ready, StringComparison.Ordinal);
        Assert.DoesNotContain(":0 ", ready + " ", StringComparison.Ordinal);

        Assert.Equal((0, "ready\n"), await RunAsync("health"));
        Assert.Equal(
            (0, "romeo@localhost added\n"),
            await RunAsync("account", "add", "romeo@localhost", "--password", "swordfish"));
        using (var stream = new TcpClient())
        {
            await stream.ConnectAsync("127.0.0.1", PortOf(ready, "c2s"), Cancellation);
            await stream.GetStream().WriteAsync(Header, Cancellation);
            using var reader = new StreamReader(stream.GetStream());
            await ReadUntilAsync(reader, "<starttls");
            Signal(node, "TERM");
            await ReadUntilAsync(reader, "<system-shutdown");
        }

        Assert.Equal(0, await ExitOf(node));
        Assert.Equal((3, ""), await RunAsync("health"));
        Assert.Equal((0, "romeo@localhost\n"), await RunAsync("account", "list"));
    }

    [Fact]
    public async Task A_bad_configuration_ends_with_2_before_anything_is_made()
    {
        var node = Start("--set", "xmpp.domains=[]");

        Assert.Equal(2, await ExitOf(node));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public async Task A_port_that_is_taken_ends_with_3_and_a_sentence()
    {
        using var taken = new TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var node = Start(
            [.. FreePorts, "--set", $"xmpp.c2s.listen={taken.LocalEndpoint}", "--set", "xmpp.log.level=error"]);

        var told = await node.StandardError.ReadToEndAsync(Cancellation);

        Assert.Equal(3, await ExitOf(node));
        Assert.Equal($"{taken.LocalEndpoint} cannot be listened on: another program has taken the port.\n", told);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string[] FreePorts =>
    [
        "--set", "xmpp.c2s.listen=127.0.0.1:0",
        "--set", "xmpp.c2s.direct-tls=127.0.0.1:0",
        "--set", "xmpp.c2s.websocket=127.0.0.1:0/ws",
        "--set", "xmpp.component.listen=127.0.0.1:0",
        "--set", "xmpp.admin.listen=127.0.0.1:0",
    ];

    /// <summary>The program, in an empty folder of its own.</summary>
    private Process Start(params string[] arguments)
    {
        var host = Path.Combine(AppContext.BaseDirectory, "XmppActors.Host.dll");
        var process = Process.Start(new ProcessStartInfo("dotnet", [host, .. arguments])
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _started.Add(process);
        return process;
    }

    private async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        var process = Start(arguments);
        var output = await process.StandardOutput.ReadToEndAsync(Cancellation);
        return (await ExitOf(process), output);
    }

    private static async Task<string> ReadLineAsync(Process node) =>
        await node.StandardOutput.ReadLineAsync(Cancellation).AsTask().WaitAsync(Patience, Cancellation)
            ?? throw new InvalidOperationException(await node.StandardError.ReadToEndAsync(Cancellation));

    private static async Task ReadUntilAsync(StreamReader reader, string wanted)
    {
        var seen = "";
        var buffer = new char[1024];
        while (!seen.Contains(wanted, StringComparison.Ordinal))
        {
            var count = await reader.ReadAsync(buffer, Cancellation).AsTask().WaitAsync(Patience, Cancellation);
            Assert.True(count > 0, $"the stream ended without {wanted}: {seen}");
            seen += new string(buffer, 0, count);
        }
    }

    private static int PortOf(string ready, string listener) =>
        int.Parse(System.Text.RegularExpressions.Regex.Match(ready, $@" {listener}=\S*?:(\d+)").Groups[1].Value, null);

    private static void Signal(Process process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        kill.WaitForExit();
    }

    private static async Task<int> ExitOf(Process process)
    {
        await process.WaitForExitAsync(Cancellation).WaitAsync(Patience, Cancellation);
        return process.ExitCode;
    }
}
