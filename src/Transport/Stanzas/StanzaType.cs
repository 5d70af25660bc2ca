namespace XmppActors.Transport.Stanzas;

/// <summary>Values of the <c>type</c> attribute (RFC 6120 §8.2.3, RFC 6121 §4.7.1 and §5.2.2); which of them a stanza may have hangs on its kind.</summary>
/// <remarks>On the wire between nodes: explicit, append-only.</remarks>
public enum StanzaType : byte
{
    /// <summary>No attribute: a message of type normal, presence that announces availability, an iq that is a bad request.</summary>
    None = 0,

    Normal = 1,
    Chat = 2,
    Groupchat = 3,
    Headline = 4,
    Error = 5,
    Unavailable = 6,
    Subscribe = 7,
    Subscribed = 8,
    Unsubscribe = 9,
    Unsubscribed = 10,
    Probe = 11,
    Get = 12,
    Set = 13,
    Result = 14,

    /// <summary>A value that the RFCs do not define for this kind; kept and written again as it came.</summary>
    Unknown = 15,
}
