using XmppActors.Actors.Serialization;

namespace XmppActors.Actors.Streams.Settling;

/// <summary>Told to the stream that read a stanza: somebody has taken final charge of it, or had before. Held by two nodes, written, stored,
/// handled, bounced or ignored by a rule.</summary>
internal sealed record StanzaSettled(ulong Session, uint Number) : IClusterMessage;

/// <summary>Told to the stream that read a stanza: it was not taken, since the one before it has not come here, or since whoever it was told
/// to is no more. To be sent again.</summary>
internal sealed record StanzaRefused(ulong Session, uint Number) : IClusterMessage;
