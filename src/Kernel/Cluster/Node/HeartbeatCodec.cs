using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using XmppActors.Kernel.Cluster.Core;

namespace XmppActors.Kernel.Cluster.Node;

/// <summary>Heartbeats as datagrams. The sender is not in them: the mesh knows it.</summary>
internal static class HeartbeatCodec
{
    /// <summary>First byte. What a later version appends is ignored; one that changes what is here gets another number.</summary>
    internal const byte WireVersion = 1;

    private const byte HasEcho = 1;
    private const byte HearsYou = 2;
    private const byte HasSettled = 4;

    /// <summary>Version, flags, four numbers of 64 bits, one of 32, two counts.</summary>
    private const int FixedSize = 2 + (4 * sizeof(long)) + sizeof(int) + (2 * sizeof(ushort));

    internal static byte[] Write(Heartbeat heartbeat)
    {
        var size = FixedSize;
        foreach (var withdrawn in heartbeat.Withdrawn) size += SizeOf(withdrawn.Member) + sizeof(int);
        foreach (var refused in heartbeat.Refused) size += SizeOf(refused);
        var bytes = new byte[size];
        var rest = bytes.AsSpan();
        Put(ref rest, WireVersion);
        Put(ref rest, (byte)((heartbeat.Echo is null ? 0 : HasEcho) | (heartbeat.HearsYou ? HearsYou : 0) | (heartbeat.HasSettled ? HasSettled : 0)));
        Put(ref rest, heartbeat.SentAt.Ticks);
        Put(ref rest, heartbeat.Echo?.Ticks ?? 0);
        Put(ref rest, heartbeat.Generation);
        Put(ref rest, heartbeat.MembersRevision);
        Put(ref rest, heartbeat.ConsentTo);
        Put(ref rest, (ushort)heartbeat.Withdrawn.Length);
        foreach (var withdrawn in heartbeat.Withdrawn)
        {
            Put(ref rest, withdrawn.Member);
            Put(ref rest, withdrawn.Number);
        }

        Put(ref rest, (ushort)heartbeat.Refused.Length);
        foreach (var refused in heartbeat.Refused) Put(ref rest, refused);
        return bytes;
    }

    /// <returns><c>null</c>: not a heartbeat that this version knows, or cut short, or with times that no clock shows.</returns>
    internal static Heartbeat? TryRead(UniqueAddress from, ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length < FixedSize || datagram[0] != WireVersion) return null;
        var flags = datagram[1];
        var rest = datagram[2..];
        var sentAt = TakeLong(ref rest);
        var echo = TakeLong(ref rest);
        var generation = TakeLong(ref rest);
        var revision = TakeLong(ref rest);
        var consentTo = TakeInt(ref rest);
        if (!IsTime(sentAt) || !IsTime(echo)) return null;
        if (!TryTakeWithdrawn(ref rest, out var withdrawn) || !TryTakeRefused(ref rest, out var refused)) return null;
        return new Heartbeat(
            from,
            TimeSpan.FromTicks(sentAt),
            (flags & HasEcho) == 0 ? null : TimeSpan.FromTicks(echo),
            (flags & HearsYou) != 0,
            consentTo,
            generation,
            (flags & HasSettled) != 0,
            revision,
            withdrawn,
            refused);
    }

    /// <summary>One with which can be reckoned.</summary>
    private static bool IsTime(long ticks) => ticks > Moment.Past.Ticks && ticks < Moment.Future.Ticks;

    private static bool TryTakeWithdrawn(ref ReadOnlySpan<byte> rest, out ImmutableArray<Registration> withdrawn)
    {
        withdrawn = [];
        if (!TryTakeCount(ref rest, out var count)) return false;
        if (count == 0) return true;
        var found = ImmutableArray.CreateBuilder<Registration>();
        for (; count > 0; count--)
        {
            if (!TryTake(ref rest, out var member) || rest.Length < sizeof(int)) return false;
            found.Add(new Registration(member, TakeInt(ref rest)));
        }

        withdrawn = found.ToImmutable();
        return true;
    }

    private static bool TryTakeRefused(ref ReadOnlySpan<byte> rest, out ImmutableArray<UniqueAddress> refused)
    {
        refused = [];
        if (!TryTakeCount(ref rest, out var count)) return false;
        if (count == 0) return true;
        var found = ImmutableArray.CreateBuilder<UniqueAddress>();
        for (; count > 0; count--)
        {
            if (!TryTake(ref rest, out var member)) return false;
            found.Add(member);
        }

        refused = found.ToImmutable();
        return true;
    }

    private static int SizeOf(UniqueAddress address) => sizeof(ushort) + Encoding.UTF8.GetByteCount(address.Text);

    private static void Put(ref Span<byte> rest, byte value)
    {
        rest[0] = value;
        rest = rest[1..];
    }

    private static void Put(ref Span<byte> rest, ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(rest, value);
        rest = rest[sizeof(ushort)..];
    }

    private static void Put(ref Span<byte> rest, int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(rest, value);
        rest = rest[sizeof(int)..];
    }

    private static void Put(ref Span<byte> rest, long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(rest, value);
        rest = rest[sizeof(long)..];
    }

    private static void Put(ref Span<byte> rest, UniqueAddress address)
    {
        var length = Encoding.UTF8.GetBytes(address.Text, rest[sizeof(ushort)..]);
        BinaryPrimitives.WriteUInt16LittleEndian(rest, (ushort)length);
        rest = rest[(sizeof(ushort) + length)..];
    }

    private static long TakeLong(ref ReadOnlySpan<byte> rest)
    {
        var value = BinaryPrimitives.ReadInt64LittleEndian(rest);
        rest = rest[sizeof(long)..];
        return value;
    }

    private static int TakeInt(ref ReadOnlySpan<byte> rest)
    {
        var value = BinaryPrimitives.ReadInt32LittleEndian(rest);
        rest = rest[sizeof(int)..];
        return value;
    }

    private static bool TryTakeCount(ref ReadOnlySpan<byte> rest, out int count)
    {
        count = 0;
        if (rest.Length < sizeof(ushort)) return false;
        count = BinaryPrimitives.ReadUInt16LittleEndian(rest);
        rest = rest[sizeof(ushort)..];
        return true;
    }

    private static bool TryTake(ref ReadOnlySpan<byte> rest, out UniqueAddress address)
    {
        address = null!;
        if (!TryTakeCount(ref rest, out var length) || rest.Length < length) return false;
        var isAddress = UniqueAddress.TryParse(Encoding.UTF8.GetString(rest[..length]), out address!);
        rest = rest[length..];
        return isAddress;
    }
}
