using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;

namespace XmppActors.Transport.Dialling.Names;

/// <summary>The wire's side of one question and its answer (RFC 1035 §4).</summary>
internal static class DnsMessage
{
    /// <summary>What fits everywhere in one piece (RFC 9715 §3.1).</summary>
    public const int MostUdpBytes = 1232;

    private const int HeaderBytes = 12;
    private const int MostLabelBytes = 63;
    private const int MostNameBytes = 255;
    private const int MostAliases = 8;
    private const ushort ClassInternet = 1;
    private const ushort TypeAlias = 5;
    private const ushort TypeOptions = 41;
    private const ushort RecursionDesired = 0x0100;
    private const ushort IsResponse = 0x8000;
    private const ushort IsTruncated = 0x0200;
    private const int CodeMask = 0x000F;

    /// <summary>The form in which a name is asked for, or null where it is none.</summary>
    public static string? ToAscii(string name)
    {
        try
        {
            var ascii = new IdnMapping { UseStd3AsciiRules = false }.GetAscii(name.TrimEnd('.'));
            var labels = ascii.Split('.');
            return ascii.Length <= MostNameBytes - 2 && labels.All(label => label.Length is > 0 and <= MostLabelBytes) ? ascii : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <param name="name">See <see cref="ToAscii"/>.</param>
    public static byte[] Question(ushort id, string name, DnsType type)
    {
        using var bytes = new MemoryStream();
        Write(bytes, id, RecursionDesired, 1, 0, 0, 1);
        foreach (var label in name.Split('.'))
        {
            bytes.WriteByte((byte)label.Length);
            bytes.Write(Encoding.ASCII.GetBytes(label));
        }
        bytes.WriteByte(0);
        Write(bytes, (ushort)type, ClassInternet);
        bytes.WriteByte(0); // EDNS (RFC 6891 §6.1.2): a longer answer than 512 bytes is welcome.
        Write(bytes, TypeOptions, MostUdpBytes, 0, 0, 0);
        return bytes.ToArray();
    }

    /// <summary>Reads what came back.</summary>
    /// <returns>Null: it is no answer to the question, or no sense can be made of it.</returns>
    public static DnsReply? Read(ReadOnlySpan<byte> message, ushort id, string name, DnsType type)
    {
        if (message.Length < HeaderBytes || BinaryPrimitives.ReadUInt16BigEndian(message) != id) return null;
        var flags = BinaryPrimitives.ReadUInt16BigEndian(message[2..]);
        int questions = BinaryPrimitives.ReadUInt16BigEndian(message[4..]);
        int answers = BinaryPrimitives.ReadUInt16BigEndian(message[6..]);
        if ((flags & IsResponse) == 0) return null;
        var reply = new DnsReply((flags & IsTruncated) != 0, flags & CodeMask, null);
        if (reply.IsTruncated || reply.Code != DnsReply.NoError) return reply;

        int at = HeaderBytes;
        for (; questions > 0; questions--)
        {
            if (!TryReadName(message, ref at, out var asked) || at + 4 > message.Length) return null;
            if (!asked.Equals(name, StringComparison.OrdinalIgnoreCase)) return null;
            at += 4;
        }
        return ReadRecords(message, at, answers, name, type) is { } answer ? reply with { Answer = answer } : null;
    }

    private static DnsAnswer? ReadRecords(ReadOnlySpan<byte> message, int at, int count, string name, DnsType type)
    {
        var records = new List<(string Name, ushort Type, uint TimeToLive, int At, int Length)>();
        for (; count > 0; count--)
        {
            if (!TryReadName(message, ref at, out var owner) || at + 10 > message.Length) return null;
            var kind = BinaryPrimitives.ReadUInt16BigEndian(message[at..]);
            var timeToLive = BinaryPrimitives.ReadUInt32BigEndian(message[(at + 4)..]);
            int length = BinaryPrimitives.ReadUInt16BigEndian(message[(at + 8)..]);
            at += 10;
            if (at + length > message.Length) return null;
            records.Add((owner, kind, timeToLive, at, length));
            at += length;
        }

        var shortest = uint.MaxValue;
        for (var aliases = 0; aliases < MostAliases; aliases++)
        {
            var alias = records.FindIndex(record => record.Type == TypeAlias && record.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (alias < 0) break;
            shortest = Math.Min(shortest, records[alias].TimeToLive);
            int target = records[alias].At;
            if (!TryReadName(message, ref target, out name)) return null;
        }

        var addresses = ImmutableArray.CreateBuilder<IPAddress>();
        var services = ImmutableArray.CreateBuilder<DnsService>();
        foreach (var record in records)
        {
            if (record.Type != (ushort)type || !record.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) continue;
            shortest = Math.Min(shortest, record.TimeToLive);
            var data = message.Slice(record.At, record.Length);
            if (type == DnsType.Srv)
            {
                int target = record.At + 6;
                if (data.Length < 7 || !TryReadName(message, ref target, out var host)) return null;
                services.Add(new DnsService(
                    BinaryPrimitives.ReadUInt16BigEndian(data),
                    BinaryPrimitives.ReadUInt16BigEndian(data[2..]),
                    BinaryPrimitives.ReadUInt16BigEndian(data[4..]),
                    host));
            }
            else if (data.Length == (type == DnsType.A ? 4 : 16))
            {
                addresses.Add(new IPAddress(data));
            }
            else
            {
                return null;
            }
        }
        var seconds = shortest > int.MaxValue ? 0 : shortest; // RFC 2181 §8: with the highest bit set it is zero.
        return new DnsAnswer(addresses.ToImmutable(), services.ToImmutable(), TimeSpan.FromSeconds(seconds));
    }

    /// <summary>Follows pointers backwards only, so that it ends (RFC 1035 §4.1.4).</summary>
    private static bool TryReadName(ReadOnlySpan<byte> message, ref int at, out string name)
    {
        name = "";
        var text = new StringBuilder();
        int next = -1; // Behind the first pointer.
        int position = at;
        while (position < message.Length)
        {
            int length = message[position];
            if (length == 0)
            {
                at = next >= 0 ? next : position + 1;
                name = text.ToString();
                return true;
            }
            if ((length & 0xC0) == 0xC0)
            {
                if (position + 1 >= message.Length) return false;
                int target = (length & 0x3F) << 8 | message[position + 1];
                if (next < 0) next = position + 2;
                if (target >= position) return false;
                position = target;
                continue;
            }
            if (length > MostLabelBytes || position + 1 + length > message.Length || text.Length + length > MostNameBytes) return false;
            if (text.Length > 0) text.Append('.');
            text.Append(Encoding.Latin1.GetString(message.Slice(position + 1, length)));
            position += 1 + length;
        }
        return false;
    }

    private static void Write(MemoryStream bytes, params ReadOnlySpan<ushort> numbers)
    {
        Span<byte> two = stackalloc byte[2];
        foreach (var number in numbers)
        {
            BinaryPrimitives.WriteUInt16BigEndian(two, number);
            bytes.Write(two);
        }
    }
}

/// <param name="IsTruncated">The whole answer is to be had over TCP.</param>
/// <param name="Code">RFC 1035 §4.1.1: <see cref="NoError"/>, <see cref="NoName"/>, or a failure.</param>
/// <param name="Answer">Set with <see cref="NoError"/>.</param>
internal sealed record DnsReply(bool IsTruncated, int Code, DnsAnswer? Answer)
{
    public const int NoError = 0;
    public const int NoName = 3;
}
