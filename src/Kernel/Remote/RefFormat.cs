using System.Buffers.Binary;
using System.Text;
using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Serialization;

namespace XmppActors.Kernel.Remote;

/// <summary>First byte of a reference on the wire: append-only.</summary>
internal enum RefKind : byte
{
    None = 0,

    /// <summary>The dead letters of whoever reads it.</summary>
    DeadLetters = 1,

    Nobody = 2,

    /// <summary>Host and port as text, number, path as text.</summary>
    Actor = 3,
}

/// <summary>A reference as bytes: made once for each, and copied from then on.</summary>
internal static class RefFormat
{
    internal static readonly byte[] None = [(byte)RefKind.None];
    internal static readonly byte[] DeadLetters = [(byte)RefKind.DeadLetters];
    internal static readonly byte[] Nobody = [(byte)RefKind.Nobody];

    /// <summary>Who a system is on the wire; empty when it is alone.</summary>
    internal static byte[] PlaceOf(Address address) => Encoding.UTF8.GetBytes(address.Host is null ? "" : $"{address.Host}:{address.Port}");

    internal static byte[] Write(ReadOnlySpan<byte> place, long uid, string path)
    {
        var bytes = new byte[1 + (2 * WireFormat.LargestLength) + place.Length + sizeof(long) + Encoding.UTF8.GetMaxByteCount(path.Length)];
        bytes[0] = (byte)RefKind.Actor;
        var written = 1 + WireFormat.WriteNumber(bytes.AsSpan(1), (uint)place.Length);
        place.CopyTo(bytes.AsSpan(written));
        written += place.Length;
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(written), uid);
        written += sizeof(long);
        written += WireFormat.WriteText(bytes.AsSpan(written), path);
        return bytes[..written];
    }

    /// <summary>Reads what follows the kind of an actor's reference.</summary>
    internal static bool TryRead(ref WireReader reader, out ReadOnlySpan<byte> place, out long uid, out ReadOnlySpan<byte> path)
    {
        uid = 0;
        path = default;
        return reader.TryReadBytes(out place) && reader.TryReadInt64(out uid) && reader.TryReadBytes(out path);
    }

    internal static string PathIn(ReadOnlySpan<byte> wire)
    {
        var reader = new WireReader(wire[1..]);
        return TryRead(ref reader, out _, out _, out var path) ? Encoding.UTF8.GetString(path) : "";
    }
}
