namespace XmppActors.Transport.Stanzas;

/// <summary>What the sender can do about a stanza error (RFC 6120 §8.3.2).</summary>
public enum StanzaErrorType : byte
{
    Cancel,
    Continue,
    Modify,
    Auth,
    Wait,
}
