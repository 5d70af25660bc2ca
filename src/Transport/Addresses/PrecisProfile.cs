using System.Diagnostics.CodeAnalysis;

namespace XmppActors.Transport.Addresses;

internal static class PrecisProfile
{
    /// <summary>The reapplications that RFC 8264 §7 grants a text until it no longer changes.</summary>
    private const int MaxReapplications = 3;

    /// <summary>Applies a profile's rules until nothing changes. False when they refuse the text or it does not come to
    /// rest (RFC 8264 §7).</summary>
    internal static bool TryStabilize(int[] text, Func<int[], int[]?> enforceOnce, [NotNullWhen(true)] out int[]? stable)
    {
        stable = text;
        for (var i = 0; i <= MaxReapplications; i++)
        {
            if (enforceOnce(stable) is not { } enforced)
                break;
            if (enforced.AsSpan().SequenceEqual(stable))
                return true;
            stable = enforced;
        }
        stable = null;
        return false;
    }
}
