using System.Diagnostics.CodeAnalysis;
using XmppActors.Transport.Addresses.Unicode;

namespace XmppActors.Transport.Addresses;

/// <summary>The PRECIS profile for user names whose case does not count (RFC 8265 §3.3).</summary>
internal static class UsernameCaseMapped
{
    internal static bool TryEnforce(ReadOnlySpan<char> text, [NotNullWhen(true)] out string? username)
    {
        username = null;
        if (text.IsEmpty || !CodePoints.TryRead(text, out var codePoints)
            || !PrecisProfile.TryStabilize(codePoints, EnforceOnce, out var stable))
            return false;
        username = CodePoints.ToText(stable);
        return true;
    }

    /// <summary>Preparation (§3.3.1), the rules in their order (§3.3.2), and the string class again for what the rules
    /// made.</summary>
    private static int[]? EnforceOnce(int[] text)
    {
        var prepared = CodePoints.MapWidth(text);
        if (!StringClass.Identifier.Contains(prepared))
            return null;
        var enforced = NormalizationFormC.Normalize(CaseMapping.ToLower(prepared));
        if (BidiRule.Concerns(enforced) && !BidiRule.IsSatisfiedBy(enforced))
            return null;
        return StringClass.Identifier.Contains(enforced) ? enforced : null;
    }
}
