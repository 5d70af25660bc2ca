namespace XmppActors.Transport.Stanzas;

/// <summary>The three stanzas (RFC 6120 §8.2).</summary>
public enum StanzaKind : byte
{
    Message,
    Presence,
    Iq,
}
