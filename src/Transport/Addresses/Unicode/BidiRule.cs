namespace XmppActors.Transport.Addresses.Unicode;

/// <summary>The Bidi Rule (RFC 5893 §2): keeps text of mixed direction from being shown as something else.</summary>
internal static class BidiRule
{
    /// <summary>Holds a code point that makes the rule apply: class R, AL or AN.</summary>
    internal static bool Concerns(ReadOnlySpan<int> text)
    {
        foreach (var codePoint in text)
        {
            if (UnicodeProperties.Of(codePoint).Bidi is BidiClass.R or BidiClass.AL or BidiClass.AN)
                return true;
        }
        return false;
    }

    internal static bool IsSatisfiedBy(ReadOnlySpan<int> text)
    {
        if (text.IsEmpty)
            return false;
        return UnicodeProperties.Of(text[0]).Bidi switch
        {
            BidiClass.R or BidiClass.AL => IsRightToLeft(text),
            BidiClass.L => IsLeftToRight(text),
            _ => false, // Condition 1.
        };
    }

    private static bool IsRightToLeft(ReadOnlySpan<int> text)
    {
        bool hasEuropean = false, hasArabic = false;
        var last = BidiClass.Other;
        foreach (var codePoint in text)
        {
            var bidi = UnicodeProperties.Of(codePoint).Bidi;
            if (bidi is BidiClass.Other or BidiClass.L)
                return false; // Condition 2.
            hasEuropean |= bidi == BidiClass.EN;
            hasArabic |= bidi == BidiClass.AN;
            last = bidi == BidiClass.NSM ? last : bidi;
        }
        return last is BidiClass.R or BidiClass.AL or BidiClass.EN or BidiClass.AN // Condition 3.
            && !(hasEuropean && hasArabic); // Condition 4.
    }

    private static bool IsLeftToRight(ReadOnlySpan<int> text)
    {
        var last = BidiClass.Other;
        foreach (var codePoint in text)
        {
            var bidi = UnicodeProperties.Of(codePoint).Bidi;
            if (bidi is BidiClass.Other or BidiClass.R or BidiClass.AL or BidiClass.AN)
                return false; // Condition 5.
            last = bidi == BidiClass.NSM ? last : bidi;
        }
        return last is BidiClass.L or BidiClass.EN; // Condition 6.
    }
}
