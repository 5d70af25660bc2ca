using System.Diagnostics.CodeAnalysis;
using XmppActors.Transport.Addresses.Unicode;

namespace XmppActors.Transport.Addresses;

/// <summary>Host names by IDNA2008 (RFC 5890 to 5893), mapped by RFC 5895 and written with U-labels as RFC 7622 §3.2.1
/// asks.</summary>
internal static class InternationalizedDomain
{
    private const int MaxLabelLength = 63;
    private const int MaxNameLength = 253; // 255 bytes on DNS's wire.
    private const int IdeographicFullStop = 0x3002;
    private const string AcePrefix = "xn--";

    /// <summary>Letters, digits and hyphens in labels none of which could be an A-label (NR-LDH, RFC 5890 §2.3.1). No
    /// trailing dot.</summary>
    internal static bool IsPlain(ReadOnlySpan<char> name)
    {
        if (name.Length > MaxNameLength)
            return false;
        foreach (var label in name.Split('.'))
        {
            if (!IsPlainLabel(name[label]))
                return false;
        }
        return true;
    }

    internal static bool TryNormalize(string text, [NotNullWhen(true)] out string? domain)
    {
        domain = null;
        if (!CodePoints.TryRead(text, out var codePoints))
            return false;
        var mapped = Map(codePoints);
        var name = mapped.AsSpan(0, mapped is [.., '.'] ? mapped.Length - 1 : mapped.Length);
        var labels = new List<int[]>();
        var asciiLength = -1;
        foreach (var range in name.Split('.'))
        {
            if (!TryReadLabel(name[range], out var label, out var labelLength))
                return false;
            labels.Add(label);
            asciiLength += labelLength + 1;
        }
        if (asciiLength > MaxNameLength || !SatisfiesBidiRule(labels))
            return false;
        domain = string.Join('.', labels.Select(label => CodePoints.ToText(label)));
        return true;
    }

    /// <summary>RFC 5895 §2: lower case, ordinary width, NFC, and the ideographic full stop separates labels.</summary>
    private static int[] Map(int[] text)
    {
        var mapped = NormalizationFormC.Normalize(CodePoints.MapWidth(CaseMapping.ToLower(text)));
        mapped.AsSpan().Replace(IdeographicFullStop, '.');
        return mapped;
    }

    /// <summary>Gives the NR-LDH label or the U-label, and its length as DNS sees it.</summary>
    private static bool TryReadLabel(ReadOnlySpan<int> text, [NotNullWhen(true)] out int[]? label, out int asciiLength)
    {
        label = text.ToArray();
        asciiLength = label.Length;
        if (label.Length is 0 or > MaxLabelLength)
            return false; // An A-label is never shorter than its U-label.
        if (text.IndexOfAnyExceptInRange(0, 0x7F) >= 0)
            return IsULabel(text, out asciiLength);
        var ascii = CodePoints.ToText(text);
        if (!ascii.StartsWith(AcePrefix, StringComparison.Ordinal))
            return IsPlainLabel(ascii);
        // Decoded and encoded again it must be the same: one A-label for each U-label (RFC 5891 §5.4).
        return Punycode.TryDecode(ascii.AsSpan(AcePrefix.Length), out label)
            && label.AsSpan().IndexOfAnyExceptInRange(0, 0x7F) >= 0
            && NormalizationFormC.Normalize(label).AsSpan().SequenceEqual(label)
            && IsULabel(label, out _)
            && ascii.AsSpan(AcePrefix.Length).SequenceEqual(Punycode.Encode(label));
    }

    /// <summary>RFC 5891 §4.2; the Bidi Rule is checked for the name as a whole.</summary>
    private static bool IsULabel(ReadOnlySpan<int> label, out int asciiLength)
    {
        asciiLength = 0;
        if (label[0] == '-' || label[^1] == '-' || (label.Length > 3 && label[2] == '-' && label[3] == '-')
            || UnicodeProperties.Of(label[0]).IsMark || !StringClass.Label.Contains(label))
            return false;
        asciiLength = AcePrefix.Length + Punycode.Encode(label).Length;
        return asciiLength <= MaxLabelLength;
    }

    /// <summary>One label from right to left puts all of them under the rule (RFC 5893 §1.4, §2).</summary>
    private static bool SatisfiesBidiRule(List<int[]> labels) =>
        !labels.Exists(label => BidiRule.Concerns(label)) || labels.TrueForAll(label => BidiRule.IsSatisfiedBy(label));

    private static bool IsPlainLabel(ReadOnlySpan<char> label)
    {
        if (label.Length is 0 or > MaxLabelLength || label[0] == '-' || label[^1] == '-'
            || (label.Length > 3 && label[2] == '-' && label[3] == '-'))
            return false;
        foreach (var c in label)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '-')
                return false;
        }
        return true;
    }
}
