using XmppActors.Transport.Xml;

namespace XmppActors.Transport.Stanzas;

/// <summary>Finds out what a stanza is about without building a tree.</summary>
internal static class PayloadNames
{
    /// <summary>The expanded name of the first child element, or null.</summary>
    /// <param name="payload">Well-formed content, inheriting <c>jabber:client</c>.</param>
    /// <param name="attributes">The stanza's attributes, among them prefixes in scope.</param>
    internal static XmlName? First(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> attributes)
    {
        int start = SkipText(payload);
        if (start == payload.Length)
            return null;
        var tag = payload[(start + 1)..];
        int nameEnd = AttributeReader.NameLength(tag);
        var name = tag[..nameEnd];
        int colon = name.IndexOf((byte)':');
        var declaration = colon < 0 ? "xmlns"u8 : DeclarationOf(name[..colon], stackalloc byte[128]);

        string ns = Namespaces.Client;
        if (AttributeReader.TryFind(tag[nameEnd..], declaration, out var value)
            || (colon >= 0 && AttributeReader.TryFind(attributes, declaration, out value)))
        {
            ns = XmlText.IsLiteralAttribute(value) ? NameTable.Get(value) : XmlText.AttributeValue(value);
        }
        return new XmlName(NameTable.Get(name[(colon + 1)..]), ns);
    }

    private static int SkipText(ReadOnlySpan<byte> payload)
    {
        int position = 0;
        while (true)
        {
            int skipped = payload[position..].IndexOf((byte)'<');
            if (skipped < 0)
                return payload.Length;
            position += skipped;
            if (payload[position + 1] != '!')
                return position;
            position += payload[position..].IndexOf("]]>"u8);
        }
    }

    private static ReadOnlySpan<byte> DeclarationOf(ReadOnlySpan<byte> prefix, Span<byte> buffer)
    {
        int length = "xmlns:".Length + prefix.Length;
        if (length > buffer.Length)
            buffer = new byte[length];
        "xmlns:"u8.CopyTo(buffer);
        prefix.CopyTo(buffer["xmlns:".Length..]);
        return buffer[..length];
    }
}
