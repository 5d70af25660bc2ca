using System.Buffers;
using System.Text;
using System.Xml.Linq;
using XmppActors.Actors.Offline;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Tests.Accounts;

/// <summary>Stanzas written and read as a test's text.</summary>
internal static class StanzaText
{
    public static Stanza Parse(string xml)
    {
        Assert.True(StoredStanza.TryRead(Encoding.UTF8.GetBytes(xml.Insert(xml.IndexOfAny([' ', '/', '>'], 1), " xmlns='jabber:client'")), out var stanza), xml);
        return stanza!;
    }

    /// <summary>
    /// One way to write the same XML: attributes in order, no default namespace, no space between elements.
    /// </summary>
    public static string Canonical(Stanza stanza)
    {
        var output = new ArrayBufferWriter<byte>();
        stanza.WriteTo(output, StreamFraming.Stream);
        return Canonical(Encoding.UTF8.GetString(output.WrittenSpan));
    }

    public static string Canonical(string xml)
    {
        var element = XElement.Parse(xml);
        foreach (var descendant in element.DescendantsAndSelf())
        {
            descendant.ReplaceAttributes(descendant.Attributes().OrderBy(attribute => attribute.Name.ToString(), StringComparer.Ordinal));
            if (!descendant.Nodes().Any())
                descendant.RemoveNodes(); // <x></x> is <x/>.
        }

        return element.ToString(SaveOptions.DisableFormatting).Replace('"', '\'');
    }
}
