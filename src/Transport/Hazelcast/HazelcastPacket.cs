using System.Buffers;
using System.Buffers.Binary;

namespace XmppActors.Transport.Hazelcast;

/// <summary>One packet between members: a kind, flags and a payload.</summary>
/// <param name="Flags">As on the wire: see <see cref="PacketFlags"/>.</param>
/// <param name="PartitionId">-1: of no partition.</param>
public readonly record struct HazelcastPacket(PacketFlags Flags, int PartitionId, ReadOnlyMemory<byte> Payload)
{
    /// <summary>Size of what precedes the payload.</summary>
    public const int HeaderBytes = 11;

    private const byte WireVersion = 4;

    /// <summary>Reads one packet from the front of the buffer, and moves the front behind it.</summary>
    /// <param name="maxBytes">Largest payload.</param>
    /// <returns><c>NeedMoreData</c>: nothing consumed. <c>InvalidData</c>: no packet, or too large.</returns>
    public static OperationStatus TryRead(ref ReadOnlySequence<byte> buffer, int maxBytes, out HazelcastPacket packet)
    {
        packet = default;
        if (buffer.Length < HeaderBytes) return OperationStatus.NeedMoreData;
        Span<byte> header = stackalloc byte[HeaderBytes];
        buffer.Slice(0, HeaderBytes).CopyTo(header);
        var length = BinaryPrimitives.ReadInt32BigEndian(header[7..]);
        if (header[0] != WireVersion || length < 0 || length > maxBytes) return OperationStatus.InvalidData;
        if (buffer.Length < HeaderBytes + length) return OperationStatus.NeedMoreData;
        packet = new HazelcastPacket(
            (PacketFlags)BinaryPrimitives.ReadUInt16BigEndian(header[1..]),
            BinaryPrimitives.ReadInt32BigEndian(header[3..]),
            buffer.Slice(HeaderBytes, length).ToArray());
        buffer = buffer.Slice(HeaderBytes + length);
        return OperationStatus.Done;
    }

    public void WriteTo(IBufferWriter<byte> output)
    {
        var header = output.GetSpan(HeaderBytes);
        header[0] = WireVersion;
        BinaryPrimitives.WriteUInt16BigEndian(header[1..], (ushort)Flags);
        BinaryPrimitives.WriteInt32BigEndian(header[3..], PartitionId);
        BinaryPrimitives.WriteInt32BigEndian(header[7..], Payload.Length);
        output.Advance(HeaderBytes);
        output.Write(Payload.Span);
    }
}

/// <summary>Bits 0, 2 and 5 are the packet's kind.</summary>
[Flags]
public enum PacketFlags : ushort
{
    None = 0,

    /// <summary>Kind 1.</summary>
    Operation = 0x01,
    Response = 0x02,

    /// <summary>Kind 2.</summary>
    Event = 0x04,
    Urgent = 0x10,

    /// <summary>Kind 4.</summary>
    Handshake = 0x20,
    OperationControl = 0x40,

    /// <summary>Sent by 4.x or later: always in 5.x, never in 3.12.</summary>
    SinceFour = 0x80,

    /// <summary>The bits that are the kind.</summary>
    KindMask = Operation | Event | Handshake,
}
