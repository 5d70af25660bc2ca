namespace XmppActors.Kernel.Cluster.Core;

/// <summary>Rendezvous hashing: of all candidates the one with the highest score for the shard. When one comes or goes, only shards that it
/// gets or had move.</summary>
internal static class Placement
{
    /// <param name="candidates">At least one. The incarnation does not count: a node that comes back gets what it had.</param>
    internal static UniqueAddress Best(List<UniqueAddress> candidates, string type, int shard)
    {
        var key = Hash(type) + (ulong)shard;
        var best = candidates[0];
        var bestScore = Score(key, best);
        for (var i = 1; i < candidates.Count; i++)
        {
            var score = Score(key, candidates[i]);
            if (score < bestScore || (score == bestScore && candidates[i].CompareTo(best) >= 0)) continue;
            (best, bestScore) = (candidates[i], score);
        }

        return best;
    }

    private static ulong Score(ulong key, UniqueAddress node) => Mix(Mix(key) ^ Mix(Hash(node.Host) + (ulong)node.Port));

    private static ulong Hash(string text)
    {
        var hash = 14695981039346656037UL; // FNV-1a: the same on every node and in every version.
        foreach (var character in text) hash = (hash ^ character) * 1099511628211UL;
        return hash;
    }

    private static ulong Mix(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdUL;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53UL;
        return hash ^ (hash >> 33);
    }
}
