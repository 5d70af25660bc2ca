namespace XmppActors.Actors.Bridge;

/// <summary>The one bridge of the cluster: on one node, and on another when that one goes; or one on each.</summary>
internal static class BridgeRegion
{
    /// <summary>The shard type, the same on all nodes.</summary>
    public const string TypeName = "bridge";

    private const string TheBridge = "hazelcast";

    /// <summary>Starts whatever keeps the bridge on this node.</summary>
    /// <param name="settings">Null: this node bridges nothing.</param>
    public static void Start(ActorSystem system, BridgeSettings? settings, BridgeDirectory directory, IActorRef streams, TimeProvider time)
    {
        if (settings is null) return;
        var bridge = settings.IsOnEveryNode ? system.ActorOf(PropsOf(settings, time), "bridge") : StartOne(system, settings, time);
        system.ActorOf(Props.Create(() => new BridgeKeeper(bridge, directory, streams)), BridgeKeeper.Name);
    }

    private static Props PropsOf(BridgeSettings settings, TimeProvider time) => Props.Create(() => new HazelcastBridge(settings, time));

    private static IActorRef StartOne(ActorSystem system, BridgeSettings settings, TimeProvider time) =>
        ClusterSharding.Get(system).Start(
            TypeName,
            _ => PropsOf(settings, time),
            ClusterShardingSettings.Create(system).WithPassivateIdleAfter(TimeSpan.Zero),
            new Extractor());

    private sealed class Extractor() : HashCodeMessageExtractor(maxNumberOfShards: 1)
    {
        public override string EntityId(object message) => TheBridge;
    }
}
