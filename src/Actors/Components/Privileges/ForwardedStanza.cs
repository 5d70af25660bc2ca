using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Xml.Linq;
using XmppActors.Actors.Offline;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Components.Privileges;

/// <summary>Stanzas within stanzas (XEP-0297).</summary>
internal static class ForwardedStanza
{
    private const string Namespace = "urn:xmpp:forward:0";

    private static readonly XNamespace Client = Namespaces.Client;

    /// <summary>Finds the stanza that an element forwards.</summary>
    public static bool TryRead(XElement around, [NotNullWhen(true)] out Stanza? stanza)
    {
        stanza = null;
        return around.Element(XName.Get("forwarded", Namespace)) is { } forwarded && TryReadChild(forwarded, out stanza);
    }

    /// <summary>Reads the one stanza in <c>jabber:client</c> that stands in an element.</summary>
    public static bool TryReadChild(XElement parent, [NotNullWhen(true)] out Stanza? stanza)
    {
        stanza = null;
        return parent.Elements().Where(child => child.Name.Namespace == Client).ToArray() is [var only]
            && StoredStanza.TryRead(Encoding.UTF8.GetBytes(only.ToString(SaveOptions.DisableFormatting)), out stanza);
    }

    /// <param name="id">Instead of the stanza's own.</param>
    public static XElement Wrap(Stanza stanza, string? id = null)
    {
        var element = XElement.Parse(Encoding.UTF8.GetString(StoredStanza.Write(stanza).Span), LoadOptions.PreserveWhitespace);
        if (id is not null) element.SetAttributeValue("id", id);
        return new XElement(XName.Get("forwarded", Namespace), element);
    }
}
