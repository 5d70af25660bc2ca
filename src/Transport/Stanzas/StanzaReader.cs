using System.Buffers;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Xml;

namespace XmppActors.Transport.Stanzas;

/// <summary>Makes a <see cref="Stanza"/> of a scanned top-level element: two allocations, the stanza and one array for all that it keeps.</summary>
internal static class StanzaReader
{
    private enum Part : byte
    {
        Other,
        To,
        From,
        Id,
        Type,
        Xmlns,
    }

    internal static Stanza Read(ReadOnlySpan<byte> item, ElementScanner scanner, StreamScope scope)
    {
        var parts = new StanzaParts { Kind = scanner.StanzaKind, ByteCount = item.Length };
        var copy = new TopLevelCopy(item, scanner, scope);
        var id = ReadOnlySpan<byte>.Empty;
        byte[]? malformedTo = null, malformedFrom = null, unknownType = null;
        bool hasLang = false;
        int others = 0;
        foreach (ref readonly var attribute in scanner.RootAttributes)
        {
            var value = attribute.Value(item);
            switch (PartOf(attribute, item))
            {
                case Part.To:
                    malformedTo = TryReadAddress(value, out parts.To) ? null : value.ToArray();
                    break;
                case Part.From:
                    malformedFrom = TryReadAddress(value, out parts.From) ? null : value.ToArray();
                    break;
                case Part.Id:
                    id = value;
                    break;
                case Part.Type:
                    parts.Type = ReadType(parts.Kind, value);
                    unknownType = parts.Type == StanzaType.Unknown ? value.ToArray() : null;
                    break;
                case Part.Other:
                    others += TopLevelCopy.MeasureAttribute(attribute);
                    hasLang |= attribute.Name(item).SequenceEqual("xml:lang"u8);
                    break;
            }
        }
        parts.Verbatim = VerbatimHeader.Create(malformedTo, malformedFrom, unknownType);

        var lang = hasLang ? [] : scope.LangAttribute;
        int attributes = others + lang.Length + copy.MeasureDeclarations();
        int payload = copy.MeasurePayload();
        if (attributes + id.Length + payload == 0)
            return new Stanza(parts);

        var bytes = new byte[attributes + id.Length + payload];
        int written = 0;
        if (others > 0)
        {
            foreach (ref readonly var attribute in scanner.RootAttributes)
            {
                if (PartOf(attribute, item) == Part.Other)
                    written += copy.CopyAttribute(attribute, bytes.AsSpan(written));
            }
        }
        lang.CopyTo(bytes, written);
        copy.CopyDeclarations(bytes.AsSpan(written + lang.Length));
        id.CopyTo(bytes.AsSpan(attributes));
        copy.CopyPayload(bytes.AsSpan(attributes + id.Length));

        parts.Attributes = bytes.AsMemory(0, attributes);
        parts.Id = bytes.AsMemory(attributes, id.Length);
        parts.Payload = bytes.AsMemory(attributes + id.Length);
        return new Stanza(parts);
    }

    private static Part PartOf(in AttributeSpan attribute, ReadOnlySpan<byte> item)
    {
        var name = attribute.Name(item);
        return name.Length switch
        {
            2 => name.SequenceEqual("to"u8) ? Part.To : name.SequenceEqual("id"u8) ? Part.Id : Part.Other,
            4 => name.SequenceEqual("from"u8) ? Part.From : name.SequenceEqual("type"u8) ? Part.Type : Part.Other,
            5 => name.SequenceEqual("xmlns"u8) ? Part.Xmlns : Part.Other,
            _ => Part.Other,
        };
    }

    private static bool TryReadAddress(ReadOnlySpan<byte> value, out Jid? jid)
    {
        if (XmlText.IsLiteralAttribute(value))
            return Jid.TryParse(value, out jid);
        var resolved = ArrayPool<byte>.Shared.Rent(value.Length);
        try
        {
            int length = XmlText.Resolve(value, resolved, isAttribute: true);
            return Jid.TryParse(resolved.AsSpan(0, length), out jid);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(resolved);
        }
    }

    private static StanzaType ReadType(StanzaKind kind, ReadOnlySpan<byte> value)
    {
        var type = StanzaNames.ParseType(kind, value);
        if (type != StanzaType.Unknown || XmlText.IsLiteralAttribute(value) || value.Length > 128)
            return type;
        Span<byte> resolved = stackalloc byte[128];
        return StanzaNames.ParseType(kind, resolved[..XmlText.Resolve(value, resolved, isAttribute: true)]);
    }
}
