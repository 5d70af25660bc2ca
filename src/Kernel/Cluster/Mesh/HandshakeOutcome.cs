using XmppActors.Kernel.Cluster.Core;

namespace XmppActors.Kernel.Cluster.Mesh;

/// <summary>What a connection is for. On the wire: explicit, append-only.</summary>
internal enum MeshLane : byte
{
    Data = 1,
    Control = 2,
    Question = 3,
}

/// <summary>How a handshake ended. Those below 100 are on the wire: explicit, append-only.</summary>
internal enum HandshakeOutcome : byte
{
    Accepted = 0,

    /// <summary>The two speak different versions of this protocol.</summary>
    Version = 1,

    /// <summary>The two belong to clusters of different names.</summary>
    Cluster = 2,

    /// <summary>The dialler does not have our secret.</summary>
    Secret = 3,

    /// <summary>Another host or port was dialled than this node goes by.</summary>
    Address = 4,

    /// <summary>Another incarnation was dialled.</summary>
    Incarnation = 5,

    /// <summary>The dialler was a member and is not any more.</summary>
    GivenUp = 6,

    /// <summary>The dialler has not become a member in the time for which we waited.</summary>
    NotMember = 7,

    /// <summary>The other end does not speak this protocol.</summary>
    Foreign = 100,

    /// <summary>The other end does not speak this protocol, but TLS.</summary>
    ForeignTls = 101,

    /// <summary>The other end closed in the middle.</summary>
    Ended = 102,

    /// <summary>The acceptor does not have our secret.</summary>
    NotProved = 103,
}

/// <summary>A handshake's end in one sentence for the operator: what, where, and what mends it.</summary>
internal static class HandshakeText
{
    internal static string OfDialler(HandshakeOutcome outcome, string other, UniqueAddress? acceptor) => outcome switch
    {
        HandshakeOutcome.Version => $"{other} speaks another version of the mesh; run versions on all nodes that are next to each other.",
        HandshakeOutcome.Cluster => $"{other} belongs to another cluster; give all nodes the same cluster name, or look for another address.",
        HandshakeOutcome.Secret or HandshakeOutcome.NotProved =>
            $"{other} has another cluster secret (or another certificate than it shows us); give all nodes the same secret.",
        HandshakeOutcome.Address => $"{other} goes by the address {Place(acceptor)}; let the node's configured host and port be those at which others reach it.",
        HandshakeOutcome.Incarnation => $"{other} was started anew, as {acceptor}; nothing is to be done.",
        HandshakeOutcome.GivenUp => $"{other} has given this node up; it has to start anew.",
        HandshakeOutcome.NotMember => $"{other} does not know this node as a member yet; it is tried again.",
        HandshakeOutcome.Ended => $"{other} closed the connection during the handshake; it is tried again (if it stays so: has one of the two TLS and the other none?).",
        HandshakeOutcome.ForeignTls => $"{other} answers with TLS, which this node has not been given; configure it on all nodes or on none.",
        _ => $"{other} does not speak the mesh's protocol; is that the port of another service?",
    };

    internal static string OfAcceptor(HandshakeOutcome outcome, string other, UniqueAddress? dialler, UniqueAddress? dialled) => outcome switch
    {
        HandshakeOutcome.Version => $"Refused {other}: it speaks another version of the mesh; run versions on all nodes that are next to each other.",
        HandshakeOutcome.Cluster => $"Refused {other} ({dialler}): it belongs to another cluster; give all nodes the same cluster name, or look for another address.",
        HandshakeOutcome.Secret => $"Refused {other} ({dialler}): its cluster secret is another one; give all nodes the same secret.",
        HandshakeOutcome.Address => $"Refused {dialler} ({other}): it dialled {Place(dialled)}, which is not this node's address; let the configured host and port be those at which others reach it.",
        HandshakeOutcome.Incarnation => $"Refused {dialler} ({other}): it looked for {dialled}, a former start of this node; nothing is to be done.",
        HandshakeOutcome.GivenUp => $"Refused {dialler} ({other}): it was removed from the cluster; it has to start anew.",
        HandshakeOutcome.NotMember => $"Refused {dialler} ({other}): it is not known as a member yet; it will try again.",
        HandshakeOutcome.ForeignTls => $"Closed a connection from {other}: it began with TLS, which this node has not been given; configure it on all nodes or on none.",
        HandshakeOutcome.Ended => $"A connection from {other} ended or said nothing during the handshake; a scanner, or a node that could not go on.",
        _ => $"Closed a connection from {other}: it does not speak the mesh's protocol; let only nodes reach this port.",
    };

    private static string Place(UniqueAddress? address) => address is null ? "?" : $"{address.Host}:{address.Port}";
}
