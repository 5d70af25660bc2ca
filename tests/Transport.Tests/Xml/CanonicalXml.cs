using System.Text;
using System.Xml.Linq;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Transport.Tests.Xml;

/// <summary>Compares what elements mean: not their prefixes, not the order of their attributes, not how their text is written.</summary>
internal static class CanonicalXml
{
    /// <summary>A text that is equal for elements of equal meaning.</summary>
    internal static string Of(XElement element)
    {
        var text = new StringBuilder();
        Append(text, element);
        return text.ToString();
    }

    /// <summary>The whole stanza as a tree, put together from what the class tells about it.</summary>
    internal static XElement TreeOf(Stanza stanza)
    {
        var tree = new XElement(XName.Get(stanza.Kind.ToString().ToLowerInvariant(), Namespaces.Client));
        tree.SetAttributeValue("to", stanza.To?.Value);
        tree.SetAttributeValue("from", stanza.From?.Value);
        tree.SetAttributeValue("id", stanza.Id);
        tree.SetAttributeValue(XNamespace.Xml + "lang", stanza.Lang);
        if (stanza.Type is not (StanzaType.None or StanzaType.Unknown))
            tree.SetAttributeValue("type", stanza.Type.ToString().ToLowerInvariant());
        tree.Add(stanza.Children());
        return tree;
    }

    /// <summary>Gives addresses their normal form, and drops what a stanza does not keep apart from absence.</summary>
    internal static XElement NormalizeHeader(XElement stanza)
    {
        foreach (var name in (string[])["to", "from", "id", "type"])
        {
            if (stanza.Attribute(name) is { Value: "" } empty)
                empty.Remove();
            else if (name is "to" or "from" && stanza.Attribute(name) is { } address && Jid.TryParse(address.Value, out var jid))
                address.Value = jid.Value;
        }
        return stanza;
    }

    private static void Append(StringBuilder text, XElement element)
    {
        text.Append('<').Append(element.Name);
        foreach (var attribute in element.Attributes().Where(a => !a.IsNamespaceDeclaration).OrderBy(a => a.Name.ToString(), StringComparer.Ordinal))
            text.Append(' ').Append(attribute.Name).Append("='").Append(attribute.Value.Replace("'", "&apos;", StringComparison.Ordinal)).Append('\'');
        text.Append('>');
        foreach (var node in element.Nodes())
        {
            if (node is XElement child)
                Append(text, child);
            else if (node is XText characters)
                text.Append(characters.Value.Replace("<", "&lt;", StringComparison.Ordinal));
        }
        text.Append("</>");
    }
}
