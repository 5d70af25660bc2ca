using XmppActors.Transport.Stanzas;

namespace XmppActors.Transport.Xml;

/// <content>
/// Namespaces (Namespaces in XML 1.0), and the changes that make a top-level element mean the same outside of its stream (RFC 6120 §4.8).
/// </content>
internal sealed partial class ElementScanner
{
    private readonly List<Edit> _edits = [];
    private bool _childrenInheritContent;
    private bool _childrenNeedDefault;

    /// <summary>Changes to the payload, in order; none in all but rare cases.</summary>
    internal List<Edit> Edits => _edits;

    /// <summary>The top-level element's name.</summary>
    internal OpenElement Root => _open[0];

    internal string RootNamespace { get; private set; } = "";

    /// <summary>The default namespace in scope of the top-level element.</summary>
    internal string RootDefault { get; private set; } = "";

    /// <summary>It is a message, presence or iq in the stream's content namespace.</summary>
    internal bool IsStanza { get; private set; }

    internal StanzaKind StanzaKind { get; private set; }

    /// <summary>One bit for each of the stream header's prefixes that the element needs.</summary>
    internal ulong UsedFromStream => _prefixes.UsedFromStream;

    private ReadOnlySpan<AttributeSpan> TagAttributes => _attributes.AsSpan(_firstAttribute, _attributeCount - _firstAttribute);

    /// <summary>Takes up a tag's declarations, then checks that each of its prefixes is declared and no attribute comes twice.</summary>
    private ScanStatus ResolvePrefixes(ReadOnlySpan<byte> item, in OpenElement element)
    {
        int used = 0;
        foreach (ref readonly var attribute in TagAttributes)
        {
            if (attribute.Colon == 0)
                continue;
            if (!attribute.IsPrefixDeclaration(item))
            {
                used++;
                continue;
            }
            if (!IsAllowed(attribute.LocalName(item), attribute.Value(item)))
                return NotWellFormed();
            _prefixes.Declare(attribute.Colon + 1, attribute.NameEnd, attribute.ValueStart, attribute.ValueEnd);
        }
        if (_prefixes.Count > 4 * _limits.Attributes)
            return Fail(StreamErrorCondition.PolicyViolation, "Too many prefixes are in scope.");

        if (element.Colon != 0 && !IsDeclared(item, element.Prefix(item)))
            return Fail(StreamErrorCondition.BadNamespacePrefix);
        return used == 0 ? ScanStatus.Continue : ResolveAttributes(item);
    }

    private ScanStatus ResolveAttributes(ReadOnlySpan<byte> item)
    {
        var attributes = TagAttributes;
        for (int i = 0; i < attributes.Length; i++)
        {
            if (attributes[i].Colon == 0 || attributes[i].IsPrefixDeclaration(item))
                continue;
            if (!_prefixes.Use(item, attributes[i].Prefix(item)))
                return Fail(StreamErrorCondition.BadNamespacePrefix);
            for (int j = 0; j < i; j++)
            {
                if (attributes[j].Colon != 0 && HaveSameName(item, attributes[i], attributes[j]))
                    return NotWellFormed();
            }
        }
        return ScanStatus.Continue;
    }

    private bool HaveSameName(ReadOnlySpan<byte> item, in AttributeSpan one, in AttributeSpan other) =>
        one.LocalName(item).SequenceEqual(other.LocalName(item))
        && !other.IsPrefixDeclaration(item)
        && _prefixes.Find(item, one.Prefix(item)) == _prefixes.Find(item, other.Prefix(item));

    private bool IsDeclared(ReadOnlySpan<byte> item, ReadOnlySpan<byte> prefix)
    {
        if (prefix.SequenceEqual("xmlns"u8))
            return false;
        // The top-level element's own prefix is not written again, so it needs no declaration from the stream header.
        return _depth == 1 ? _prefixes.Find(item, prefix) is not null : _prefixes.Use(item, prefix);
    }

    /// <summary>The constraints on reserved prefixes and names, and on empty ones (Namespaces in XML 1.0 §3, §5).</summary>
    private static bool IsAllowed(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> value)
    {
        if (prefix.SequenceEqual("xmlns"u8) || (value.IsEmpty && !prefix.IsEmpty))
            return false;
        bool isXml = prefix.SequenceEqual("xml"u8);
        if (XmlText.IsLiteralAttribute(value))
            return value.SequenceEqual("http://www.w3.org/XML/1998/namespace"u8) == isXml
                && !value.SequenceEqual("http://www.w3.org/2000/xmlns/"u8);
        var name = XmlText.AttributeValue(value);
        return name == Namespaces.Xml == isXml && name != Namespaces.Xmlns;
    }

    private ScanStatus ReadRoot(ReadOnlySpan<byte> item, in OpenElement root, bool isEmpty)
    {
        RootDefault = _xmlns < 0 ? _scope.DefaultNamespace : PrefixScope.ValueOf(_attributes[_xmlns].Value(item));
        RootNamespace = root.Colon == 0 ? RootDefault : _prefixes.Find(item, root.Prefix(item))!;
        if (_isHeader)
            return isEmpty ? Fail(StreamErrorCondition.BadFormat, "The stream is closed in its header.") : ScanStatus.Complete;

        var localName = root.LocalName(item);
        if (RootNamespace == Namespaces.Streams)
        {
            if (localName.SequenceEqual("stream"u8))
                return Fail(StreamErrorCondition.BadFormat, "A stream header came within a stream.");
            if (_prefixes.Find(item, "stream"u8) is not (null or Namespaces.Streams)) // It is written with this prefix.
                return Fail(StreamErrorCondition.BadNamespacePrefix);
        }
        bool isContent = _scope.IsContent(RootNamespace);
        IsStanza = StanzaNames.TryParseKind(localName, out var kind) && isContent;
        StanzaKind = kind;
        _childrenInheritContent = isContent || RootNamespace == Namespaces.Streams;
        _childrenNeedDefault = _childrenInheritContent ? !_scope.IsContent(RootDefault) : RootDefault != RootNamespace;
        return ScanStatus.Continue;
    }

    /// <summary>
    /// The top-level start tag is written anew, so that children inherit its namespace: one that inherited something else is told so, and one
    /// that names the content namespace, which has another name on another kind of stream, is made to inherit it.
    /// </summary>
    private void NormalizeChild(ReadOnlySpan<byte> item, ref OpenElement child)
    {
        if (_xmlns < 0 && _childrenNeedDefault)
        {
            _edits.Add(new Edit(child.NameEnd, 0, [.. " xmlns='"u8, .. XmlText.Escape(RootDefault), .. "'"u8]));
            return;
        }
        bool namesContent = _xmlns >= 0 && _childrenInheritContent
            && _scope.IsContent(_attributes[_xmlns].Value(item));
        if (child.Colon != 0)
        {
            if (!_childrenInheritContent || (_xmlns >= 0 && !namesContent)
                || !_scope.IsContent(_prefixes.Find(item, child.Prefix(item))!))
                return;
            child.LosesPrefix = true;
            _edits.Add(new Edit(child.NameStart, child.Colon + 1 - child.NameStart, []));
        }
        if (namesContent)
        {
            int start = _xmlns == _firstAttribute ? child.NameEnd : _attributes[_xmlns - 1].End;
            _edits.Add(new Edit(start, _attributes[_xmlns].End - start, []));
        }
    }

    /// <summary>A change to be made when the payload is copied.</summary>
    /// <param name="Position">Offset from the beginning of the top-level element.</param>
    /// <param name="Deleted">Bytes left out from there on.</param>
    /// <param name="Inserted">Bytes put in their place.</param>
    internal readonly record struct Edit(int Position, int Deleted, byte[] Inserted);
}
