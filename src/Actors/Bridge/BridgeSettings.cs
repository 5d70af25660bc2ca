using System.Collections.Immutable;
using System.Net;
using XmppActors.Transport.Hazelcast;

namespace XmppActors.Actors.Bridge;

/// <summary>The bridge to a Hazelcast cluster of Openfire's nodes, read once at start.</summary>
internal sealed record BridgeSettings
{
    /// <summary>The name of the cluster (of 3.12: of the group).</summary>
    public required string ClusterName { get; init; }

    /// <summary>Members that may be there, where they join by <c>tcp-ip</c>.</summary>
    public ImmutableArray<HazelcastAddress> Candidates { get; init; } = [];

    /// <summary>The group that members find each other by. Null: they join by <c>tcp-ip</c>.</summary>
    public IPEndPoint? MulticastGroup { get; init; }

    /// <summary>How many routers a datagram passes. 0 to 255.</summary>
    public int MulticastTimeToLive { get; init; } = 32;

    /// <summary>The address that members reach us at, and that we listen on.</summary>
    public required IPAddress Listen { get; init; }

    /// <summary>The first port of those that are tried.</summary>
    public int FirstPort { get; init; } = 5701;

    /// <summary>How many ports are tried.</summary>
    public int Ports { get; init; } = 100;

    /// <summary>The attribute <c>node-id</c> that Openfire knows a node by.</summary>
    public required string NodeId { get; init; }

    /// <summary>The attribute <c>hostname</c> that Openfire shows.</summary>
    public required string HostName { get; init; }

    /// <summary>The members' <c>hazelcast.partition.count</c>. Null: they do not configure it.</summary>
    public string? PartitionCount { get; init; }

    /// <summary>Each of our nodes is a member; else one of them, which another follows when it goes.</summary>
    public bool IsOnEveryNode { get; init; }

    public BridgeIdentity IdentityAt(int port) => new()
    {
        ClusterName = ClusterName,
        Candidates = Candidates,
        UsesMulticast = MulticastGroup is not null,
        Own = new HazelcastAddress($"{Listen}", port),
        Attributes = [new("node-id", NodeId), new("hostname", HostName)],
        PartitionCount = PartitionCount,
    };
}
