using System.Buffers.Text;
using System.Text;

namespace XmppActors.Transport.Xml;

/// <summary>What may stand between <c>&amp;</c> and <c>;</c> (XML 1.0 §4.1; RFC 6120 §11.1 leaves the five predefined entities).</summary>
internal static class References
{
    /// <summary>Resolves a predefined entity or a character reference to a character that XML allows.</summary>
    internal static bool TryResolve(ReadOnlySpan<byte> name, out Rune rune)
    {
        if (!name.IsEmpty && name[0] == '#')
            return TryResolveNumber(name[1..], out rune);
        rune = name switch
        {
            [(byte)'l', (byte)'t'] => new Rune('<'),
            [(byte)'g', (byte)'t'] => new Rune('>'),
            [(byte)'a', (byte)'m', (byte)'p'] => new Rune('&'),
            [(byte)'q', (byte)'u', (byte)'o', (byte)'t'] => new Rune('"'),
            [(byte)'a', (byte)'p', (byte)'o', (byte)'s'] => new Rune('\''),
            _ => default,
        };
        return rune != default;
    }

    private static bool TryResolveNumber(ReadOnlySpan<byte> digits, out Rune rune)
    {
        rune = default;
        bool isHex = !digits.IsEmpty && digits[0] == 'x';
        if (isHex)
            digits = digits[1..];
        if (digits.IsEmpty)
            return false;
        var significant = digits.TrimStart((byte)'0');
        if (significant.Length > 7 || significant.IsEmpty)
            return false;
        // The parser would allow signs and group separators: consumed must be all, and the first must be a digit.
        bool read = Utf8Parser.TryParse(significant, out uint value, out int consumed, isHex ? 'X' : 'D');
        if (!read || consumed != significant.Length || !char.IsAsciiHexDigit((char)significant[0]) || !IsChar(value))
            return false;
        rune = new Rune(value);
        return true;
    }

    /// <summary>The production Char (XML 1.0 §2.2).</summary>
    private static bool IsChar(uint value) => value switch
    {
        '\t' or '\n' or '\r' => true,
        < ' ' => false,
        0xFFFE or 0xFFFF => false,
        _ => Rune.IsValid(value),
    };
}
