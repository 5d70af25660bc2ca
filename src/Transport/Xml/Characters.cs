using System.Text;
using System.Text.Unicode;

namespace XmppActors.Transport.Xml;

/// <summary>Checks in bulk what the scanner leaves out: UTF-8, and the two characters of it that XML forbids (XML 1.0 §2.2, RFC 6120 §11.6).</summary>
internal static class Characters
{
    private static ReadOnlySpan<byte> LastBlock => [0xEF, 0xBF];

    /// <summary>Null, or what is wrong with these bytes, in which control characters are already known not to occur.</summary>
    internal static StreamErrorCondition? Check(ReadOnlySpan<byte> bytes)
    {
        if (Ascii.IsValid(bytes))
            return null;
        if (!Utf8.IsValid(bytes))
            return StreamErrorCondition.UnsupportedEncoding; // RFC 6120 §4.9.3.22: also for breaking UTF-8's rules.
        return ContainsNonCharacter(bytes) ? StreamErrorCondition.NotWellFormed : null;
    }

    /// <summary>U+FFFE and U+FFFF: EF BF BE and EF BF BF.</summary>
    private static bool ContainsNonCharacter(ReadOnlySpan<byte> bytes)
    {
        while (true)
        {
            int found = bytes.IndexOf(LastBlock);
            if (found < 0)
                return false;
            if (bytes[found + 2] >= 0xBE)
                return true;
            bytes = bytes[(found + 3)..];
        }
    }
}
