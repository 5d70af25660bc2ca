using System.Diagnostics.CodeAnalysis;
using System.Xml.Linq;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Components.Negotiation;

/// <summary>The wire form of hostname binding (XEP-0225 §3).</summary>
internal static class HostnameBinding
{
    private const string NamespaceName = "urn:xmpp:component:0";

    private static readonly XNamespace Component = NamespaceName;
    private static readonly XmlName Bind = new("bind", NamespaceName);
    private static readonly XmlName Unbind = new("unbind", NamespaceName);

    /// <summary>The stream feature.</summary>
    public static XElement Feature => new(Component + "bind", new XElement(Component + "required"));

    public static bool IsBind(Stanza stanza) => IsRequest(stanza) && stanza.PayloadName == Bind;

    public static bool IsUnbind(Stanza stanza) => IsRequest(stanza) && stanza.PayloadName == Unbind;

    /// <summary>Reads which hostname is meant: a domain, or <c>domain/instance</c>, which names the instance within the domain's farm.</summary>
    /// <returns>False: none, or something that is no address.</returns>
    public static bool TryRead(Stanza request, [NotNullWhen(true)] out Jid? hostname)
    {
        var text = request.FirstChild()?.Element(Component + "hostname")?.Value;
        return Jid.TryParse(text?.Trim() ?? "", out hostname) && hostname.Localpart is null;
    }

    public static Stanza Bound(Stanza request, Jid hostname) => StanzaErrors.IqResult(
        request, new XElement(Component + "bind", new XElement(Component + "hostname", hostname.Value)));

    private static bool IsRequest(Stanza stanza) => stanza is { Kind: StanzaKind.Iq, Type: StanzaType.Set, IdBytes.IsEmpty: false };
}
