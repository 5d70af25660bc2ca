using XmppActors.Actors.Serialization;

namespace XmppActors.Actors.Streams.Settling;

/// <summary>Told to the stream that read a stanza: somebody has taken final charge of it, or had before. Held by two nodes, written, stored,
/// handled, acknowledged by a component, bounced or ignored by a rule.</summary>
/// <param name="Count">How many: those just before it as well.</param>
internal sealed record StanzaSettled(ulong Session, uint Number, int Count = 1) : IClusterMessage;

/// <summary>Told to the stream that read a stanza: it was not taken, since the one before it has not come here, or since whoever it was told
/// to is no more. To be sent again.</summary>
/// <param name="IsRepeated">It was <see cref="Transport.Stanzas.StanzaOrigin.IsRepeated"/>: it is to be so when it is sent again.</param>
internal sealed record StanzaRefused(ulong Session, uint Number, bool IsRepeated = false) : IClusterMessage;

/// <summary>Told to the stream that read a stanza and has sent it again: somebody has it, and will settle it when it has got where it goes.</summary>
internal sealed record StanzaHeld(ulong Session, uint Number) : IClusterMessage;
