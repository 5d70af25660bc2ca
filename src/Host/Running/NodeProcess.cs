using Microsoft.Extensions.Logging;
using XmppActors.Host.Admin;
using XmppActors.Host.CommandLine;
using XmppActors.Host.Metrics;
using XmppActors.Host.Settings;

namespace XmppActors.Host.Running;

/// <summary>One node's life: start in order, say that it is ready, wait, stop in order.</summary>
internal sealed class NodeProcess(
    NodeSettings settings, StartNode startNode, ILoggerFactory loggers, Terminal terminal, NextSteps nextSteps)
{
    private readonly ILogger _log = loggers.CreateLogger("XmppActors.Host");

    /// <param name="stop">Asks for an orderly end.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        try
        {
            return await RunToEndAsync(stop);
        }
        catch (StartFailedException failure)
        {
            terminal.Error.WriteLine(failure.Message);
            return ExitCode.Unavailable;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Done; // Asked to stop while starting.
        }
    }

    private async Task<int> RunToEndAsync(CancellationToken stop)
    {
        _log.Starting(NextSteps.Version, settings.Data.Storage.Split(':')[0]);
        using var metrics = new MetricsCollector();
        var seen = new AdminNode();
        await using var admin = await StartAdminAsync(seen, metrics, stop);
        var node = await startNode(settings, loggers, stop);
        seen.Started(node);
        if (admin is not null)
            AdminUrlFile.Write(settings, admin.Address);

        var listeners = node.Listeners.ToList();
        if (admin is not null)
            listeners.Add(new ShownListener("admin", $"{admin.Address}"));
        var shown = string.Join(' ', listeners);
        terminal.Output.WriteLine($"ready: {shown}");
        nextSteps.WriteTo(terminal.Output, listeners);
        terminal.Output.Flush();
        _log.Ready(shown);

        await WaitAsync(stop);

        seen.Stopping();
        _log.Draining("asked to stop", settings.ShutdownTimeout);
        await StopAsync(node);
        AdminUrlFile.Remove(settings);
        _log.Stopped();
        return ExitCode.Done;
    }

    private async Task<AdminListener?> StartAdminAsync(
        AdminNode seen, MetricsCollector metrics, CancellationToken cancellationToken)
    {
        if (settings.Admin.Listen is not { } address)
            return null;
        try
        {
            var token = AdminToken.LoadOrCreate(settings.Admin.TokenFile);
            return await AdminListener.StartAsync(address, seen, token, metrics, loggers, cancellationToken);
        }
        catch (Exception trouble) when (
            trouble is IOException or UnauthorizedAccessException or System.Net.Sockets.SocketException)
        {
            throw new StartFailedException($"the admin listener {address} cannot start: {trouble.Message}", trouble);
        }
    }

    private static async Task WaitAsync(CancellationToken stop)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stop.Register(asked.SetResult);
        await asked.Task;
    }

    private async Task StopAsync(IRunningNode node)
    {
        using var patience = new CancellationTokenSource(settings.ShutdownTimeout);
        try
        {
            await node.StopAsync(patience.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            _log.NotDrained(settings.ShutdownTimeout);
        }
    }
}
