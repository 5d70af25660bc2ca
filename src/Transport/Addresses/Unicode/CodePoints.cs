using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace XmppActors.Transport.Addresses.Unicode;

/// <summary>Text as code points, for the rules that speak of them; only addresses and passwords beyond ASCII come this
/// way.</summary>
internal static class CodePoints
{
    /// <summary>False for a lone surrogate, which is no character at all.</summary>
    internal static bool TryRead(ReadOnlySpan<char> text, [NotNullWhen(true)] out int[]? codePoints)
    {
        codePoints = null;
        var read = new int[text.Length];
        var count = 0;
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out var rune, out var consumed) != OperationStatus.Done)
                return false;
            read[count++] = rune.Value;
            text = text[consumed..];
        }
        codePoints = read[..count];
        return true;
    }

    internal static string ToText(ReadOnlySpan<int> codePoints)
    {
        var text = new StringBuilder(codePoints.Length);
        foreach (var codePoint in codePoints)
            text.Append(new Rune(codePoint));
        return text.ToString();
    }

    internal static int Utf8Length(ReadOnlySpan<int> codePoints)
    {
        var length = 0;
        foreach (var codePoint in codePoints)
            length += new Rune(codePoint).Utf8SequenceLength;
        return length;
    }

    internal static int[] MapWidth(ReadOnlySpan<int> text)
    {
        var mapped = new int[text.Length];
        for (var i = 0; i < text.Length; i++)
            mapped[i] = UnicodeProperties.OrdinaryWidth(text[i]);
        return mapped;
    }
}
