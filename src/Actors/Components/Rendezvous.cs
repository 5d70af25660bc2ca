namespace XmppActors.Actors.Components;

/// <summary>Highest-random-weight hashing: each key belongs to the candidate with the highest score for it, so the loss
/// of one candidate moves that candidate's keys and no others. The same answer in every process.</summary>
internal static class Rendezvous
{
    private const ulong FnvOffset = 14695981039346656037;
    private const ulong FnvPrime = 1099511628211;

    /// <summary>A 64-bit hash of the text that is the same on every node and in every run.</summary>
    public static ulong Hash(ReadOnlySpan<char> text)
    {
        var hash = FnvOffset;
        foreach (var character in text)
            hash = (hash ^ character) * FnvPrime;
        return Mix(hash);
    }

    /// <summary>How much this candidate wants this key; the highest wins.</summary>
    public static ulong Score(ulong key, ulong candidate) => Mix(key ^ candidate);

    /// <summary>The same text's hash, from its bytes; for ASCII equal to that of the characters.</summary>
    public static ulong Hash(ReadOnlySpan<byte> utf8)
    {
        var hash = FnvOffset;
        foreach (var octet in utf8)
            hash = (hash ^ octet) * FnvPrime;
        return Mix(hash);
    }

    /// <summary>How much a candidate of this weight wants this key: each wins as often as its weight says, and changing one weight moves keys
    /// from or to that candidate only.</summary>
    /// <remarks>With the score as a number u between 0 and 1, it is weight / -ln u. For equal weights the order is that of the scores.</remarks>
    public static double Score(ulong key, ulong candidate, double weight) => weight / MinusLog(Score(key, candidate));

    /// <summary>A number like any other from this one: each counted number gives another.</summary>
    public static ulong Scatter(ulong number) => Mix(number * 0x9e3779b97f4a7c15);

    /// <summary>-ln of (score + ½) / 2^53. Of basic operations only, whose last bit is the same on every machine, unlike a library's logarithm.</summary>
    private static double MinusLog(ulong score)
    {
        var bits = BitConverter.DoubleToUInt64Bits(((score >> 11) + 0.5) * (1.0 / (1UL << 53)));
        var exponent = (int)(bits >> 52) - 1023;
        var mantissa = BitConverter.UInt64BitsToDouble((bits & 0x000fffffffffffff) | 0x3ff0000000000000); // 1 to 2
        if (mantissa > 1.4142135623730951)
        {
            mantissa *= 0.5;
            exponent++;
        }
        var s = (mantissa - 1) / (mantissa + 1);
        var z = s * s;
        var series = 1 + (z * ((1.0 / 3) + (z * ((1.0 / 5) + (z * ((1.0 / 7) + (z * ((1.0 / 9) + (z * ((1.0 / 11) + (z / 13)))))))))));
        return -((exponent * 0.6931471805599453) + (2 * s * series));
    }

    // The finaliser of MurmurHash3: every input bit reaches every output bit.
    private static ulong Mix(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
        return hash ^ (hash >> 33);
    }
}
