using XmppActors.Kernel.Bootstrap;

namespace XmppActors.Kernel.Cluster.Node;

/// <summary>The last decisions that a node took or saw.</summary>
internal sealed class DecisionLog(TimeProvider time)
{
    private const int Capacity = 50;

    private readonly Lock _gate = new();
    private readonly Queue<ClusterDecision> _kept = new();

    internal void Add(string text)
    {
        lock (_gate)
        {
            if (_kept.Count == Capacity) _kept.Dequeue();
            _kept.Enqueue(new ClusterDecision(time.GetUtcNow(), text));
        }
    }

    internal IReadOnlyList<ClusterDecision> Read()
    {
        lock (_gate) return [.. _kept];
    }
}
