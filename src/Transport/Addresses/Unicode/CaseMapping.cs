namespace XmppActors.Transport.Addresses.Unicode;

/// <summary>Unicode's toLowerCase (The Unicode Standard §3.13): full mappings and the final sigma, no language's own
/// rules.</summary>
internal static class CaseMapping
{
    private const int CapitalSigma = 0x3A3;
    private const int SmallSigma = 0x3C3;
    private const int FinalSigma = 0x3C2;

    internal static int[] ToLower(ReadOnlySpan<int> text)
    {
        var lower = new List<int>(text.Length + 4);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == CapitalSigma)
                lower.Add(IsFinal(text, i) ? FinalSigma : SmallSigma);
            else if (UnicodeProperties.Lower(text[i]) is { IsEmpty: false } mapping)
                lower.AddRange(mapping);
            else
                lower.Add(text[i]);
        }
        return [.. lower];
    }

    /// <summary>Ends a word: a cased letter before it and none after it, case-ignorable ones not counted
    /// (SpecialCasing, Final_Sigma).</summary>
    private static bool IsFinal(ReadOnlySpan<int> text, int index)
    {
        var before = index - 1;
        while (before >= 0 && UnicodeProperties.Of(text[before]).IsCaseIgnorable)
            before--;
        var after = index + 1;
        while (after < text.Length && UnicodeProperties.Of(text[after]).IsCaseIgnorable)
            after++;
        return before >= 0 && UnicodeProperties.Of(text[before]).IsCased
            && !(after < text.Length && UnicodeProperties.Of(text[after]).IsCased);
    }
}
