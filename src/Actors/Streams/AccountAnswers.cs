using XmppActors.Actors.Serialization;

namespace XmppActors.Actors.Streams;

/// <summary>Told by an account to a stream once for each <see cref="Accounts.OutboundStanza"/>, when all that follows
/// from it has been routed: what the client sends next may go its own way without overtaking it (RFC 6120
/// §10.1).</summary>
internal sealed class OutboundHandled : IClusterMessage
{
    public static readonly OutboundHandled Instance = new();
}

/// <summary>Told by an account in answer to <see cref="Accounts.StreamEnded"/>: it will tell the stream nothing
/// more.</summary>
internal sealed class ResourceUnbound : IClusterMessage
{
    public static readonly ResourceUnbound Instance = new();
}
