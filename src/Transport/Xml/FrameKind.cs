namespace XmppActors.Transport.Xml;

/// <summary>What <c>Read</c> found.</summary>
public enum FrameKind : byte
{
    /// <summary>All input is consumed and nothing is complete.</summary>
    NeedMoreData,

    /// <summary><c>Header</c> is set.</summary>
    StreamOpened,

    /// <summary><c>Stanza</c> is set.</summary>
    Stanza,

    /// <summary><c>Element</c> is set.</summary>
    Element,

    /// <summary>The peer's closing tag or <c>&lt;close/&gt;</c>; whatever follows is ignored.</summary>
    StreamClosed,

    /// <summary><c>Error</c> is set, for good.</summary>
    Error,
}
