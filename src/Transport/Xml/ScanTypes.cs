namespace XmppActors.Transport.Xml;

/// <summary>How far <see cref="ElementScanner.Scan"/> came.</summary>
internal enum ScanStatus : byte
{
    /// <summary>Within the scanner only: go on in the next state.</summary>
    Continue,

    /// <summary>All bytes are looked at, and the element goes on.</summary>
    NeedMoreData,

    /// <summary>The element's last byte is read; for a stream header, its start tag's.</summary>
    Complete,

    /// <summary><see cref="ElementScanner.Fault"/> says what is wrong.</summary>
    Fault,
}

/// <summary>Where an attribute stands, in offsets from the beginning of the top-level element.</summary>
/// <param name="NameStart">First byte of its name.</param>
/// <param name="Colon">The colon behind its prefix, or 0.</param>
/// <param name="NameEnd">Behind its name.</param>
/// <param name="ValueStart">Behind the opening quote.</param>
/// <param name="ValueEnd">The closing quote.</param>
internal readonly record struct AttributeSpan(int NameStart, int Colon, int NameEnd, int ValueStart, int ValueEnd)
{
    /// <summary>Behind the closing quote.</summary>
    internal int End => ValueEnd + 1;

    internal ReadOnlySpan<byte> Name(ReadOnlySpan<byte> item) => item[NameStart..NameEnd];

    internal ReadOnlySpan<byte> Prefix(ReadOnlySpan<byte> item) => Colon == 0 ? default : item[NameStart..Colon];

    internal ReadOnlySpan<byte> LocalName(ReadOnlySpan<byte> item) => item[(Colon == 0 ? NameStart : Colon + 1)..NameEnd];

    internal ReadOnlySpan<byte> Value(ReadOnlySpan<byte> item) => item[ValueStart..ValueEnd];

    /// <summary>The declaration of the default namespace.</summary>
    internal bool IsXmlns(ReadOnlySpan<byte> item) => Colon == 0 && Name(item).SequenceEqual("xmlns"u8);

    /// <summary>The declaration of a prefix, which is <see cref="LocalName"/>.</summary>
    internal bool IsPrefixDeclaration(ReadOnlySpan<byte> item) => Prefix(item).SequenceEqual("xmlns"u8);
}

/// <summary>An element whose end tag is yet to come.</summary>
/// <param name="NameStart">First byte of its name.</param>
/// <param name="Colon">The colon behind its prefix, or 0.</param>
/// <param name="NameEnd">Behind its name.</param>
/// <param name="Declarations">Prefixes in scope outside of it.</param>
/// <param name="LosesPrefix">It is content of the stream under a prefix, and is written without.</param>
internal record struct OpenElement(int NameStart, int Colon, int NameEnd, int Declarations, bool LosesPrefix)
{
    internal readonly ReadOnlySpan<byte> Name(ReadOnlySpan<byte> item) => item[NameStart..NameEnd];

    internal readonly ReadOnlySpan<byte> Prefix(ReadOnlySpan<byte> item) => Colon == 0 ? default : item[NameStart..Colon];

    internal readonly ReadOnlySpan<byte> LocalName(ReadOnlySpan<byte> item) =>
        item[(Colon == 0 ? NameStart : Colon + 1)..NameEnd];
}
