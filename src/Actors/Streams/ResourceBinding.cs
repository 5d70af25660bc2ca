using System.Xml.Linq;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Streams;

/// <summary>The wire form of resource binding (RFC 6120 §7).</summary>
internal static class ResourceBinding
{
    public static readonly XNamespace Namespace = "urn:ietf:params:xml:ns:xmpp-bind";

    public static readonly XmlName Bind = new("bind", "urn:ietf:params:xml:ns:xmpp-bind");

    public static bool IsRequest(Stanza stanza) =>
        stanza is { Kind: StanzaKind.Iq, Type: StanzaType.Set, IdBytes.IsEmpty: false } && stanza.PayloadName == Bind;

    /// <summary>The resourcepart asked for; null when the client leaves it to the server.</summary>
    public static string? RequestedResource(Stanza request) =>
        request.FirstChild()?.Element(Namespace + "resource")?.Value is { Length: > 0 } resource ? resource : null;

    public static Stanza Result(Stanza request, FullJid address) => StanzaErrors.IqResult(
        request, new XElement(Namespace + "bind", new XElement(Namespace + "jid", address.Value)));
}
