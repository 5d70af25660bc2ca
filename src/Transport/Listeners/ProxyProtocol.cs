using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace XmppActors.Transport.Listeners;

/// <summary>The header by which a proxy tells whom it speaks for: HAProxy's PROXY protocol, versions 1 and 2.</summary>
/// <remarks>Anything but a flawless header is refused: on a listener that expects one, only a trusted proxy
/// speaks.</remarks>
internal static class ProxyProtocol
{
    /// <summary>Longest header taken; a version 1 header has at most 107 bytes, and TLVs that are skipped need not be
    /// longer.</summary>
    public const int MaxBytes = 4096;

    private const int MaxVersion1Bytes = 107;
    private const int FixedVersion2Bytes = 16;

    private static readonly SearchValues<char> AddressCharacters = SearchValues.Create("0123456789abcdefABCDEF.:");

    private static ReadOnlySpan<byte> Version1Start => "PROXY "u8;

    private static ReadOnlySpan<byte> Version2Start => "\r\n\r\n\0\r\nQUIT\n"u8;

    /// <summary>Reads a header of which <paramref name="bytes"/> are there so far.</summary>
    /// <param name="bytes">Nothing beyond the header may be among them: read no more than <paramref name="missing"/> at
    /// a time.</param>
    /// <param name="header">The header when nothing is missing.</param>
    /// <param name="missing">How many bytes must come at least; 0 when the header is complete.</param>
    /// <returns>False: this is no header.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out ProxyHeader header, out int missing)
    {
        header = default;
        missing = 0;
        if (bytes.Length < Version2Start.Length)
        {
            missing = Version2Start.Length - bytes.Length; // No header is shorter.
            return Version1Start.StartsWith(bytes[..Math.Min(bytes.Length, Version1Start.Length)])
                || Version2Start.StartsWith(bytes);
        }
        if (bytes.StartsWith(Version2Start))
            return TryReadVersion2(bytes, out header, out missing);
        return bytes.StartsWith(Version1Start) && TryReadVersion1(bytes, out header, out missing);
    }

    private static bool TryReadVersion1(ReadOnlySpan<byte> bytes, out ProxyHeader header, out int missing)
    {
        header = default;
        missing = 0;
        if (!bytes.EndsWith("\r\n"u8))
        {
            missing = bytes[^1] == '\r' ? 1 : 2;
            return bytes.Length + missing <= MaxVersion1Bytes && !bytes.Contains((byte)'\n');
        }

        string[] words = Encoding.Latin1.GetString(bytes[..^2]).Split(' ');
        if (words[1] == "UNKNOWN")
            return true; // Whatever follows it.
        if (words.Length != 6)
            return false;
        var family = words[1] switch
        {
            "TCP4" => AddressFamily.InterNetwork,
            "TCP6" => AddressFamily.InterNetworkV6,
            _ => AddressFamily.Unknown,
        };
        if (!TryReadEndPoint(words[2], words[4], family, out var source)
            || !TryReadEndPoint(words[3], words[5], family, out var destination))
        {
            return false;
        }
        header = new ProxyHeader(source, destination);
        return true;
    }

    private static bool TryReadEndPoint(string address, string port, AddressFamily family, out IPEndPoint? endPoint)
    {
        endPoint = null;
        bool isLiteral = family == AddressFamily.InterNetwork
            ? address.Split('.') is { Length: 4 } parts && !parts.Any(part => part is "" or ['0', _, ..]) // No octal.
            : address.Contains(':', StringComparison.Ordinal);
        if (!isLiteral || address.AsSpan().ContainsAnyExcept(AddressCharacters)
            || !IPAddress.TryParse(address, out var parsed) || parsed.AddressFamily != family
            || port is "" or ['0', _, ..]
            || !ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number))
        {
            return false;
        }
        endPoint = new IPEndPoint(parsed, number);
        return true;
    }

    private static bool TryReadVersion2(ReadOnlySpan<byte> bytes, out ProxyHeader header, out int missing)
    {
        header = default;
        missing = 0;
        if (bytes.Length < FixedVersion2Bytes)
        {
            missing = FixedVersion2Bytes - bytes.Length;
            return true;
        }

        int length = FixedVersion2Bytes + BinaryPrimitives.ReadUInt16BigEndian(bytes[14..]);
        bool isLocal = bytes[12] == 0x20;
        if ((!isLocal && bytes[12] != 0x21) || length > MaxBytes)
            return false;
        if (bytes.Length < length)
        {
            missing = length - bytes.Length;
            return true;
        }
        if (isLocal)
            return true; // The proxy itself, looking whether we are well.
        var addresses = bytes[FixedVersion2Bytes..length];
        switch (bytes[13])
        {
            case 0x11:
                return TryReadAddresses(addresses, 4, out header);
            case 0x21:
                return TryReadAddresses(addresses, 16, out header);
            default:
                return true; // Not from an IP network over TCP: as good as unknown.
        }
    }

    /// <summary>Source, destination, and their ports; TLVs may follow.</summary>
    private static bool TryReadAddresses(ReadOnlySpan<byte> bytes, int size, out ProxyHeader header)
    {
        header = default;
        if (bytes.Length < 2 * size + 4)
            return false;
        var ports = bytes[(2 * size)..];
        header = new ProxyHeader(
            new IPEndPoint(new IPAddress(bytes[..size]), BinaryPrimitives.ReadUInt16BigEndian(ports)),
            new IPEndPoint(new IPAddress(bytes[size..(2 * size)]), BinaryPrimitives.ReadUInt16BigEndian(ports[2..])));
        return true;
    }
}

/// <param name="Source">Whom the proxy speaks for; null: use the connection's own.</param>
/// <param name="Destination">What that one connected to; null: use the connection's own.</param>
internal readonly record struct ProxyHeader(IPEndPoint? Source, IPEndPoint? Destination);
