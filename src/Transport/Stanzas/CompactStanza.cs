using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Text;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Xml;

namespace XmppActors.Transport.Stanzas;

/// <summary>A stanza as one node gives it to another: what was read from its start tag, and its content verbatim, so that nothing is
/// parsed or checked again.</summary>
/// <remarks>
/// On the wire between nodes, hence append-only (docs/decisions/0012-messages-between-nodes.md): a byte of <see cref="Has"/>, a byte of kind, a byte of
/// type, the size on the wire, then to, from, unknown type, id, other attributes and content, each a length and bytes; then its origin, if it has one: session,
/// number, distances (the highest bit of the first: repeated), low byte first. Lengths are seven bits a byte, low ones first. What follows the last field that a reader knows, it skips.
/// </remarks>
public static class CompactStanza
{
    private const int FixedBytes = 3;
    private const int OriginBytes = sizeof(ulong) + sizeof(uint) + (2 * sizeof(ushort));

    /// <summary>What the lengths alone do not say. On the wire: explicit, append-only.</summary>
    [Flags]
    private enum Has : byte
    {
        None = 0,
        MalformedTo = 1,
        MalformedFrom = 2,
        Origin = 4,
    }

    /// <summary>How many bytes <see cref="Write"/> needs.</summary>
    public static int Measure(Stanza stanza)
    {
        ArgumentNullException.ThrowIfNull(stanza);
        return FixedBytes + MeasureNumber((uint)stanza.ByteCount)
            + MeasureAddress(stanza.To, stanza.Verbatim?.To)
            + MeasureAddress(stanza.From, stanza.Verbatim?.From)
            + MeasureBytes(stanza.Verbatim?.Type?.Length ?? 0)
            + MeasureBytes(stanza.IdBytes.Length)
            + MeasureBytes(stanza.Attributes.Length)
            + MeasureBytes(stanza.Payload.Length)
            + (stanza.Origin.IsNone ? 0 : OriginBytes);
    }

    /// <summary>Writes the stanza to the beginning of the span.</summary>
    /// <returns>Bytes written: as many as were measured.</returns>
    public static int Write(Stanza stanza, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(stanza);
        var verbatim = stanza.Verbatim;
        destination[0] = (byte)((stanza.HasMalformedTo ? Has.MalformedTo : 0)
            | (stanza.HasMalformedFrom ? Has.MalformedFrom : 0)
            | (stanza.Origin.IsNone ? 0 : Has.Origin));
        destination[1] = (byte)stanza.Kind;
        destination[2] = (byte)stanza.Type;
        var written = FixedBytes + WriteNumber((uint)stanza.ByteCount, destination[FixedBytes..]);
        written += WriteAddress(stanza.To, verbatim?.To, destination[written..]);
        written += WriteAddress(stanza.From, verbatim?.From, destination[written..]);
        written += WriteBytes(verbatim?.Type, destination[written..]);
        written += WriteBytes(stanza.IdBytes.Span, destination[written..]);
        written += WriteBytes(stanza.Attributes.Span, destination[written..]);
        written += WriteBytes(stanza.Payload.Span, destination[written..]);
        return stanza.Origin.IsNone ? written : written + WriteOrigin(stanza.Origin, destination[written..]);
    }

    /// <summary>Reads what <see cref="Write"/> wrote, or what a later version did.</summary>
    /// <param name="bytes">Kept: the stanza's content goes on pointing into it.</param>
    /// <returns>False: cut off, or damaged where that can be seen at a glance. The content is not looked at.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out Stanza? stanza)
    {
        stanza = null;
        if (bytes.Length < FixedBytes)
            return false;
        var header = bytes.Span;
        var has = (Has)header[0];
        var parts = new StanzaParts { Kind = (StanzaKind)header[1], Type = (StanzaType)header[2] };
        bytes = bytes[FixedBytes..];
        if (parts.Kind > StanzaKind.Iq
            || parts.Type > StanzaType.Unknown
            || !TryReadNumber(ref bytes, out var byteCount)
            || !TryReadAddress(ref bytes, has.HasFlag(Has.MalformedTo), out parts.To, out var malformedTo)
            || !TryReadAddress(ref bytes, has.HasFlag(Has.MalformedFrom), out parts.From, out var malformedFrom)
            || !TryReadBytes(ref bytes, out var unknownType)
            || !TryReadBytes(ref bytes, out parts.Id)
            || !TryReadBytes(ref bytes, out parts.Attributes)
            || !TryReadBytes(ref bytes, out parts.Payload)
            || (has.HasFlag(Has.Origin) && !TryReadOrigin(bytes.Span, out parts.Origin)))
            return false;

        var type = parts.Type == StanzaType.Unknown ? unknownType.ToArray() : null;
        parts.Verbatim = VerbatimHeader.Create(malformedTo, malformedFrom, type);
        parts.ByteCount = byteCount;
        stanza = new Stanza(parts);
        return true;
    }

    private static int WriteOrigin(StanzaOrigin origin, Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination, origin.Session);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[8..], origin.Number);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[12..], origin.BehindBits);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[14..], origin.Gap);
        return OriginBytes;
    }

    private static bool TryReadOrigin(ReadOnlySpan<byte> bytes, out StanzaOrigin origin)
    {
        origin = default;
        if (bytes.Length < OriginBytes)
            return false;
        origin = new StanzaOrigin(
            BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]),
            Gap: BinaryPrimitives.ReadUInt16LittleEndian(bytes[14..]))
        {
            BehindBits = BinaryPrimitives.ReadUInt16LittleEndian(bytes[12..]),
        };
        return true;
    }

    private static int MeasureNumber(uint value) => 1 + (BitOperations.Log2(value | 1) / 7);

    private static int MeasureBytes(int length) => MeasureNumber((uint)length) + length;

    private static int MeasureAddress(Jid? address, byte[]? malformed) => MeasureBytes(
        address is null ? malformed?.Length ?? 0 : IsLiteral(address) ? address.AttributeBytes.Length : Encoding.UTF8.GetByteCount(address.Value));

    /// <summary>Its escaped form, which is there already, is the text itself.</summary>
    private static bool IsLiteral(Jid address) => XmlText.IsLiteralAttribute(address.AttributeBytes.Span);

    private static int WriteAddress(Jid? address, byte[]? malformed, Span<byte> destination)
    {
        if (address is null)
            return WriteBytes(malformed, destination);
        if (IsLiteral(address))
            return WriteBytes(address.AttributeBytes.Span, destination);
        var length = Encoding.UTF8.GetByteCount(address.Value);
        var written = WriteNumber((uint)length, destination);
        return written + Encoding.UTF8.GetBytes(address.Value, destination[written..]);
    }

    private static int WriteBytes(ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        var written = WriteNumber((uint)bytes.Length, destination);
        bytes.CopyTo(destination[written..]);
        return written + bytes.Length;
    }

    private static int WriteNumber(uint value, Span<byte> destination)
    {
        var written = 0;
        for (; value >= 0x80; value >>= 7)
            destination[written++] = (byte)(value | 0x80);
        destination[written++] = (byte)value;
        return written;
    }

    /// <summary>A number that an array's length can be.</summary>
    private static bool TryReadNumber(ref ReadOnlyMemory<byte> bytes, out int value)
    {
        value = 0;
        var span = bytes.Span;
        for (var i = 0; i < span.Length && i < 5; i++)
        {
            value |= (span[i] & 0x7f) << (7 * i);
            if (span[i] >= 0x80)
                continue;
            bytes = bytes[(i + 1)..];
            return value >= 0;
        }
        return false;
    }

    private static bool TryReadBytes(ref ReadOnlyMemory<byte> bytes, out ReadOnlyMemory<byte> value)
    {
        value = default;
        if (!TryReadNumber(ref bytes, out var length) || length > bytes.Length)
            return false;
        value = bytes[..length];
        bytes = bytes[length..];
        return true;
    }

    private static bool TryReadAddress(ref ReadOnlyMemory<byte> bytes, bool isMalformed, out Jid? address, out byte[]? malformed)
    {
        address = null;
        malformed = null;
        if (!TryReadBytes(ref bytes, out var value))
            return false;
        if (isMalformed)
            malformed = value.ToArray();
        return isMalformed || value.IsEmpty || Jid.TryParse(value.Span, out address);
    }
}
