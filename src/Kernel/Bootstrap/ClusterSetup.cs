using System.Security.Cryptography.X509Certificates;
using XmppActors.Kernel.Cluster.Core;
using XmppActors.Kernel.Cluster.Leases;
using XmppActors.Kernel.Cluster.Mesh;

namespace XmppActors.Kernel.Bootstrap;

/// <summary>Makes a system one of several that act as one. It joins by <see cref="ClusterAdministration.JoinAsync"/>.</summary>
public sealed record ClusterSetup
{
    /// <summary>Nodes of clusters with different names refuse each other.</summary>
    public string Name { get; init; } = "xmpp";

    /// <summary>Where the other nodes reach this one; part of its identity.</summary>
    public required string Host { get; init; }

    /// <summary>Zero: any that is free; for tests.</summary>
    public required int Port { get; init; }

    /// <summary>The IP address that is listened on; <c>null</c>: <see cref="Host"/> if it is one or <c>localhost</c>, else all of this machine.</summary>
    public string? BindAddress { get; init; }

    /// <summary><c>null</c>: that of <see cref="Port"/>; another one where something in between forwards it.</summary>
    public int? BindPort { get; init; }

    /// <summary>Where the cluster agrees: <c>local</c> (this process only), <c>postgres://…</c>, <c>etcd:http://host:port,…</c>; empty: the seed
    /// nodes are asked.</summary>
    public string Store { get; init; } = "";

    /// <summary>Nodes that are asked at start for the cluster and its store: <c>host:port</c>.</summary>
    public IReadOnlyList<string> SeedNodes { get; init; } = [];

    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>How long the cluster waits for a node that is silent and cannot be shown to have ended. The same on all nodes; 3 s to 60 s.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>What all nodes know, and nobody else; without it a node listens on loopback only.</summary>
    public string? Secret { get; init; }

    /// <summary><c>null</c>: connections between nodes are authenticated by the secret, and not encrypted.</summary>
    public ClusterTls? Tls { get; init; }

    /// <summary>The entity types of all regions that will be started; the same on all nodes of a version.</summary>
    public IReadOnlyList<string> ShardTypes { get; init; } = [];

    /// <summary>Of the program; shown to operators.</summary>
    public string Version { get; init; } = "";

    /// <summary>Told once, with the reason, after all of this node has stopped acting. The system does not join again; a new one may.</summary>
    public Action<string>? OnFenced { get; init; }

    /// <summary>Told once, when another node's operator has asked this one to leave; it then hands over its shards, and
    /// <see cref="ClusterAdministration.LeaveAsync"/> completes when it has left.</summary>
    public Action? OnToldToLeave { get; init; }

    /// <summary>Instead of what <see cref="Store"/> names; not disposed of.</summary>
    internal ILeaseStore? LeaseStore { get; init; }

    /// <summary>Instead of the one over TCP. Told who it is, and whom to ask at the moment of sending whether this node may act.</summary>
    internal Func<UniqueAddress, Func<bool>, IMesh>? Mesh { get; init; }

    /// <summary>Instead of the mesh's own way to ask a node that is none of the peers: address, question, answer.</summary>
    internal Func<string, ReadOnlyMemory<byte>, CancellationToken, Task<byte[]?>>? Ask { get; init; }

    /// <summary>Instead of those that follow from <see cref="Lease"/>.</summary>
    internal ClusterSettings? Times { get; init; }

    /// <summary>The cluster's own clock, where the system's is virtual.</summary>
    internal TimeProvider? Time { get; init; }

    /// <summary>Instead of the time at the start.</summary>
    internal long? Incarnation { get; init; }

    /// <summary>Without the secret.</summary>
    public override string ToString() => $"{Name} at {Host}:{Port}";
}

/// <summary>Mutual TLS between nodes.</summary>
public sealed record ClusterTls
{
    /// <summary>This node's, with its private key. What it names does not matter.</summary>
    public required X509Certificate2 Certificate { get; init; }

    /// <summary>Who issues the nodes' certificates; no other authority is believed.</summary>
    public required X509Certificate2Collection Authorities { get; init; }
}
