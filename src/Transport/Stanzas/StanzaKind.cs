namespace XmppActors.Transport.Stanzas;

/// <summary>The three stanzas (RFC 6120 §8.2). On the wire between nodes: explicit, append-only.</summary>
public enum StanzaKind : byte
{
    Message = 0,
    Presence = 1,
    Iq = 2,
}
