using System.Globalization;
using XmppActors.Transport.Addresses.Unicode;

namespace XmppActors.Transport.Tests.Addresses;

public sealed class UnicodePropertiesTests
{
    [Fact] // RFC 8264 §8 and §9.1; the runtime's categories are a second source.
    public void Only_letters_marks_and_digits_are_valid_beyond_ASCII()
    {
        UnicodeCategory[] letterDigits =
        [
            UnicodeCategory.UppercaseLetter, UnicodeCategory.LowercaseLetter, UnicodeCategory.OtherLetter, UnicodeCategory.ModifierLetter,
            UnicodeCategory.DecimalDigitNumber, UnicodeCategory.NonSpacingMark, UnicodeCategory.SpacingCombiningMark,
        ];
        int[] exceptions = [0x6FD, 0x6FE, 0xF0B, 0x3007];

        var wrong = Enumerable.Range(0x80, 0x110000 - 0x80)
            .Where(codePoint => UnicodeProperties.Of(codePoint).Precis == CodePointClass.Valid
                && !letterDigits.Contains(CharUnicodeInfo.GetUnicodeCategory(codePoint)) && !exceptions.Contains(codePoint))
            .Select(codePoint => codePoint.ToString("X4", CultureInfo.InvariantCulture));

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData(-1, CodePointClass.Unassigned, CodePointClass.Unassigned)]
    [InlineData(0x110000, CodePointClass.Unassigned, CodePointClass.Unassigned)]
    [InlineData(0x0020, CodePointClass.FreeformOnly, CodePointClass.Disallowed)]
    [InlineData(0x0041, CodePointClass.Valid, CodePointClass.Disallowed)]
    [InlineData(0x0061, CodePointClass.Valid, CodePointClass.Valid)]
    [InlineData(0x00B7, CodePointClass.ContextO, CodePointClass.ContextO)]
    [InlineData(0x00DF, CodePointClass.Valid, CodePointClass.Valid)]
    [InlineData(0x0149, CodePointClass.FreeformOnly, CodePointClass.Disallowed)]
    [InlineData(0x034F, CodePointClass.Disallowed, CodePointClass.Disallowed)]
    [InlineData(0x0378, CodePointClass.Unassigned, CodePointClass.Unassigned)]
    [InlineData(0x0640, CodePointClass.Disallowed, CodePointClass.Disallowed)]
    [InlineData(0x1100, CodePointClass.Disallowed, CodePointClass.Disallowed)]
    [InlineData(0x200D, CodePointClass.ContextJ, CodePointClass.ContextJ)]
    [InlineData(0x20D0, CodePointClass.Valid, CodePointClass.Disallowed)] // IDNA's blocks to be ignored are not PRECIS's.
    [InlineData(0x4E00, CodePointClass.Valid, CodePointClass.Valid)]
    [InlineData(0x9FFF, CodePointClass.Valid, CodePointClass.Valid)]
    [InlineData(0xD800, CodePointClass.Disallowed, CodePointClass.Disallowed)]
    [InlineData(0xE000, CodePointClass.Disallowed, CodePointClass.Disallowed)]
    [InlineData(0x1F600, CodePointClass.FreeformOnly, CodePointClass.Disallowed)]
    [InlineData(0x10FFFF, CodePointClass.Disallowed, CodePointClass.Disallowed)]
    public void Each_code_point_has_its_class(int codePoint, object precis, object idna)
    {
        Assert.Equal(precis, UnicodeProperties.Of(codePoint).Precis);
        Assert.Equal(idna, UnicodeProperties.Of(codePoint).Idna);
    }

    [Theory] // UAX #15.
    [InlineData("\u0041\u030a", "\u00c5")]
    [InlineData("\u212b", "\u00c5")]
    [InlineData("\u0344", "\u0308\u0301")] // Never composed again.
    [InlineData("\u0958", "\u0915\u093c")]
    [InlineData("\u0061\u0323\u0307", "\u1ea1\u0307")]
    [InlineData("\u0061\u0307\u0323", "\u1ea1\u0307")] // Marks in their canonical order.
    [InlineData("\u0061\u0301\u0301", "\u00e1\u0301")]
    [InlineData("\u1100\u1161\u11a8", "\uac01")]
    [InlineData("\uac00\u11a7", "\uac00\u11a7")] // The base of the trailing consonants is none of them.
    [InlineData("\u0b47\u0300\u0b3e", "\u0b47\u0300\u0b3e")] // Blocked.
    [InlineData("\ud834\udd5e", "\ud834\udd57\ud834\udd65")]
    public void Text_is_composed(string text, string composed)
    {
        var codePoints = text.EnumerateRunes().Select(rune => rune.Value).ToArray();

        Assert.Equal(composed, CodePoints.ToText(NormalizationFormC.Normalize(codePoints)));
    }

    [Theory] // RFC 3492 §7.1.
    [InlineData("\u0644\u064a\u0647\u0645\u0627\u0628\u062a\u0643\u0644\u0645\u0648\u0634\u0639\u0631\u0628\u064a\u061f", "egbpdaj6bu4bxfgehfvwxn")]
    [InlineData("\u4ed6\u4eec\u4e3a\u4ec0\u4e48\u4e0d\u8bf4\u4e2d\u6587", "ihqwcrb4cv8a8dqg056pqjye")]
    [InlineData("\u305d\u306e\u30b9\u30d4\u30fc\u30c9\u3067", "d9juau41awczczp")]
    [InlineData("\u30d1\u30d5\u30a3\u30fcde\u30eb\u30f3\u30d0", "de-jg4avhby1noc0d")]
    [InlineData("-> $1.00 <-", "-> $1.00 <--")]
    public void Punycode_goes_both_ways(string text, string encoded)
    {
        var codePoints = text.EnumerateRunes().Select(rune => rune.Value).ToArray();

        Assert.Equal(encoded, Punycode.Encode(codePoints));
        Assert.True(Punycode.TryDecode(encoded, out var decoded));
        Assert.Equal(codePoints, decoded);
    }
}
