using System.Diagnostics;

namespace XmppActors.Host.TestsRoom.Running;

/// <summary>The program as its own processes, in an empty folder: what is left of it goes with the test.</summary>
internal sealed class HostProgram : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<Process> _started = [];

    public string Folder { get; } = Directory.CreateTempSubdirectory("node").FullName;

    public void Dispose()
    {
        foreach (var process in _started)
        {
            if (!process.HasExited)
                process.Kill();
            process.Dispose();
        }

        Directory.Delete(Folder, recursive: true);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static string[] FreePorts =>
    [
        "--set", "xmpp.c2s.listen=127.0.0.1:0",
        "--set", "xmpp.c2s.direct-tls=127.0.0.1:0",
        "--set", "xmpp.c2s.websocket=127.0.0.1:0/ws",
        "--set", "xmpp.component.listen=127.0.0.1:0",
        "--set", "xmpp.admin.listen=127.0.0.1:0",
    ];

    /// <summary>The program, in an empty folder of its own.</summary>
    public Process Start(params string[] arguments)
    {
        var host = Path.Combine(AppContext.BaseDirectory, "XmppActors.Host.dll");
        var process = Process.Start(new ProcessStartInfo("dotnet", [host, .. arguments])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _started.Add(process);
        return process;
    }

    public async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        var process = Start(arguments);
        var output = await process.StandardOutput.ReadToEndAsync(Cancellation);
        return (await ExitOf(process), output);
    }

    public static async Task<string> ReadLineAsync(Process node) =>
        await node.StandardOutput.ReadLineAsync(Cancellation).AsTask().WaitAsync(Patience, Cancellation)
            ?? throw new InvalidOperationException(await node.StandardError.ReadToEndAsync(Cancellation));

    /// <returns>All that was read up to there.</returns>
    public static async Task<string> ReadUntilAsync(StreamReader reader, string wanted)
    {
        var seen = "";
        var buffer = new char[1024];
        while (!seen.Contains(wanted, StringComparison.Ordinal))
        {
            var count = await reader.ReadAsync(buffer, Cancellation).AsTask().WaitAsync(Patience, Cancellation);
            Assert.True(count > 0, $"the stream ended without {wanted}: {seen}");
            seen += new string(buffer, 0, count);
        }

        return seen;
    }

    public static int PortOf(string ready, string listener) =>
        int.Parse(System.Text.RegularExpressions.Regex.Match(ready, $@" {listener}=\S*?:(\d+)").Groups[1].Value, null);

    public static void Signal(Process process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        kill.WaitForExit();
    }

    public static async Task<int> ExitOf(Process process)
    {
        await process.WaitForExitAsync(Cancellation).WaitAsync(Patience, Cancellation);
        return process.ExitCode;
    }
}
