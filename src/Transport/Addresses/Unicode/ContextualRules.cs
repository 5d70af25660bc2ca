namespace XmppActors.Transport.Addresses.Unicode;

/// <summary>Code points that are allowed among certain neighbours only (RFC 5892 appendix A).</summary>
/// <remarks>What a rule asks of the whole text is found once: a text made of such code points costs no more than
/// another.</remarks>
internal ref struct ContextualRules(ReadOnlySpan<int> text)
{
    private const int ZeroWidthNonJoiner = 0x200C;
    private const byte Virama = 9;

    private readonly ReadOnlySpan<int> _text = text;
    private WholeText? _whole;

    /// <summary>A.1 and A.2: after a virama; the non-joiner also between two letters that it keeps from
    /// joining.</summary>
    internal readonly bool AllowsJoiner(int index)
    {
        if (index > 0 && UnicodeProperties.Of(_text[index - 1]).CombiningClass == Virama)
            return true;
        return _text[index] == ZeroWidthNonJoiner
            && Joining(index, step: -1) is JoiningType.Left or JoiningType.Dual
            && Joining(index, step: 1) is JoiningType.Right or JoiningType.Dual;
    }

    /// <summary>A.3 to A.9.</summary>
    internal bool AllowsOther(int index) => _text[index] switch
    {
        0xB7 => At(index - 1) == 'l' && At(index + 1) == 'l', // Catalan middle dot.
        0x375 => Script(index + 1) == ContextScript.Greek,
        0x5F3 or 0x5F4 => Script(index - 1) == ContextScript.Hebrew,
        0x30FB => Whole.HasKanaOrHan,
        >= 0x660 and <= 0x669 => !Whole.HasExtendedArabicDigit,
        >= 0x6F0 and <= 0x6F9 => !Whole.HasArabicDigit,
        _ => false,
    };

    private WholeText Whole => _whole ??= WholeText.Of(_text);

    private readonly int At(int index) => (uint)index < (uint)_text.Length ? _text[index] : -1;

    private readonly ContextScript Script(int index) => UnicodeProperties.Of(At(index)).Script;

    private readonly JoiningType Joining(int index, int step)
    {
        do
            index += step;
        while (UnicodeProperties.Of(At(index)).Joining == JoiningType.Transparent);
        return UnicodeProperties.Of(At(index)).Joining;
    }

    private readonly record struct WholeText(bool HasKanaOrHan, bool HasArabicDigit, bool HasExtendedArabicDigit)
    {
        internal static WholeText Of(ReadOnlySpan<int> text)
        {
            var hasKanaOrHan = false;
            foreach (var codePoint in text)
                hasKanaOrHan |= IsKanaOrHan(UnicodeProperties.Of(codePoint).Script);
            return new WholeText(
                hasKanaOrHan, text.ContainsAnyInRange(0x660, 0x669), text.ContainsAnyInRange(0x6F0, 0x6F9));
        }

        private static bool IsKanaOrHan(ContextScript script) =>
            script is ContextScript.Hiragana or ContextScript.Katakana or ContextScript.Han;
    }
}
