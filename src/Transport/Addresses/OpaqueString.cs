using System.Diagnostics.CodeAnalysis;
using XmppActors.Transport.Addresses.Unicode;

namespace XmppActors.Transport.Addresses;

/// <summary>The PRECIS profile for passwords (RFC 8265 §4.2) and resourceparts (RFC 7622 §3.4): anything printable,
/// case kept.</summary>
internal static class OpaqueString
{
    internal static bool TryEnforce(ReadOnlySpan<char> text, [NotNullWhen(true)] out string? opaque)
    {
        opaque = null;
        if (text.IsEmpty)
            return false;
        if (!text.ContainsAnyExceptInRange(' ', '~'))
            opaque = text.ToString();
        else if (CodePoints.TryRead(text, out var codePoints)
            && PrecisProfile.TryStabilize(codePoints, EnforceOnce, out var stable))
            opaque = CodePoints.ToText(stable);
        return opaque is not null;
    }

    private static int[]? EnforceOnce(int[] text)
    {
        if (!StringClass.Freeform.Contains(text))
            return null;
        var enforced = NormalizationFormC.Normalize(MapSpaces(text));
        return StringClass.Freeform.Contains(enforced) ? enforced : null;
    }

    private static int[] MapSpaces(int[] text) =>
        Array.ConvertAll(text, codePoint => IsSpace(codePoint) ? ' ' : codePoint);

    /// <summary>General category Zs.</summary>
    private static bool IsSpace(int codePoint) =>
        codePoint is ' ' or 0xA0 or 0x1680 or (>= 0x2000 and <= 0x200A) or 0x202F or 0x205F or 0x3000;
}
