using System.Diagnostics;
using System.Globalization;

namespace XmppActors.Benchmarks.Connections;

/// <summary>An <see cref="EchoServer"/> in a process of its own, whose processor time and memory are all its own
/// too.</summary>
internal sealed class ServerProcess : IDisposable
{
    public const string Argument = "connections-server";

    private readonly Process _process;

    private ServerProcess(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Bytes of live objects.</summary>
    public async Task<long> HeapBytesAsync()
    {
        await _process.StandardInput.WriteLineAsync();
        return long.Parse((await _process.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
    }

    public static async Task<ServerProcess> StartAsync(string mode)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [Argument, mode])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        string? port = await process.StandardOutput.ReadLineAsync();
        return new ServerProcess(process, int.Parse(port!, CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
