using System.Buffers;
using System.Text;
using System.Xml;

namespace XmppActors.Transport.Xml;

/// <summary>Which bytes may stand in a name, and which are white space (XML 1.0 §2.3).</summary>
/// <remarks>
/// Characters beyond ASCII are those of XML 1.0's fourth edition, the narrower set: a name that only the fifth allows would break off the stream
/// of any receiver whose parser is older, and could not be held by System.Xml either.
/// </remarks>
internal static class NameBytes
{
    internal const byte None = 0;

    /// <summary>A letter or underscore.</summary>
    internal const byte Start = 1;

    /// <summary>A digit, hyphen or full stop: not at the beginning.</summary>
    internal const byte Inner = 2;

    internal const byte Colon = 4;

    /// <summary>Part of a longer UTF-8 sequence: decode it.</summary>
    internal const byte Beyond = 8;

    /// <summary>By byte value; constant data with an entry for each, so that no bounds are checked.</summary>
    private static ReadOnlySpan<byte> Classes =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 0,
        2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 4, 0, 0, 0, 0, 0,
        0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1,
        0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0,
        8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8,
        8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8,
        8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8,
        8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8,
        8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8,
        8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8,
        8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8,
        8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8,
    ];

    internal static byte ClassOf(byte b) => Classes[b];

    /// <summary>An ASCII character of a name other than the colon.</summary>
    internal static bool IsPlain(byte b) => (Classes[b] & (Start | Inner)) != 0;

    internal static bool IsWhiteSpace(byte b) => b is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';

    /// <summary>Reads a character beyond ASCII of a name.</summary>
    /// <returns><c>Done</c>, <c>NeedMoreData</c> when it is cut off, or <c>InvalidData</c>; then <paramref name="length"/> is 0 if it is no UTF-8.</returns>
    internal static OperationStatus Read(ReadOnlySpan<byte> bytes, bool isFirst, out int length)
    {
        var status = Rune.DecodeFromUtf8(bytes, out var rune, out length);
        if (status != OperationStatus.Done)
        {
            length = 0;
            return status;
        }
        bool isAllowed = rune.IsBmp
            && (isFirst ? XmlConvert.IsStartNCNameChar((char)rune.Value) : XmlConvert.IsNCNameChar((char)rune.Value));
        return isAllowed ? OperationStatus.Done : OperationStatus.InvalidData;
    }
}
