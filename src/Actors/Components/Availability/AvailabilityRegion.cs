namespace XmppActors.Actors.Components.Availability;

/// <summary>Starts the region of the entities that show farms to clients: one for each farm, wherever its shard is.</summary>
internal static class AvailabilityRegion
{
    /// <summary>The shard type, the same on all nodes.</summary>
    public const string TypeName = "availability";

    private const int Shards = 256;

    public static IActorRef Start(ActorSystem system, AvailabilityServices services) =>
        ClusterSharding.Get(system).Start(
            TypeName,
            domain => Props.Create<FarmAvailability>(domain, services),
            // It follows its farm however quiet it is around it.
            ClusterShardingSettings.Create(system).WithPassivateIdleAfter(TimeSpan.Zero),
            new Extractor());

    private sealed class Extractor() : HashCodeMessageExtractor(Shards)
    {
        public override string? EntityId(object message) => (message as IAvailabilityMessage)?.Domain;
    }
}
