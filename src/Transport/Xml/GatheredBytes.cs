using System.Buffers;

namespace XmppActors.Transport.Xml;

/// <summary>The beginning of an element whose end has not come: one contiguous rented array, doubled when full.</summary>
internal struct GatheredBytes
{
    /// <summary>Append no more than this at a time.</summary>
    internal const int MaxPiece = 1024;

    private byte[]? _bytes;

    internal int Length { get; private set; }

    internal readonly ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

    /// <returns>Bytes appended: all.</returns>
    internal int Append(ReadOnlySpan<byte> piece)
    {
        int needed = Length + piece.Length;
        if (_bytes is null || needed > _bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, 2 * Length));
            Span.CopyTo(larger);
            if (_bytes is not null)
                ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }
        piece.CopyTo(_bytes.AsSpan(Length));
        Length = needed;
        return piece.Length;
    }

    internal void Release()
    {
        if (_bytes is not null)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = null;
        Length = 0;
    }
}
