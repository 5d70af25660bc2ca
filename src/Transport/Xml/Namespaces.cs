namespace XmppActors.Transport.Xml;

/// <summary>Namespace names that the stream layer itself must know.</summary>
public static class Namespaces
{
    /// <summary>Content of client streams, and the name under which every stanza's content is presented (RFC 6120 §4.8.2).</summary>
    public const string Client = "jabber:client";

    /// <summary>Content of server streams (RFC 6120 §4.8.2).</summary>
    public const string Server = "jabber:server";

    /// <summary>Content of component streams that the component opens (XEP-0114).</summary>
    public const string ComponentAccept = "jabber:component:accept";

    /// <summary>Content of component streams that the server opens (XEP-0114).</summary>
    public const string ComponentConnect = "jabber:component:connect";

    /// <summary>The stream element, its features and its errors (RFC 6120 §4.8.1).</summary>
    public const string Streams = "http://etherx.jabber.org/streams";

    /// <summary><c>&lt;open/&gt;</c> and <c>&lt;close/&gt;</c> (RFC 7395 §3.3).</summary>
    public const string Framing = "urn:ietf:params:xml:ns:xmpp-framing";

    /// <summary>Conditions of stream errors (RFC 6120 §4.9.2).</summary>
    public const string StreamErrors = "urn:ietf:params:xml:ns:xmpp-streams";

    /// <summary>Conditions of stanza errors (RFC 6120 §8.3.2).</summary>
    public const string StanzaErrors = "urn:ietf:params:xml:ns:xmpp-stanzas";

    internal const string Xml = "http://www.w3.org/XML/1998/namespace";

    internal const string Xmlns = "http://www.w3.org/2000/xmlns/";

    /// <summary>Whether elements of this namespace inherit it from the stream header and are written without <c>xmlns</c>.</summary>
    internal static bool IsContent(string name) => name is Client or Server or ComponentAccept or ComponentConnect;
}
