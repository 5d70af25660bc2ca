using XmppActors.Kernel.Bootstrap;

namespace XmppActors.Kernel.Cluster.Node;

/// <summary>The last decisions that a node took or saw.</summary>
internal sealed class DecisionLog(TimeProvider time)
{
    private const int Capacity = 50;
    private const int Close = 6;

    private readonly Lock _gate = new();
    private readonly List<ClusterDecision> _kept = [];

    /// <summary>Of texts that differ in their numbers only, and follow each other closely, the last is kept: shards move in many steps.</summary>
    internal void Add(string text)
    {
        lock (_gate)
        {
            var first = Math.Max(0, _kept.Count - Close);
            var same = _kept.FindIndex(first, kept => AreAlike(kept.Text, text));
            if (same >= 0) _kept.RemoveAt(same);
            else if (_kept.Count == Capacity) _kept.RemoveAt(0);
            _kept.Add(new ClusterDecision(time.GetUtcNow(), text));
        }
    }

    internal IReadOnlyList<ClusterDecision> Read()
    {
        lock (_gate) return [.. _kept];
    }

    private static bool AreAlike(string one, string other)
    {
        if (!char.IsAsciiDigit(one[0]) || !char.IsAsciiDigit(other[0])) return false;
        return one.AsSpan().TrimStart("0123456789").SequenceEqual(other.AsSpan().TrimStart("0123456789"));
    }
}
