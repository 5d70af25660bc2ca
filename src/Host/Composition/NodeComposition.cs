using Microsoft.Extensions.Logging;
using XmppActors.Actors;
using XmppActors.Actors.Components.Events;
using XmppActors.Actors.Storage;
using XmppActors.Host.Accounts;
using XmppActors.Host.Clustering;
using XmppActors.Host.Farms;
using XmppActors.Host.Running;
using XmppActors.Host.Settings;
using XmppActors.Kernel.Bootstrap;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Listeners;
using XmppActors.Transport.Tls;

namespace XmppActors.Host.Composition;

/// <summary>Builds a node from its settings, opens it in order (storage, actors, cluster, listeners) and stops it in the opposite one.</summary>
internal sealed class NodeComposition : IRunningNode, IDisposable
{
    private static readonly TimeSpan OutagePatience = TimeSpan.FromSeconds(2);

    /// <summary>Longest wait for the actors when all ends at once: what then still runs can do no harm.</summary>
    private static readonly TimeSpan AbortPatience = TimeSpan.FromSeconds(5);

    /// <summary>A storage that is away is tried again for longer than whoever asks for health will wait.</summary>
    private static readonly TimeSpan StoragePatience = TimeSpan.FromSeconds(3);

    private readonly NodeSettings _settings;
    private readonly ILoggerFactory _loggers;
    private readonly IStorage _storage;
    private readonly ActorSystem _system;
    private readonly Router _router;
    private readonly ClusterAdministration? _administration;
    private readonly RunningCluster _cluster;
    private readonly TaskCompletionSource<string> _fenced;
    private readonly TaskCompletionSource _askedToLeave;
    private readonly FarmMetrics _farmMetrics;
    private readonly Webhook? _webhook;
    private XmppListeners? _listeners;
    private List<IDisposable> _metrics = [];

    private NodeComposition(
        NodeSettings settings,
        ILoggerFactory loggers,
        IStorage storage,
        ActorSystem system,
        Router router,
        TaskCompletionSource<string> fenced,
        TaskCompletionSource askedToLeave)
    {
        (_settings, _loggers, _storage, _system, _router) = (settings, loggers, storage, system, router);
        (_fenced, _askedToLeave) = (fenced, askedToLeave);
        _administration = ClusterAdministration.Get(system);
        _cluster = new RunningCluster(system, settings.Bridge is null ? null : settings.BridgeDirectory, () => askedToLeave.TrySetResult());
        var stored = new StoredAccounts(storage, settings.Domains, settings.Authentication.Sasl.Iterations);
        Accounts = new RunningAccounts(stored, router.Accounts);
        var farms = new StoredFarms(storage.FarmSecrets, settings.Domains, settings.Components.Farms);
        Farms = new RunningFarms(farms, router);
        FarmDesk = new RunningFarmDesk(router.Operations);
        var events = new FarmEventCounts();
        _farmMetrics = new FarmMetrics(router, events);
        if (settings.FarmEvents is not { } told) return;
        _webhook = new Webhook(told);
        router.StartFarmEvents(_webhook, told.Events, events);
    }

    public IReadOnlyList<ShownListener> Listeners { get; private set; } = [];

    public Task<string> Fenced => _fenced.Task;

    public Task AskedToLeave => _askedToLeave.Task;

    public IAccountAdministration Accounts { get; }

    public IFarmAdministration Farms { get; }

    public IFarmDesk FarmDesk { get; }

    public IClusterAdministration Cluster => _cluster;

    public static async Task<IRunningNode> StartAsync(NodeSettings settings, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        try
        {
            return await BuildAsync(settings, loggers, cancellationToken);
        }
        catch (Exception trouble) when (trouble is StorageConfigurationException or StorageUnavailableException
            or ClusterJoinException or IOException or UnauthorizedAccessException)
        {
            throw new StartFailedException(trouble.Message, trouble) { MayPass = trouble is StorageUnavailableException };
        }
    }

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_administration is not null)
                await _administration.JoinAsync(cancellationToken);
            _listeners = await XmppListeners.StartAsync(
                _settings.Listeners,
                _settings.Tls,
                listener => listener.Kind == ListenerKind.Component ? _router.Components : _router.Clients,
                TimeProvider.System,
                _loggers,
                _administration is { } cluster ? () => cluster.MaySend : null);
        }
        catch (Exception trouble) when (trouble is ListenFaultException or CertificateFaultException or ClusterJoinException
            or IOException or UnauthorizedAccessException or System.Net.Sockets.SocketException)
        {
            if (_administration?.Report() is { State: ClusterNodeState.Fenced } fenced)
                _fenced.TrySetResult(fenced.Trouble ?? trouble.Message);
            throw new StartFailedException(trouble.Message, trouble);
        }

        _router.StartDialling(_listeners.Dialler);
        PlanShutdown(_listeners);
        _metrics = [new RouterMetrics(_router, _listeners), new ClusterMetrics(_cluster), new BridgeMetrics(_cluster)];
        Listeners = [.. _listeners.Bound.Select(ShownListeners.Of), .. ShownListeners.OfMesh(_settings.Cluster)];
    }

    /// <inheritdoc/>
    public Task<string> DescribeOutageAsync(CancellationToken cancellationToken) =>
        _router.Availability.DescribeOutageAsync(OutagePatience, cancellationToken);

    public async Task<NodeHealth> CheckAsync(CancellationToken cancellationToken)
    {
        var view = _cluster.Show();
        if (_fenced.Task.IsCompleted || view is { State: "Fenced" })
            return new NodeHealth($"fenced: {view?.Trouble}");
        if (_listeners is null)
            return new NodeHealth(view?.Trouble is { } trouble ? $"joining the cluster: {trouble}" : "starting");
        if (view is { State: not "Up" })
            return new NodeHealth("leaving the cluster");
        var absence = await FindStorageTroubleAsync(cancellationToken);
        if (view is null)
            return new NodeHealth(absence);
        // All nodes of a cluster share the storage: none would be ready, and what can still be served would not be.
        return new NodeHealth(null, view.Store.IsReachable ? absence : "the cluster's store does not answer; what runs goes on");
    }

    public Task MeasureAsync(CancellationToken cancellationToken) => _farmMetrics.RefreshAsync(cancellationToken);

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await CoordinatedShutdown.Get(_system).Run(CoordinatedShutdown.ClrExitReason.Instance).WaitAsync(cancellationToken);
        await DisposeAllAsync();
    }

    public async Task AbortAsync()
    {
        if (_listeners is not null)
            await _listeners.DisposeAsync();
        try
        {
            // Of the orderly end only what gives back the port for other nodes: a next node takes it at once.
            await CoordinatedShutdown.Get(_system)
                .Run(CoordinatedShutdown.ClrExitReason.Instance, CoordinatedShutdown.PhaseClusterShutdown)
                .WaitAsync(AbortPatience);
        }
        catch (TimeoutException)
        {
            _loggers.CreateLogger("XmppActors.Host").NotEnded(AbortPatience);
        }

        await DisposeAllAsync();
    }

    public void Dispose()
    {
        _metrics.ForEach(static metric => metric.Dispose());
        _farmMetrics.Dispose();
        _webhook?.Dispose();
    }

    /// <returns>Null: it answers.</returns>
    private async Task<string?> FindStorageTroubleAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(StoragePatience);
        try
        {
            await _storage.CheckAsync(patience.Token);
            return null;
        }
        catch (StorageUnavailableException trouble)
        {
            return trouble.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "the storage does not answer in time";
        }
    }

    private async Task DisposeAllAsync()
    {
        Dispose();
        if (_listeners is not null)
            await _listeners.DisposeAsync();
        await _storage.DisposeAsync();
    }

    private static async Task<NodeComposition> BuildAsync(NodeSettings settings, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(settings.Data.Directory);
        var fenced = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var askedToLeave = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cluster = ClusterComposition.SetupOf(
            settings.Cluster, reason => fenced.TrySetResult(reason), () => askedToLeave.TrySetResult());
        var time = TimeProvider.System;
        ClusterAdministration? administration = null;
        var options = cluster is null ? settings.Data.Options : settings.Data.Options with { MayWrite = () => administration is not { MaySend: false } };
        var storage = await Storage.OpenAsync(settings.Data.Storage, options, cancellationToken);
        ActorSystem? system = null;
        try
        {
            system = Engine.Start(settings, cluster, storage, time, loggers);
            administration = ClusterAdministration.Get(system);
            var router = await Router.StartAsync(system, storage, RouterSettingsOf(settings), time, cancellationToken);
            return new NodeComposition(settings, loggers, storage, system, router, fenced, askedToLeave);
        }
        catch
        {
            if (system is not null)
                await system.Terminate();
            await storage.DisposeAsync();
            throw;
        }
    }

    private static RouterSettings RouterSettingsOf(NodeSettings settings) => new()
    {
        Streams = settings.Cluster is { } cluster ? settings.Streams with { Lease = cluster.Lease } : settings.Streams,
        Components = settings.Components,
        Pubsub = settings.Pubsub,
        StatusAddresses = settings.StatusAddresses,
        Accounts = settings.Accounts,
        Sasl = settings.Authentication.WithSecret(settings.Data, settings.Cluster),
        Logins = settings.Authentication.Throttle,
        Registration = settings.Registration,
        Administrators = settings.Administrators,
        Bridge = settings.Bridge,
        BridgeDirectory = settings.BridgeDirectory,
    };

    /// <summary>No new connection; then every stream closed, clients first; then the connections, when both sides are done; then the shards
    /// handed to other nodes, which until then take part in closing; the actors last.</summary>
    private void PlanShutdown(XmppListeners listeners)
    {
        var limit = _settings.ShutdownTimeout;
        Plan(CoordinatedShutdown.PhaseServiceUnbind, "stop-accepting", listeners.StopAcceptingAsync);
        Plan(CoordinatedShutdown.PhaseServiceRequestsDone, "drain-streams", () => _router.DrainAsync(_administration is null ? limit : limit / 2));
        Plan(CoordinatedShutdown.PhaseServiceStop, "close-connections", async () =>
        {
            using var patience = new CancellationTokenSource(_administration is null ? limit / 2 : limit / 4); // Then those left are aborted.
            await listeners.StopAsync(patience.Token);
        });
        if (_administration is { } cluster)
            Plan(CoordinatedShutdown.PhaseBeforeClusterShutdown, "leave-cluster", () => cluster.LeaveAsync(CancellationToken.None));
    }

    private void Plan(string phase, string name, Func<Task> work) => CoordinatedShutdown.Get(_system).AddTask(phase, name, async () =>
    {
        await work();
        return Done.Instance;
    });
}
