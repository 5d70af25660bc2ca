using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace XmppActors.Transport.Addresses.Unicode;

/// <summary>Punycode (RFC 3492), without the <c>xn--</c> prefix.</summary>
internal static class Punycode
{
    private const int Base = 36;
    private const int TMin = 1;
    private const int TMax = 26;
    private const int Skew = 38;
    private const int Damp = 700;
    private const int InitialBias = 72;
    private const int InitialN = 0x80;

    /// <summary>Of lower case input; overflow cannot happen for a text as short as a label, longer ones are the
    /// caller's to refuse.</summary>
    internal static string Encode(ReadOnlySpan<int> label)
    {
        var output = new StringBuilder();
        foreach (var codePoint in label)
        {
            if (codePoint < InitialN)
                output.Append((char)codePoint);
        }
        int basic = output.Length, handled = output.Length;
        if (basic > 0)
            output.Append('-');
        int n = InitialN, bias = InitialBias;
        long delta = 0;
        while (handled < label.Length)
        {
            var next = int.MaxValue;
            foreach (var codePoint in label)
                next = codePoint >= n && codePoint < next ? codePoint : next;
            delta += (long)(next - n) * (handled + 1);
            n = next;
            foreach (var codePoint in label)
            {
                if (codePoint < n)
                    delta++;
                if (codePoint != n)
                    continue;
                AppendInteger(output, delta, bias);
                bias = Adapt(delta, handled + 1, handled == basic);
                delta = 0;
                handled++;
            }
            delta++;
            n++;
        }
        return output.ToString();
    }

    internal static bool TryDecode(ReadOnlySpan<char> text, [NotNullWhen(true)] out int[]? label)
    {
        label = null;
        var delimiter = text.LastIndexOf('-');
        var output = new List<int>(text.Length);
        foreach (var c in text[..Math.Max(delimiter, 0)])
        {
            if (c >= InitialN)
                return false;
            output.Add(c);
        }
        var rest = text[(delimiter + 1)..];
        int n = InitialN, bias = InitialBias;
        long i = 0;
        while (!rest.IsEmpty)
        {
            var start = i;
            if (!TryReadInteger(ref rest, ref i, bias))
                return false;
            var length = output.Count + 1;
            bias = Adapt(i - start, length, start == 0);
            var increment = i / length;
            if (increment > 0x10FFFF - n)
                return false;
            n += (int)increment;
            if (!Rune.IsValid(n))
                return false;
            i %= length;
            output.Insert((int)i, n);
            i++;
        }
        label = [.. output];
        return true;
    }

    private static void AppendInteger(StringBuilder output, long value, int bias)
    {
        for (var k = Base; ; k += Base)
        {
            var threshold = Math.Clamp(k - bias, TMin, TMax);
            if (value < threshold)
                break;
            output.Append(Digit((int)(threshold + ((value - threshold) % (Base - threshold)))));
            value = (value - threshold) / (Base - threshold);
        }
        output.Append(Digit((int)value));
    }

    private static bool TryReadInteger(ref ReadOnlySpan<char> text, ref long i, int bias)
    {
        long weight = 1;
        for (var k = Base; !text.IsEmpty; k += Base)
        {
            var digit = text[0] switch
            {
                >= 'a' and <= 'z' => text[0] - 'a',
                >= '0' and <= '9' => text[0] - '0' + 26,
                _ => -1,
            };
            text = text[1..];
            if (digit < 0)
                return false;
            i += digit * weight;
            if (i > int.MaxValue)
                return false;
            var threshold = Math.Clamp(k - bias, TMin, TMax);
            if (digit < threshold)
                return true;
            weight *= Base - threshold;
            if (weight > int.MaxValue)
                return false;
        }
        return false;
    }

    private static int Adapt(long delta, int count, bool isFirst)
    {
        delta = isFirst ? delta / Damp : delta / 2;
        delta += delta / count;
        var k = 0;
        for (; delta > (Base - TMin) * TMax / 2; k += Base)
            delta /= Base - TMin;
        return (int)(k + ((Base - TMin + 1) * delta / (delta + Skew)));
    }

    private static char Digit(int value) => (char)(value < 26 ? 'a' + value : '0' + value - 26);
}
