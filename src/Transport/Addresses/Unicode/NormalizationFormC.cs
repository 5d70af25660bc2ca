using System.Runtime.InteropServices;

namespace XmppActors.Transport.Addresses.Unicode;

/// <summary>Unicode Normalization Form C (UAX #15).</summary>
internal static class NormalizationFormC
{
    // Hangul syllables are composed by arithmetic (The Unicode Standard §3.12).
    private const int SyllableBase = 0xAC00;
    private const int LeadBase = 0x1100;
    private const int VowelBase = 0x1161;
    private const int TrailBase = 0x11A7;
    private const int LeadCount = 19;
    private const int VowelCount = 21;
    private const int TrailCount = 28;
    private const int SyllableCount = LeadCount * VowelCount * TrailCount;

    internal static int[] Normalize(ReadOnlySpan<int> text)
    {
        if (text.IndexOfAnyExceptInRange(0, 0x2FF) < 0)
            return text.ToArray(); // Nothing below U+0300 composes with anything else below it.
        var decomposed = new List<int>(text.Length * 2);
        foreach (var codePoint in text)
            Decompose(codePoint, decomposed);
        var span = CollectionsMarshal.AsSpan(decomposed);
        Reorder(span);
        return Compose(span);
    }

    private static void Decompose(int codePoint, List<int> output)
    {
        if (codePoint is >= SyllableBase and < SyllableBase + SyllableCount)
        {
            var syllable = codePoint - SyllableBase;
            output.Add(LeadBase + (syllable / (VowelCount * TrailCount)));
            output.Add(VowelBase + (syllable % (VowelCount * TrailCount) / TrailCount));
            if (syllable % TrailCount != 0)
                output.Add(TrailBase + (syllable % TrailCount));
            return;
        }
        var parts = UnicodeProperties.Decomposition(codePoint);
        if (parts.IsEmpty)
            output.Add(codePoint);
        foreach (var part in parts)
            Decompose(part, output);
    }

    /// <summary>Sorts each run of combining marks by class, stably; n log n, for a hostile run may be as long as an
    /// address.</summary>
    private static void Reorder(Span<int> text)
    {
        for (var start = 0; start < text.Length; start++)
        {
            var end = start;
            while (end < text.Length && UnicodeProperties.Of(text[end]).CombiningClass != 0)
                end++;
            if (end - start > 1)
            {
                var run = text[start..end];
                var keys = new int[run.Length];
                for (var i = 0; i < run.Length; i++)
                    keys[i] = (UnicodeProperties.Of(run[i]).CombiningClass << 16) | i;
                keys.AsSpan().Sort(run);
            }
            start = end;
        }
    }

    private static int[] Compose(ReadOnlySpan<int> text)
    {
        const int Adjacent = -1;
        var composed = new List<int>(text.Length);
        var starter = -1;
        var lastClass = Adjacent;
        foreach (var codePoint in text)
        {
            int combiningClass = UnicodeProperties.Of(codePoint).CombiningClass;
            var isBlocked = starter < 0 || lastClass >= combiningClass;
            if (!isBlocked && Composite(composed[starter], codePoint) is > 0 and var composite)
            {
                composed[starter] = composite;
                continue;
            }
            lastClass = combiningClass;
            if (combiningClass == 0)
            {
                starter = composed.Count;
                lastClass = Adjacent;
            }
            composed.Add(codePoint);
        }
        return [.. composed];
    }

    private static int Composite(int first, int second)
    {
        if (first is >= LeadBase and < LeadBase + LeadCount && second is >= VowelBase and < VowelBase + VowelCount)
            return SyllableBase + ((((first - LeadBase) * VowelCount) + second - VowelBase) * TrailCount);
        if (first is >= SyllableBase and < SyllableBase + SyllableCount && (first - SyllableBase) % TrailCount == 0
            && second is > TrailBase and < TrailBase + TrailCount)
            return first + second - TrailBase;
        return UnicodeProperties.Composite(first, second);
    }
}
