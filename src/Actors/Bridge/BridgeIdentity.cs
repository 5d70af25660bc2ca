using System.Collections.Immutable;
using XmppActors.Transport.Hazelcast;

namespace XmppActors.Actors.Bridge;

/// <summary>Who we are to the other cluster, and where it may be found.</summary>
internal sealed record BridgeIdentity
{
    /// <summary>The name of the cluster (of 3.12: of the group).</summary>
    public required string ClusterName { get; init; }

    /// <summary>Members that may be there, when they join by <c>tcp-ip</c>.</summary>
    public required ImmutableArray<HazelcastAddress> Candidates { get; init; }

    /// <summary>The members find each other by multicast, and so do we.</summary>
    public bool UsesMulticast { get; init; }

    /// <summary>Where we listen while we are a member: reached by all of them.</summary>
    public required HazelcastAddress Own { get; init; }

    /// <summary>What other members see of us: <c>node-id</c> and <c>hostname</c>, without which Openfire's nodes fail.</summary>
    public required ImmutableArray<KeyValuePair<string, string>> Attributes { get; init; }

    /// <summary>As the members' <c>hazelcast.partition.count</c>. Null: they do not configure it.</summary>
    public string? PartitionCount { get; init; }

    public string JoinerType => UsesMulticast ? "multicast" : "tcp-ip";
}
