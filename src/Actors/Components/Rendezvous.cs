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

    // The finaliser of MurmurHash3: every input bit reaches every output bit.
    private static ulong Mix(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
        return hash ^ (hash >> 33);
    }
}
