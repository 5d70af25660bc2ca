using System.Diagnostics.CodeAnalysis;

namespace XmppActors.Kernel.Cluster.Sharding;

/// <summary>Decides which node runs a shard. There is one: the cluster's placement, by rendezvous and in small steps.</summary>
[SuppressMessage("Design", "CA1040", Justification = "The surface is Akka.NET's; its methods are for those who write strategies.")]
public interface IShardAllocationStrategy;

internal sealed class ClusterPlacement : IShardAllocationStrategy
{
    internal static readonly ClusterPlacement Instance = new();
}
