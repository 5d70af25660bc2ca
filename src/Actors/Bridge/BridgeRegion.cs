namespace XmppActors.Actors.Bridge;

/// <summary>Starts the region of the one bridge of the cluster: on one node, and on another when that one goes.</summary>
internal static class BridgeRegion
{
    /// <summary>The shard type, the same on all nodes.</summary>
    public const string TypeName = "bridge";

    private const string TheBridge = "hazelcast";

    public static IActorRef Start(ActorSystem system, Func<Props> bridge) =>
        ClusterSharding.Get(system).Start(
            TypeName,
            _ => bridge(),
            ClusterShardingSettings.Create(system).WithPassivateIdleAfter(TimeSpan.Zero),
            new Extractor());

    private sealed class Extractor() : HashCodeMessageExtractor(maxNumberOfShards: 1)
    {
        public override string EntityId(object message) => TheBridge;
    }
}
