using XmppActors.Kernel.Actor;

namespace XmppActors.Kernel.Cluster.Sharding;

/// <summary>What a region has to know of its entities.</summary>
internal sealed record EntityType(
    Func<string, Props> PropsFactory,
    ClusterShardingSettings Settings,
    IMessageExtractor Extractor,
    object HandOffStopMessage)
{
    /// <summary>A factory that throws is not its caller's fault: the entity fails in its place, as it is made.</summary>
    internal Props PropsOf(string entityId)
    {
        try
        {
            return PropsFactory(entityId);
        }
        catch (Exception failure)
        {
            return Props.Failing(failure);
        }
    }
}
