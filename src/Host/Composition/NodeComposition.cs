using Microsoft.Extensions.Logging;
using XmppActors.Actors;
using XmppActors.Actors.Storage;
using XmppActors.Host.Accounts;
using XmppActors.Host.Farms;
using XmppActors.Host.Running;
using XmppActors.Host.Settings;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Listeners;
using XmppActors.Transport.Tls;

namespace XmppActors.Host.Composition;

/// <summary>Builds a node from its settings, starts it in order (storage, actors, listeners) and stops it in the opposite one.</summary>
internal sealed class NodeComposition : IRunningNode, IDisposable
{
    private readonly IStorage _storage;
    private readonly ActorSystem _system;
    private readonly Router _router;
    private readonly XmppListeners _listeners;
    private readonly RouterMetrics _metrics;
    private readonly TimeSpan _shutdownTimeout;

    private NodeComposition(NodeSettings settings, IStorage storage, ActorSystem system, Router router, XmppListeners listeners)
    {
        (_storage, _system, _router, _listeners) = (storage, system, router, listeners);
        _metrics = new RouterMetrics(router, listeners);
        _shutdownTimeout = settings.ShutdownTimeout;
        var stored = new StoredAccounts(storage, settings.Domains, settings.Authentication.Sasl.Iterations);
        PlanShutdown();
        Accounts = new RunningAccounts(stored, router.Accounts);
        var farms = new StoredFarms(storage.FarmSecrets, settings.Domains, settings.Components.Farms);
        Farms = new RunningFarms(farms, router);
        Listeners = [.. listeners.Bound.Select(bound => new ShownListener(NameOf(bound.Settings), AddressOf(bound)))];
    }

    public IReadOnlyList<ShownListener> Listeners { get; }

    public IAccountAdministration Accounts { get; }

    public IFarmAdministration Farms { get; }

    public static async Task<IRunningNode> StartAsync(NodeSettings settings, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        try
        {
            return await BuildAsync(settings, loggers, cancellationToken);
        }
        catch (Exception trouble) when (trouble is StorageConfigurationException or StorageUnavailableException
            or ListenFaultException or CertificateFaultException or IOException or UnauthorizedAccessException)
        {
            throw new StartFailedException(trouble.Message, trouble);
        }
    }

    public async Task<string?> FindTroubleAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _storage.CheckAsync(cancellationToken);
            return null;
        }
        catch (StorageUnavailableException trouble)
        {
            return trouble.Message;
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await CoordinatedShutdown.Get(_system).Run(CoordinatedShutdown.ClrExitReason.Instance).WaitAsync(cancellationToken);
        Dispose();
        await _listeners.DisposeAsync();
        await _storage.DisposeAsync();
    }

    public void Dispose() => _metrics.Dispose();

    private static async Task<NodeComposition> BuildAsync(NodeSettings settings, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(settings.Data.Directory);
        var time = TimeProvider.System;
        var storage = await Storage.OpenAsync(settings.Data.Storage, settings.Data.Options, cancellationToken);
        var system = Engine.Start("xmpp", settings, time, loggers);
        try
        {
            var router = await Router.StartAsync(system, storage, RouterSettingsOf(settings), time, cancellationToken);
            var listeners = await XmppListeners.StartAsync(
                settings.Listeners,
                settings.Tls,
                listener => listener.Kind == ListenerKind.Component ? router.Components : router.Clients,
                time,
                loggers);
            return new NodeComposition(settings, storage, system, router, listeners);
        }
        catch
        {
            await system.Terminate();
            await storage.DisposeAsync();
            throw;
        }
    }

    private static RouterSettings RouterSettingsOf(NodeSettings settings) => new()
    {
        Streams = settings.Streams,
        Components = settings.Components,
        Accounts = settings.Accounts,
        Sasl = settings.Authentication.WithSecret(settings.Data, settings.Cluster),
        Logins = settings.Authentication.Throttle,
        Registration = settings.Registration,
    };

    /// <summary>No new connection; then every stream closed, clients first; then the connections, when both sides are done; the actors last.</summary>
    private void PlanShutdown()
    {
        var shutdown = CoordinatedShutdown.Get(_system);
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "stop-accepting", async () =>
        {
            await _listeners.StopAcceptingAsync();
            return Done.Instance;
        });
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceRequestsDone, "drain-streams", async () =>
        {
            await _router.DrainAsync(_shutdownTimeout);
            return Done.Instance;
        });
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "close-connections", async () =>
        {
            using var patience = new CancellationTokenSource(_shutdownTimeout / 2); // Then those left are aborted.
            await _listeners.StopAsync(patience.Token);
            return Done.Instance;
        });
    }

    private static string NameOf(ListenerSettings listener) => listener.Kind switch
    {
        ListenerKind.WebSocket => "websocket",
        ListenerKind.Component => listener.Tls == TlsMode.Direct ? "component-tls" : "component",
        _ => listener.Tls == TlsMode.Direct ? "c2s-tls" : "c2s",
    };

    /// <summary>As configured, with the port that it really got.</summary>
    private static string AddressOf(BoundListener bound) =>
        ListenAddress.TryParse(bound.Settings.Address, out var address) ? $"{address with { Port = bound.EndPoint.Port }}" : $"{bound.EndPoint}";
}
