namespace XmppActors.Actors.Components;

/// <summary>Starts the region of farm entities: one entity per component domain, wherever its shard is.</summary>
internal static class FarmRegion
{
    /// <summary>The shard type, the same on all nodes.</summary>
    public const string TypeName = "farm";

    private const int Shards = 256;

    /// <param name="farms">What the operator says of farms, by domain; a domain that is known by its stored secrets alone gets the defaults.</param>
    public static IActorRef Start(ActorSystem system, IReadOnlyDictionary<string, FarmSettings> farms) =>
        ClusterSharding.Get(system).Start(
            TypeName,
            domain => PropsOf(FarmSettings.Of(farms, domain) ?? new FarmSettings { Domain = domain }),
            // A farm holds its instances for as long as they are connected, however quiet its domain is.
            ClusterShardingSettings.Create(system).WithPassivateIdleAfter(TimeSpan.Zero),
            new Extractor());

    private static Props PropsOf(FarmSettings settings) => Props.Create(() => new Farm(settings));

    private sealed class Extractor() : HashCodeMessageExtractor(Shards)
    {
        public override string EntityId(object message) => ((IFarmMessage)message).Domain;
    }
}
