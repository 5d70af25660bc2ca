using Microsoft.Extensions.Logging;
using XmppActors.Host.Admin;
using XmppActors.Host.CommandLine;
using XmppActors.Host.Metrics;
using XmppActors.Host.Settings;

namespace XmppActors.Host.Running;

/// <summary>One process's life: start a node in order, say that it is ready, wait, stop it in order. A node of a cluster that had to stop acting
/// is followed by another.</summary>
internal sealed class NodeProcess(
    NodeSettings settings, StartNode startNode, ILoggerFactory loggers, Terminal terminal, NextSteps nextSteps)
{
    private static readonly TimeSpan RestartPause = TimeSpan.FromSeconds(1);

    private readonly ILogger _log = loggers.CreateLogger("XmppActors.Host");
    private bool _hasToldNextSteps;

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
        try
        {
            var fence = await LiveAsync(await StartAsync(seen, isFirst: true, stop), seen, admin, stop);
            while (fence is not null)
            {
                seen.Absent($"fenced: {fence}");
                _log.Fenced(fence);
                fence = await LiveAsync(await StartAsync(seen, isFirst: false, stop), seen, admin, stop);
            }

            _log.Stopped();
            return ExitCode.Done;
        }
        finally
        {
            AdminUrlFile.Remove(settings);
        }
    }

    /// <summary>One node's life, until it is asked to end or may not act any more.</summary>
    /// <returns>Null: it was asked to end, and has. Else why it may not act any more.</returns>
    private async Task<string?> LiveAsync(IRunningNode node, AdminNode seen, AdminListener? admin, CancellationToken stop)
    {
        seen.Started(node);
        if (admin is not null)
            AdminUrlFile.Write(settings, admin.Address);
        try
        {
            await node.OpenAsync(stop);
        }
        catch (Exception trouble) when (trouble is StartFailedException or OperationCanceledException)
        {
            seen.Stopping();
            await node.AbortAsync();
            if (node.Fenced.IsCompletedSuccessfully && !stop.IsCancellationRequested)
                return await node.Fenced;
            throw;
        }

        TellReady(node, admin);
        await Task.WhenAny(WaitAsync(stop), node.AskedToLeave, node.Fenced);
        seen.Stopping();
        if (node.Fenced.IsCompletedSuccessfully)
        {
            await node.AbortAsync();
            return await node.Fenced;
        }

        _log.Draining(stop.IsCancellationRequested ? "asked to stop" : "asked to leave the cluster", settings.ShutdownTimeout);
        await StopAsync(node);
        return null;
    }

    private void TellReady(IRunningNode node, AdminListener? admin)
    {
        var listeners = node.Listeners.ToList();
        if (admin is not null)
            listeners.Add(new ShownListener("admin", $"{admin.Address}"));
        var shown = string.Join(' ', listeners);
        terminal.Output.WriteLine($"ready: {shown}");
        if (!_hasToldNextSteps)
            nextSteps.WriteTo(terminal.Output, listeners);
        _hasToldNextSteps = true;
        terminal.Output.Flush();
        _log.Ready(shown);
    }

    /// <summary>A node of a cluster waits for a database that does not answer; one that was good once, for whatever keeps it from starting.</summary>
    private async Task<IRunningNode> StartAsync(AdminNode seen, bool isFirst, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                return await startNode(settings, loggers, stop);
            }
            catch (StartFailedException failure) when (!isFirst || (failure.MayPass && settings.Cluster is not null))
            {
                seen.Absent($"starting: {failure.Message}");
                _log.NotStarted(RestartPause, failure.Message);
                await Task.Delay(RestartPause, stop);
            }
        }
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
