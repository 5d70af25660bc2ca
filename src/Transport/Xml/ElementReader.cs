namespace XmppActors.Transport.Xml;

/// <summary>Makes an <see cref="XmppElement"/> of a scanned top-level element.</summary>
internal static class ElementReader
{
    internal static XmppElement Read(ReadOnlySpan<byte> item, ElementScanner scanner, StreamScope scope)
    {
        var copy = new TopLevelCopy(item, scanner, scope);
        int declarations = copy.MeasureDeclarations();
        int attributes = declarations;
        foreach (ref readonly var attribute in scanner.RootAttributes)
        {
            if (!attribute.IsXmlns(item))
                attributes += TopLevelCopy.MeasureAttribute(attribute);
        }
        var bytes = new byte[attributes + copy.MeasurePayload()];
        int written = copy.CopyDeclarations(bytes);
        foreach (ref readonly var attribute in scanner.RootAttributes)
        {
            if (!attribute.IsXmlns(item))
                written += copy.CopyAttribute(attribute, bytes.AsSpan(written));
        }
        copy.CopyPayload(bytes.AsSpan(attributes));
        var name = new XmlName(NameTable.Get(scanner.Root.LocalName(item)), scanner.RootNamespace);
        return new XmppElement(name, bytes.AsMemory(0, attributes), bytes.AsMemory(attributes), item.Length);
    }
}
