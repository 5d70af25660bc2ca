namespace XmppActors.Transport.Stanzas;

/// <summary>Values of the <c>type</c> attribute (RFC 6120 §8.2.3, RFC 6121 §4.7.1 and §5.2.2); which of them a stanza may have hangs on its kind.</summary>
public enum StanzaType : byte
{
    /// <summary>No attribute: a message of type normal, presence that announces availability, an iq that is a bad request.</summary>
    None,

    Normal,
    Chat,
    Groupchat,
    Headline,
    Error,
    Unavailable,
    Subscribe,
    Subscribed,
    Unsubscribe,
    Unsubscribed,
    Probe,
    Get,
    Set,
    Result,

    /// <summary>A value that the RFCs do not define for this kind; kept and written again as it came.</summary>
    Unknown,
}
