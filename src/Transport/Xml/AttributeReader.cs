using System.Buffers;

namespace XmppActors.Transport.Xml;

/// <summary>Walks the attributes of a start tag that is known to be well-formed, from behind the element's name to <c>&gt;</c>, <c>/</c> or the end.</summary>
internal ref struct AttributeReader(ReadOnlySpan<byte> bytes, int start = 0)
{
    private static readonly SearchValues<byte> EndOfName = SearchValues.Create(" \t\r\n/>"u8);

    private static ReadOnlySpan<byte> WhiteSpace => " \t\r\n"u8;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Behind the last attribute read; once <see cref="MoveNext"/> is false, at what ends the tag.</summary>
    internal int Position { get; private set; } = start;

    internal ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>Between the quotes, as written.</summary>
    internal ReadOnlySpan<byte> Value { get; private set; }

    internal bool MoveNext()
    {
        Skip();
        if (Position == _bytes.Length || _bytes[Position] is (byte)'>' or (byte)'/')
            return false;
        int equals = Position + _bytes[Position..].IndexOf((byte)'=');
        Name = _bytes[Position..equals].TrimEnd(WhiteSpace);
        Position = equals + 1;
        Skip();
        byte quote = _bytes[Position++];
        int length = _bytes[Position..].IndexOf(quote);
        Value = _bytes.Slice(Position, length);
        Position += length + 1;
        return true;
    }

    /// <summary>Length of the element's name that a start tag begins with; <paramref name="tag"/> is behind the <c>&lt;</c>.</summary>
    internal static int NameLength(ReadOnlySpan<byte> tag) => tag.IndexOfAny(EndOfName);

    /// <summary>Finds an attribute by its name as written, prefix included.</summary>
    internal static bool TryFind(ReadOnlySpan<byte> attributes, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var reader = new AttributeReader(attributes);
        while (reader.MoveNext())
        {
            if (!reader.Name.SequenceEqual(name))
                continue;
            value = reader.Value;
            return true;
        }
        value = default;
        return false;
    }

    private void Skip()
    {
        int skipped = _bytes[Position..].IndexOfAnyExcept(WhiteSpace);
        Position = skipped < 0 ? _bytes.Length : Position + skipped;
    }
}
