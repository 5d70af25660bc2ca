namespace XmppActors.Transport.Xml;

/// <summary>The prefixes in scope while an element is scanned: those it declares itself, and behind them the stream header's.</summary>
internal sealed class PrefixScope
{
    private Declaration[] _declarations = new Declaration[8];
    private StreamScope _stream = StreamScope.Empty;

    /// <summary>Declarations in scope, the stream header's not counted.</summary>
    internal int Count { get; private set; }

    /// <summary>One bit for each of the stream header's prefixes that was needed.</summary>
    internal ulong UsedFromStream { get; private set; }

    internal void Begin(StreamScope stream)
    {
        _stream = stream;
        Count = 0;
        UsedFromStream = 0;
    }

    /// <summary>Leaves an element: what it declared is out of scope.</summary>
    internal void Leave(int count) => Count = count;

    internal void Declare(int prefixStart, int prefixEnd, int valueStart, int valueEnd)
    {
        if (Count == _declarations.Length)
            Array.Resize(ref _declarations, 2 * Count);
        _declarations[Count++] = new Declaration(prefixStart, prefixEnd, valueStart, valueEnd);
    }

    /// <summary>Whether a prefix may be used; remembers that the stream header's was.</summary>
    internal bool Use(ReadOnlySpan<byte> item, ReadOnlySpan<byte> prefix)
    {
        if (FindDeclaration(item, prefix) >= 0 || prefix.SequenceEqual("xml"u8))
            return true;
        int binding = FindBinding(prefix);
        if (binding < 0)
            return false;
        UsedFromStream |= 1UL << binding;
        return true;
    }

    /// <summary>The namespace that a prefix stands for, or null.</summary>
    internal string? Find(ReadOnlySpan<byte> item, ReadOnlySpan<byte> prefix)
    {
        int found = FindDeclaration(item, prefix);
        if (found >= 0)
            return ValueOf(item[_declarations[found].ValueStart.._declarations[found].ValueEnd]);
        if (prefix.SequenceEqual("xml"u8))
            return Namespaces.Xml;
        found = FindBinding(prefix);
        return found < 0 ? null : _stream.Bindings[found].Namespace;
    }

    /// <summary>The namespace name that a declaration's value stands for.</summary>
    internal static string ValueOf(ReadOnlySpan<byte> raw) =>
        XmlText.IsLiteralAttribute(raw) ? NameTable.Get(raw) : XmlText.AttributeValue(raw);

    private int FindDeclaration(ReadOnlySpan<byte> item, ReadOnlySpan<byte> prefix)
    {
        for (int i = Count - 1; i >= 0; i--)
        {
            ref readonly var declaration = ref _declarations[i];
            if (prefix.SequenceEqual(item[declaration.PrefixStart..declaration.PrefixEnd]))
                return i;
        }
        return -1;
    }

    private int FindBinding(ReadOnlySpan<byte> prefix)
    {
        var bindings = _stream.Bindings;
        for (int i = 0; i < bindings.Length; i++)
        {
            if (prefix.SequenceEqual(bindings[i].Prefix))
                return i;
        }
        return -1;
    }

    private readonly record struct Declaration(int PrefixStart, int PrefixEnd, int ValueStart, int ValueEnd);
}
