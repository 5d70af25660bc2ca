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

    private static readonly byte[] Classes = MakeClasses();

    internal static byte ClassOf(byte b) => Classes[b];

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

    private static byte[] MakeClasses()
    {
        var classes = new byte[256];
        for (int b = 0; b < classes.Length; b++)
        {
            classes[b] = (char)b switch
            {
                ':' => Colon,
                '_' => Start,
                '-' or '.' => Inner,
                >= '\x80' => Beyond,
                var c when char.IsAsciiLetter(c) => Start,
                var c when char.IsAsciiDigit(c) => Inner,
                _ => None,
            };
        }
        return classes;
    }
}
