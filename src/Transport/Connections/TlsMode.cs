namespace XmppActors.Transport.Connections;

/// <summary>How a listener's connections come by TLS.</summary>
public enum TlsMode
{
    /// <summary>Never: plain TCP to the end.</summary>
    None,

    /// <summary>By the STARTTLS negotiation; until then <see cref="ConnectionInfo.IsSecure"/> is false. RFC 6120
    /// §5.</summary>
    StartTls,

    /// <summary>From the first byte, before any XML. RFC 7590 §3.1, XEP-0368.</summary>
    Direct,

    /// <summary>From the first byte or not at all, as the initiating entity chooses (told apart by that
    /// byte).</summary>
    DirectOrNone,
}
