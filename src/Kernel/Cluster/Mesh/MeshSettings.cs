using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using XmppActors.Kernel.Event;

namespace XmppActors.Kernel.Cluster.Mesh;

/// <summary>What the nodes of one mesh have in common, and this node's bounds.</summary>
internal sealed record MeshSettings
{
    /// <summary>Nodes with another name are refused.</summary>
    internal required string ClusterName { get; init; }

    /// <summary>Proves that a node belongs to the cluster; the same on all. Whoever sees a handshake can try guesses: 128 random bits or more.</summary>
    internal required ReadOnlyMemory<byte> Secret { get; init; }

    /// <summary>Where to listen.</summary>
    internal IPAddress Bind { get; init; } = IPAddress.IPv6Any;

    /// <summary>Null: the port of the node's own address; another one where something in between forwards it.</summary>
    internal int? BindPort { get; init; }

    /// <summary>Null: the connections are not encrypted.</summary>
    internal MeshTls? Tls { get; init; }

    /// <summary>Asked before anything is written: once it answers false, connections are broken instead, and none is made.</summary>
    internal Func<bool> MayAct { get; init; } = static () => true;

    /// <summary>Answers who asks without being a member (<see cref="MeshQuestion"/>); null for no answer. Also while <see cref="MayAct"/> says no.</summary>
    internal Func<ReadOnlyMemory<byte>, CancellationToken, Task<byte[]?>>? OnQuestion { get; init; }

    /// <summary>Takes what an operator has to know, each in one sentence.</summary>
    internal Action<LogLevel, string> Log { get; init; } = static (_, _) => { };

    internal TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>For pauses; safe for use by many threads.</summary>
    internal Random Random { get; init; } = Random.Shared;

    /// <summary>Most bytes that a peer has not acknowledged; beyond, frames are refused.</summary>
    internal long UnacknowledgedBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Longest frame of the data lane; a longer one is the sender's bug, and breaks the connection of whoever receives it.</summary>
    internal int FrameBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Longest datagram of the control lane.</summary>
    internal int DatagramBytes { get; init; } = 256 * 1024;

    /// <summary>Datagrams that wait to be written to one peer; of more, the oldest are dropped.</summary>
    internal int Datagrams { get; init; } = 32;

    internal int QuestionBytes { get; init; } = 64 * 1024;

    internal int AnswerBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Connections that have not proved yet to belong to the cluster; more are closed at once.</summary>
    internal int Strangers { get; init; } = 128;

    internal TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For what each side does by itself during the handshake.</summary>
    internal TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a node of the cluster that is no peer yet is held: the membership may reach us later than its connection.</summary>
    internal TimeSpan HoldTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest pause between two attempts to connect.</summary>
    internal TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest time until received frames are acknowledged.</summary>
    internal TimeSpan AcknowledgeAfter { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Received bytes that are acknowledged without waiting.</summary>
    internal int AcknowledgeBytes { get; init; } = 256 * 1024;

    /// <summary>How long an orderly end waits for what was sent to be taken.</summary>
    internal TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(2);
}

/// <summary>TLS between the nodes, both sides with a certificate. The secret is asked for all the same.</summary>
internal sealed record MeshTls
{
    /// <summary>This node's own, with its key.</summary>
    internal required X509Certificate2 Certificate { get; init; }

    /// <summary>A node's certificate must be signed by one of these, directly or by others that it sends along; its names do not matter.</summary>
    internal X509Certificate2Collection Authorities { get; init; } = [];

    /// <summary>SHA-256 of certificates that are trusted whoever signed them; in hexadecimal digits.</summary>
    internal ImmutableHashSet<string> Pinned { get; init; } = ImmutableHashSet.Create<string>(StringComparer.OrdinalIgnoreCase);
}

/// <summary>A node did not let us in, or did not answer; the message says why and what to do.</summary>
internal sealed class MeshException(string message, Exception? cause = null) : Exception(message, cause);
