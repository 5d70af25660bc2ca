namespace XmppActors.Transport.Xml;

/// <summary>Which pair of entities a stream joins; decides its content namespace.</summary>
public enum StreamKind : byte
{
    /// <summary>C2S: <c>jabber:client</c>.</summary>
    Client,

    /// <summary>XEP-0114: <c>jabber:component:accept</c>, or <c>jabber:component:connect</c> where the server opened the connection.
    /// XEP-0225: <c>jabber:client</c>.</summary>
    Component,

    /// <summary>S2S: <c>jabber:server</c>.</summary>
    Server,
}
