using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Cluster.Sharding;

namespace XmppActors.Kernel.Bootstrap;

/// <summary>The regions of one node at one moment; for operators.</summary>
public sealed record ShardingReport(IReadOnlyList<RegionReport> Regions)
{
    public static ShardingReport Of(ActorSystem system) =>
        new([.. ClusterSharding.Get(system).Regions.Select(region => region.Report()).OrderBy(region => region.Type, StringComparer.Ordinal)]);
}

/// <param name="Type">The entity type.</param>
/// <param name="Shards">Those that run on this node, or that it has messages for; by number.</param>
public sealed record RegionReport(string Type, IReadOnlyList<ShardReport> Shards)
{
    public int Entities => Shards.Sum(shard => shard.Entities);
}

/// <param name="Name">The shard's number.</param>
/// <param name="RunsHere">Whether its entities are on this node; some may still be ending.</param>
/// <param name="Entities">Entities on this node.</param>
/// <param name="Held">Messages of this node that wait for somebody to run the shard.</param>
/// <param name="Unanswered">Messages that were sent to the node that runs it, and that it has not confirmed yet.</param>
public sealed record ShardReport(string Name, bool RunsHere, int Entities, int Held, int Unanswered);
