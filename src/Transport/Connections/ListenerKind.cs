namespace XmppActors.Transport.Connections;

/// <summary>What a listener speaks, and so which stream its connections carry.</summary>
public enum ListenerKind
{
    /// <summary>Clients over TCP; content namespace <c>jabber:client</c>. RFC 6120.</summary>
    C2s,

    /// <summary>Clients over WebSocket, one element a message. RFC 7395.</summary>
    WebSocket,

    /// <summary>External components; content namespace <c>jabber:component:accept</c>. XEP-0114.</summary>
    Component,
}
