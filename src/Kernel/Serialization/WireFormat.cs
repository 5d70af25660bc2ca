using System.Buffers.Binary;
using System.Text;

namespace XmppActors.Kernel.Serialization;

/// <summary>How the engine writes numbers and texts: seven bits a byte, the low ones first; a text as its length in bytes, then UTF-8.</summary>
internal static class WireFormat
{
    /// <summary>Most bytes that a number takes.</summary>
    internal const int LargestLength = 5;

    internal static int WriteNumber(Span<byte> to, uint value)
    {
        var written = 0;
        while (value >= 0x80)
        {
            to[written++] = (byte)(value | 0x80);
            value >>= 7;
        }

        to[written++] = (byte)value;
        return written;
    }

    internal static int WriteText(Span<byte> to, string text)
    {
        if (text.Length <= 42) // At most three bytes a character: the length takes one byte.
        {
            var length = Encoding.UTF8.GetBytes(text, to[1..]);
            to[0] = (byte)length;
            return length + 1;
        }

        var prefix = WriteNumber(to, (uint)Encoding.UTF8.GetByteCount(text));
        return prefix + Encoding.UTF8.GetBytes(text, to[prefix..]);
    }

    internal static byte[] TextBytes(string text)
    {
        var buffer = new byte[LargestLength + Encoding.UTF8.GetMaxByteCount(text.Length)];
        return buffer[..WriteText(buffer, text)];
    }
}

/// <summary>Reads what <see cref="WireFormat"/> wrote, and never beyond the end; each method says <c>false</c> for what cannot be.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    internal readonly ReadOnlySpan<byte> Rest => _rest;

    internal bool TryReadByte(out byte value)
    {
        value = 0;
        if (_rest.IsEmpty) return false;
        value = _rest[0];
        _rest = _rest[1..];
        return true;
    }

    internal bool TryReadNumber(out uint value)
    {
        value = 0;
        for (var i = 0; i < _rest.Length && i < WireFormat.LargestLength; i++)
        {
            var part = _rest[i];
            if (i == WireFormat.LargestLength - 1 && part > 0x0f) return false; // More than 32 bits.
            value |= (uint)(part & 0x7f) << (7 * i);
            if (part >= 0x80) continue;
            _rest = _rest[(i + 1)..];
            return true;
        }

        return false;
    }

    internal bool TryReadInt64(out long value)
    {
        if (!BinaryPrimitives.TryReadInt64LittleEndian(_rest, out value)) return false;
        _rest = _rest[sizeof(long)..];
        return true;
    }

    /// <param name="bytes">A part of what is being read.</param>
    internal bool TryReadBytes(out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (!TryReadNumber(out var length) || length > (uint)_rest.Length) return false;
        bytes = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return true;
    }

    internal bool TryReadText(out string text)
    {
        text = "";
        if (!TryReadBytes(out var bytes)) return false;
        if (!System.Text.Unicode.Utf8.IsValid(bytes)) return false;
        text = Encoding.UTF8.GetString(bytes);
        return true;
    }
}
