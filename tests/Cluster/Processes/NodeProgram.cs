using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;

namespace XmppActors.Cluster.Tests.Processes;

/// <summary>One node as a process of its own, that can be killed, frozen and started again under the same addresses.</summary>
/// <param name="machine">Written before its command: where it runs.</param>
internal sealed class NodeProgram(string folder, NodeAddresses addresses, string configuration, IReadOnlyList<string> machine)
    : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60); // Only a failing test waits so long.

    private readonly StringBuilder _log = new();
    private readonly List<(string Text, TaskCompletionSource Said)> _awaited = [];
    private Process? _process;
    private Task _logging = Task.CompletedTask;

    public NodeAddresses Addresses => addresses;

    /// <summary>What it has said since it was made, for a test that fails.</summary>
    public string Log
    {
        get
        {
            lock (_log) return _log.ToString();
        }
    }

    public int ExitCode => _process!.ExitCode;

    /// <summary>Completes when the node is in the cluster and listens.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "node.conf");
        await File.WriteAllTextAsync(file, configuration, cancellation);
        var process = Launch("--config", file);
        _process = process;
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _logging = Task.WhenAll(ReadAsync(process.StandardOutput, ready), ReadAsync(process.StandardError, ready: null));
        var first = await Task.WhenAny(ready.Task, process.WaitForExitAsync(cancellation)).WaitAsync(Patience, cancellation);
        if (first != ready.Task) throw new InvalidOperationException($"the node has ended: {Log}");
    }

    /// <summary>Completes when it says this, from now on.</summary>
    public async Task SaidAsync(string text, CancellationToken cancellation)
    {
        var said = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_log) _awaited.Add((text, said));
        await said.Task.WaitAsync(Patience, cancellation);
    }

    /// <summary>Runs a command of the program against this node.</summary>
    public async Task<(int Code, string Output)> RunAsync(CancellationToken cancellation, params string[] arguments)
    {
        using var command = Launch([.. arguments, "--config", Path.Combine(folder, "node.conf")]);
        var errors = command.StandardError.ReadToEndAsync(cancellation);
        var output = await command.StandardOutput.ReadToEndAsync(cancellation);
        await command.WaitForExitAsync(cancellation).WaitAsync(Patience, cancellation);
        return (command.ExitCode, output + await errors);
    }

    /// <summary>Ends the process as a power cut would.</summary>
    public async Task KillAsync()
    {
        Signal("KILL");
        await ExitedAsync();
    }

    /// <summary>Asks for an orderly end and waits for it.</summary>
    public async Task DrainAsync()
    {
        Signal("TERM");
        await ExitedAsync();
    }

    public void Freeze() => Signal("STOP");

    public void Wake() => Signal("CONT");

    public async ValueTask DisposeAsync()
    {
        if (_process is null) return;
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        await _logging;
        _process.Dispose();
        _process = null;
    }

    private Process Launch(params string[] arguments)
    {
        string[] command = [.. machine, "dotnet", Path.Combine(AppContext.BaseDirectory, "XmppActors.Host.dll"), .. arguments];
        return Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    private void Signal(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private async Task ExitedAsync()
    {
        await _process!.WaitForExitAsync().WaitAsync(Patience);
        await _logging;
    }

    private async Task ReadAsync(StreamReader output, TaskCompletionSource? ready)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            lock (_log)
            {
                _log.AppendLine(line);
                foreach (var (_, said) in _awaited.Where(each => line.Contains(each.Text, StringComparison.Ordinal))) said.TrySetResult();
                _awaited.RemoveAll(each => each.Said.Task.IsCompleted);
            }

            if (line.StartsWith("ready: ", StringComparison.Ordinal)) ready?.TrySetResult();
        }
    }
}

/// <summary>Where one node listens: the same in each of its lives.</summary>
internal sealed record NodeAddresses(IPEndPoint Clients, IPEndPoint Components, IPEndPoint Mesh, IPEndPoint Admin);
