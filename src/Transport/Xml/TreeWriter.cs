using System.Buffers;
using System.Text;
using System.Xml.Linq;

namespace XmppActors.Transport.Xml;

/// <summary>
/// Writes trees as bytes in the profile of RFC 6120 §11.1: no comments, no processing instructions, and a namespace named only where it differs
/// from the parent's.
/// </summary>
internal static class TreeWriter
{
    /// <summary>Writes an element; <paramref name="inherited"/> is the default namespace of what it is written into.</summary>
    internal static void WriteElement(IBufferWriter<byte> output, XElement element, string inherited)
    {
        var name = element.Name;
        var tag = Encoding.UTF8.GetBytes(name.LocalName);

        output.Write("<"u8);
        output.Write(tag);
        if (name.NamespaceName != inherited)
            WriteAttribute(output, "xmlns"u8, name.NamespaceName);
        WriteAttributes(output, element);
        if (!element.Nodes().Any())
        {
            output.Write("/>"u8);
            return;
        }
        output.Write(">"u8);
        WriteContent(output, element, name.NamespaceName);
        output.Write("</"u8);
        output.Write(tag);
        output.Write(">"u8);
    }

    /// <summary>Writes what stands between an element's tags.</summary>
    internal static void WriteContent(IBufferWriter<byte> output, XElement element, string inherited)
    {
        foreach (var node in element.Nodes())
        {
            if (node is XElement child)
                WriteElement(output, child, inherited);
            else if (node is XText text)
                XmlText.WriteEscaped(output, text.Value);
        }
    }

    /// <summary>Writes all attributes but <c>xmlns</c>, each behind a space; prefixes that nobody within the tree declares are made up.</summary>
    internal static void WriteAttributes(IBufferWriter<byte> output, XElement element)
    {
        int madeUp = 0;
        foreach (var attribute in element.Attributes())
        {
            var name = attribute.Name;
            if (attribute.IsNamespaceDeclaration)
            {
                if (name.Namespace == XNamespace.Xmlns)
                    WriteAttribute(output, Encoding.UTF8.GetBytes("xmlns:" + name.LocalName), attribute.Value);
            }
            else if (name.Namespace == XNamespace.None)
            {
                WriteAttribute(output, Encoding.UTF8.GetBytes(name.LocalName), attribute.Value);
            }
            else
            {
                var prefix = name.Namespace == XNamespace.Xml ? "xml" : DeclaredPrefix(element, name.Namespace);
                if (prefix is null)
                {
                    do { prefix = $"ns{++madeUp}"; }
                    while (element.Attribute(XNamespace.Xmlns + prefix) is not null);
                    WriteAttribute(output, Encoding.UTF8.GetBytes("xmlns:" + prefix), name.NamespaceName);
                }
                WriteAttribute(output, Encoding.UTF8.GetBytes($"{prefix}:{name.LocalName}"), attribute.Value);
            }
        }
    }

    internal static void WriteAttribute(IBufferWriter<byte> output, ReadOnlySpan<byte> name, string value)
    {
        output.Write(" "u8);
        output.Write(name);
        output.Write("='"u8);
        XmlText.WriteEscaped(output, value);
        output.Write("'"u8);
    }

    /// <summary>A prefix declared on this very element: one declared further out may lie outside of what is being written.</summary>
    private static string? DeclaredPrefix(XElement element, XNamespace sought)
    {
        foreach (var attribute in element.Attributes())
        {
            if (attribute.Name.Namespace == XNamespace.Xmlns && attribute.Value == sought.NamespaceName)
                return attribute.Name.LocalName;
        }
        return null;
    }
}
