namespace XmppActors.Transport.Xml;

/// <summary>Makes a <see cref="StreamHeader"/> of a scanned start tag or <c>&lt;open/&gt;</c>, and what it leaves in force.</summary>
internal static class HeaderReader
{
    /// <summary>The scope keeps one bit for each.</summary>
    private const int MaxBindings = 64;

    /// <summary>Reads <c>&lt;stream:stream&gt;</c> (RFC 6120 §4.7, §4.8). Null, or what is wrong with it.</summary>
    internal static StreamError? TryRead(
        ReadOnlySpan<byte> item, ElementScanner scanner, StreamKind kind, out StreamHeader header, out StreamScope scope)
    {
        (header, scope) = (null!, null!);
        if (!scanner.Root.LocalName(item).SequenceEqual("stream"u8))
            return new StreamError(StreamErrorCondition.BadFormat, "A stream header was expected.");
        if (scanner.RootNamespace != Namespaces.Streams)
        {
            return new StreamError(
                scanner.Root.Colon == 0 ? StreamErrorCondition.BadNamespacePrefix : StreamErrorCondition.InvalidNamespace);
        }
        if (!TryReadBindings(item, scanner, out var bindings))
            return new StreamError(StreamErrorCondition.PolicyViolation, "The stream header declares too many prefixes.");
        var content = IsContent(kind, scanner.RootDefault)
            ? scanner.RootDefault
            : bindings.Find(binding => IsContent(kind, binding.Namespace))?.Namespace;
        if (content is null)
            return new StreamError(StreamErrorCondition.InvalidNamespace);

        header = ReadAttributes(item, scanner, content);
        scope = new StreamScope
        {
            Kind = kind,
            ContentNamespace = content,
            DefaultNamespace = scanner.RootDefault,
            Bindings = StreamScope.Share(bindings),
            Name = scanner.Root.Name(item).ToArray(),
            LangAttribute = LangAttribute(header),
        };
        return null;
    }

    /// <summary>Reads <c>&lt;open/&gt;</c> (RFC 7395 §3.4), after which everything declares itself. Null, or what is wrong with it.</summary>
    internal static StreamError? TryReadOpen(
        ReadOnlySpan<byte> item, ElementScanner scanner, StreamKind kind, out StreamHeader header, out StreamScope scope)
    {
        (header, scope) = (null!, null!);
        if (scanner.RootNamespace != Namespaces.Framing || !scanner.Root.LocalName(item).SequenceEqual("open"u8))
            return new StreamError(StreamErrorCondition.BadFormat, "A stream header was expected.");
        header = ReadAttributes(item, scanner, kind == StreamKind.Server ? Namespaces.Server : Namespaces.Client);
        scope = new StreamScope
        {
            Kind = kind,
            ContentNamespace = header.ContentNamespace,
            LangAttribute = LangAttribute(header),
        };
        return null;
    }

    private static byte[] LangAttribute(StreamHeader header) =>
        string.IsNullOrEmpty(header.Lang) ? [] : XmlText.Attribute("xml:lang"u8, header.Lang);

    private static bool IsContent(StreamKind kind, string ns) => kind switch
    {
        StreamKind.Client => ns == Namespaces.Client,
        StreamKind.Server => ns == Namespaces.Server,
        _ => ns is Namespaces.ComponentAccept or Namespaces.ComponentConnect or Namespaces.Client,
    };

    private static bool TryReadBindings(ReadOnlySpan<byte> item, ElementScanner scanner, out List<StreamScope.Binding> bindings)
    {
        bindings = [];
        foreach (ref readonly var attribute in scanner.RootAttributes)
        {
            if (!attribute.IsPrefixDeclaration(item))
                continue;
            if (bindings.Count == MaxBindings)
                return false;
            bindings.Add(new(attribute.LocalName(item).ToArray(), PrefixScope.ValueOf(attribute.Value(item))));
        }
        return true;
    }

    private static StreamHeader ReadAttributes(ReadOnlySpan<byte> item, ElementScanner scanner, string content) => new()
    {
        To = Find(item, scanner, "to"u8),
        From = Find(item, scanner, "from"u8),
        Id = Find(item, scanner, "id"u8),
        Version = Find(item, scanner, "version"u8),
        Lang = Find(item, scanner, "xml:lang"u8),
        ContentNamespace = content,
    };

    private static string? Find(ReadOnlySpan<byte> item, ElementScanner scanner, ReadOnlySpan<byte> name)
    {
        foreach (ref readonly var attribute in scanner.RootAttributes)
        {
            if (attribute.Name(item).SequenceEqual(name))
                return XmlText.AttributeValue(attribute.Value(item));
        }
        return null;
    }
}
