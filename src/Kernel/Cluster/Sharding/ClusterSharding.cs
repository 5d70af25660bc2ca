using System.Diagnostics.CodeAnalysis;
using XmppActors.Kernel.Actor;

namespace XmppActors.Kernel.Cluster.Sharding;

/// <summary>Keeps entities by id: at most one incarnation of each at a time, started by the first message for it.</summary>
public class ClusterSharding
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ShardRegion> _regions = [];
    private readonly ActorSystemImpl _system;
    private readonly ActorCell _guardian;

    private readonly ShardingNode? _cluster;

    private ClusterSharding(ActorSystemImpl system, ShardingNode? cluster)
    {
        _system = system;
        _cluster = cluster;
        _guardian = system.SystemActorOf(Actor.Props.Create<GuardianActor>(), "sharding", sharedChildren: true);
        // A node of a cluster hands its shards over as it leaves, before they are stopped.
        CoordinatedShutdown.Get(system).AddTask(
            cluster is null ? CoordinatedShutdown.PhaseClusterShardingShutdownRegion : CoordinatedShutdown.PhaseClusterExiting,
            "region-shutdown",
            StopRegions);
    }

    public static ClusterSharding Get(ActorSystem system) =>
        ((ActorSystemImpl)system).Extension(static found => new ClusterSharding(
            found, found.ClusterRuntime is { } runtime ? new ShardingNode(found, runtime) : null));

    /// <summary>The sharding of a node of a cluster; to be asked for before anyone else asks.</summary>
    internal static ClusterSharding Join(ActorSystemImpl system, ShardingNode cluster) =>
        system.Extension(found => new ClusterSharding(found, cluster));

    /// <summary>Starts the region of an entity type; the one that runs already, if one does.</summary>
    /// <param name="typeName">Names the type; a valid element of a path.</param>
    /// <param name="entityProps">Makes each entity.</param>
    /// <param name="settings">Bounds and idle passivation.</param>
    /// <param name="messageExtractor">Reads whom a message is for.</param>
    /// <returns>The region: told a message, it puts it into the entity's own mailbox.</returns>
    public IActorRef Start(
        string typeName, Props entityProps, ClusterShardingSettings settings, IMessageExtractor messageExtractor) =>
        Start(typeName, _ => entityProps, settings, messageExtractor);

    /// <param name="typeName">Names the type; a valid element of a path.</param>
    /// <param name="entityPropsFactory">Makes the props of an entity from its id; called by any thread.</param>
    /// <param name="settings">Bounds and idle passivation.</param>
    /// <param name="messageExtractor">Reads whom a message is for.</param>
    public IActorRef Start(
        string typeName,
        Func<string, Props> entityPropsFactory,
        ClusterShardingSettings settings,
        IMessageExtractor messageExtractor) =>
        Start(typeName, entityPropsFactory, settings, messageExtractor, PoisonPill.Instance);

    /// <param name="typeName">Names the type; a valid element of a path.</param>
    /// <param name="entityPropsFactory">Makes the props of an entity from its id; called by any thread.</param>
    /// <param name="settings">Bounds and idle passivation.</param>
    /// <param name="messageExtractor">Reads whom a message is for.</param>
    /// <param name="allocationStrategy">That of <see cref="DefaultShardAllocationStrategy"/>.</param>
    /// <param name="handOffStopMessage">The last message of an entity whose shard goes to another node: it ends when it has done what it has to.</param>
    public IActorRef Start(
        string typeName,
        Func<string, Props> entityPropsFactory,
        ClusterShardingSettings settings,
        IMessageExtractor messageExtractor,
        IShardAllocationStrategy allocationStrategy,
        object handOffStopMessage)
    {
        ArgumentNullException.ThrowIfNull(allocationStrategy);
        ArgumentNullException.ThrowIfNull(handOffStopMessage);
        return Start(typeName, entityPropsFactory, settings, messageExtractor, handOffStopMessage);
    }

    [SuppressMessage("Performance", "CA1822", Justification = "The surface is Akka.NET's.")]
    public IShardAllocationStrategy DefaultShardAllocationStrategy(ClusterShardingSettings settings) => ClusterPlacement.Instance;

    public Task<IActorRef> StartAsync(
        string typeName, Props entityProps, ClusterShardingSettings settings, IMessageExtractor messageExtractor) =>
        Task.FromResult(Start(typeName, entityProps, settings, messageExtractor));

    public Task<IActorRef> StartAsync(
        string typeName,
        Func<string, Props> entityPropsFactory,
        ClusterShardingSettings settings,
        IMessageExtractor messageExtractor) =>
        Task.FromResult(Start(typeName, entityPropsFactory, settings, messageExtractor));

    /// <summary>The region of a type that was started.</summary>
    public IActorRef ShardRegion(string typeName)
    {
        lock (_gate)
        {
            return _regions.TryGetValue(typeName, out var region)
                ? region
                : throw new ArgumentException($"Shard type [{typeName}] must be started first", nameof(typeName));
        }
    }

    internal IReadOnlyList<ShardRegion> Regions
    {
        get
        {
            lock (_gate) return [.. _regions.Values];
        }
    }

    internal IActorRef Start(
        string typeName,
        Func<string, Props> entityPropsFactory,
        ClusterShardingSettings settings,
        IMessageExtractor messageExtractor,
        object handOffStopMessage)
    {
        lock (_gate)
        {
            if (_regions.TryGetValue(typeName, out var region)) return region;
            var type = new EntityType(entityPropsFactory, settings, messageExtractor, handOffStopMessage);
            region = new ShardRegion(_system, _guardian, typeName, type, _cluster);
            _cluster?.Add(region);
            _regions.Add(typeName, region);
            return region;
        }
    }

    private async Task<Done> StopRegions()
    {
        Task[] stopping;
        lock (_gate) stopping = [.. _regions.Values.Select(region => region.StopEntities())];
        await Task.WhenAll(stopping).ConfigureAwait(false);
        return Done.Instance;
    }
}
