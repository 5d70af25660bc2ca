namespace XmppActors.Transport.Xml;

/// <summary>How top-level elements are told apart on the wire; decides what a writer may leave to be inherited.</summary>
public enum StreamFraming : byte
{
    /// <summary>Children of one long <c>&lt;stream:stream&gt;</c> (RFC 6120 §4.2), which declares the content namespace and the prefix <c>stream</c>.</summary>
    Stream,

    /// <summary>One element in each WebSocket message, declaring everything itself (RFC 7395 §3.3).</summary>
    WebSocket,
}
