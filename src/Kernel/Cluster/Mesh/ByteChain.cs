using System.Buffers;
using System.Buffers.Binary;

namespace XmppActors.Kernel.Cluster.Mesh;

/// <summary>A stream of bytes in pooled pieces: appended at its end, read anywhere, released from its beginning. Not safe for use by many threads.</summary>
/// <remarks>Positions count from the stream's first byte. A frame is its length (4 bytes, little endian) and its content.</remarks>
internal sealed class ByteChain : IBufferWriter<byte>
{
    internal const int PrefixBytes = 4;

    private const int PieceBytes = 64 * 1024;

    private Piece? _first;
    private Piece? _last;
    private Piece? _read;

    /// <summary>Nothing before it is kept.</summary>
    internal long Start { get; private set; }

    internal long End { get; private set; }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (_last is null || count > _last.Array.Length - _last.Written) throw new InvalidOperationException("Advanced beyond the buffer.");
        _last.Written += count;
        End += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => Room(sizeHint).Array.AsMemory(_last!.Written);

    public Span<byte> GetSpan(int sizeHint = 0) => Room(sizeHint).Array.AsSpan(_last!.Written);

    /// <summary>Appends one frame.</summary>
    /// <exception cref="InvalidOperationException">It is too long, and nothing was appended; also if <paramref name="write"/> throws.</exception>
    internal void AppendFrame<TState>(TState state, Action<TState, IBufferWriter<byte>> write, int longest)
    {
        var piece = Room(PrefixBytes);
        var (at, position) = (piece.Written, End);
        Advance(PrefixBytes);
        try
        {
            write(state, this);
            var length = End - position - PrefixBytes;
            if (length > longest) throw new InvalidOperationException($"A frame of {length} bytes; the longest is {longest}.");
            BinaryPrimitives.WriteInt32LittleEndian(piece.Array.AsSpan(at), (int)length);
        }
        catch
        {
            TakeBack(piece, at, position);
            throw;
        }
    }

    /// <summary>Some bytes from this position on, as many as lie together; empty at the end.</summary>
    internal ReadOnlyMemory<byte> From(long position)
    {
        if (_read is null || position < _read.Start) _read = _first;
        while (_read?.Next is { } next && position >= _read.End) _read = next;
        return _read is null ? default : _read.Array.AsMemory((int)(position - _read.Start), (int)(_read.End - position));
    }

    /// <summary>Lets go of all pieces that lie before the position.</summary>
    internal void Release(long position)
    {
        while (_first is { } piece && piece.End <= position)
        {
            _first = piece.Next;
            if (_read == piece) _read = _first;
            if (_last == piece) _last = null;
            ArrayPool<byte>.Shared.Return(piece.Array);
        }

        Start = position;
    }

    private Piece Room(int sizeHint)
    {
        if (_last is not null && _last.Array.Length - _last.Written >= Math.Max(sizeHint, 1)) return _last;
        var added = new Piece(ArrayPool<byte>.Shared.Rent(Math.Max(PieceBytes, sizeHint)), End);
        if (_last is null) _first = added;
        else _last.Next = added;
        return _last = added;
    }

    private void TakeBack(Piece last, int written, long end)
    {
        for (var piece = last.Next; piece is not null; piece = piece.Next) ArrayPool<byte>.Shared.Return(piece.Array);
        last.Next = null;
        last.Written = written;
        _last = last;
        End = end;
    }

    private sealed class Piece(byte[] array, long start)
    {
        internal byte[] Array => array;

        internal long Start => start;

        internal int Written { get; set; }

        internal long End => start + Written;

        internal Piece? Next { get; set; }
    }
}
