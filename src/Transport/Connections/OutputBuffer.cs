using System.Buffers;

namespace XmppActors.Transport.Connections;

/// <summary>Bytes on their way out, in arrays rented from <paramref name="pool"/>. Holds none while it is empty. Not
/// thread-safe.</summary>
internal sealed class OutputBuffer(ArrayPool<byte> pool) : IBufferWriter<byte>
{
    /// <summary>Holds a few stanzas: what most turns write.</summary>
    private const int FirstArrayBytes = 4096;

    /// <summary>The largest TLS record, so that a burst leaves in full records.</summary>
    private const int NextArrayBytes = 16384;

    private readonly List<Segment> _segments = new(1);
    private byte[]? _array;
    private int _start;
    private int _end;

    /// <summary>Bytes held.</summary>
    public int Length { get; private set; }

    public bool IsEmpty => Length == 0;

    public int SegmentCount => _segments.Count;

    public void Advance(int count)
    {
        _end += count;
        Length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _array.AsMemory(_end);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _array.AsSpan(_end);
    }

    /// <summary>Ends a message: what follows belongs to the next.</summary>
    public void EndMessage()
    {
        if (_array is { } array)
            _segments.Add(new Segment(array, _start, _end - _start, EndsMessage: true, IsLastOfArray: false));
        _start = _end;
    }

    /// <summary>Nothing more is appended: the segments are complete, until <see cref="Clear"/>.</summary>
    public void Seal()
    {
        if (_array is { } array)
            _segments.Add(new Segment(array, _start, _end - _start, EndsMessage: false, IsLastOfArray: true));
        _array = null;
    }

    /// <summary>Bytes of one segment of a sealed buffer; empty ones exist.</summary>
    public ReadOnlyMemory<byte> GetSegment(int index, out bool endsMessage)
    {
        var segment = _segments[index];
        endsMessage = segment.EndsMessage;
        return segment.Array.AsMemory(segment.Start, segment.Length);
    }

    /// <summary>Forgets everything and returns what was rented.</summary>
    public void Clear()
    {
        Seal();
        foreach (var segment in _segments)
        {
            if (segment.IsLastOfArray)
                pool.Return(segment.Array);
        }
        _segments.Clear();
        if (_segments.Capacity > 16)
            _segments.Capacity = 1; // A burst is over.
        _start = _end = Length = 0;
    }

    private void Reserve(int sizeHint)
    {
        if (_array is { } array && array.Length - _end >= Math.Max(sizeHint, 1))
            return;
        bool isFirst = _array is null;
        Seal();
        _array = pool.Rent(Math.Max(sizeHint, isFirst ? FirstArrayBytes : NextArrayBytes));
        _start = _end = 0;
    }

    private readonly record struct Segment(byte[] Array, int Start, int Length, bool EndsMessage, bool IsLastOfArray);
}
