using XmppActors.Actors.Components.Administration;

namespace XmppActors.Actors.Components;

/// <summary>Starts the region of farm entities: one entity per component domain, wherever its shard is; and the catalogue among them.</summary>
internal static class FarmRegion
{
    /// <summary>The shard type, the same on all nodes.</summary>
    public const string TypeName = "farm";

    private const int Shards = 256;

    public static IActorRef Start(ActorSystem system, FarmServices services)
    {
        IActorRef region = ActorRefs.Nobody;
        region = ClusterSharding.Get(system).Start(
            TypeName,
            entityId => PropsOf(entityId, services with { Catalogue = region }),
            // A farm holds its instances for as long as they are connected, however quiet its domain is.
            ClusterShardingSettings.Create(system).WithPassivateIdleAfter(TimeSpan.Zero),
            new Extractor());
        return region;
    }

    private static Props PropsOf(string entityId, FarmServices services) => entityId == FarmCatalogue.EntityId
        ? Props.Create(() => new FarmCatalogue())
        : Props.Create(() => new Farm(entityId, services));

    private sealed class Extractor() : HashCodeMessageExtractor(Shards)
    {
        public override string EntityId(object message) => ((IFarmMessage)message).Domain;
    }
}
