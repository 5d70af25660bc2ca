namespace XmppActors.Transport.Xml;

/// <summary>Copies what is kept of a scanned top-level element out of the input, so that it means the same outside of its stream.</summary>
internal readonly ref struct TopLevelCopy(ReadOnlySpan<byte> item, ElementScanner scanner, StreamScope scope)
{
    private readonly ReadOnlySpan<byte> _item = item;

    /// <summary>Bytes of one attribute as <see cref="CopyAttribute"/> writes it.</summary>
    internal static int MeasureAttribute(in AttributeSpan attribute) =>
        " =''".Length + (attribute.NameEnd - attribute.NameStart) + (attribute.ValueEnd - attribute.ValueStart);

    /// <summary>Writes <c> name='value'</c>, with the quotes that it came in.</summary>
    internal int CopyAttribute(in AttributeSpan attribute, Span<byte> destination)
    {
        var name = attribute.Name(_item);
        var quotedValue = _item[(attribute.ValueStart - 1)..attribute.End];
        destination[0] = (byte)' ';
        name.CopyTo(destination[1..]);
        destination[1 + name.Length] = (byte)'=';
        quotedValue.CopyTo(destination[(2 + name.Length)..]);
        return 2 + name.Length + quotedValue.Length;
    }

    /// <summary>Bytes of the stream header's declarations that the element needs.</summary>
    internal int MeasureDeclarations()
    {
        int length = 0;
        for (ulong used = scanner.UsedFromStream; used != 0; used &= used - 1)
            length += scope.Bindings[(int)ulong.TrailingZeroCount(used)].Declaration.Length;
        return length;
    }

    internal int CopyDeclarations(Span<byte> destination)
    {
        int length = 0;
        for (ulong used = scanner.UsedFromStream; used != 0; used &= used - 1)
        {
            var declaration = scope.Bindings[(int)ulong.TrailingZeroCount(used)].Declaration;
            declaration.CopyTo(destination[length..]);
            length += declaration.Length;
        }
        return length;
    }

    internal int MeasurePayload()
    {
        long length = scanner.PayloadEnd - scanner.PayloadStart;
        foreach (var edit in scanner.Edits)
            length += edit.Inserted.Length - edit.Deleted;
        return (int)Math.Min(length, int.MaxValue);
    }

    internal void CopyPayload(Span<byte> destination)
    {
        int start = scanner.PayloadStart;
        foreach (var edit in scanner.Edits)
        {
            var kept = _item[start..edit.Position];
            kept.CopyTo(destination);
            destination = destination[kept.Length..];
            edit.Inserted.CopyTo(destination);
            destination = destination[edit.Inserted.Length..];
            start = edit.Position + edit.Deleted;
        }
        _item[start..scanner.PayloadEnd].CopyTo(destination);
    }
}
