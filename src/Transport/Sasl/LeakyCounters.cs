using System.Diagnostics.CodeAnalysis;

namespace XmppActors.Transport.Sasl;

/// <summary>Counts per key that drain at a steady rate; time is a span since any fixed moment. At <paramref
/// name="capacity"/> keys the longest untouched is forgotten.</summary>
internal sealed class LeakyCounters<TKey>(int capacity, double drainPerSecond)
    where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<Counter>> _counters = [];
    private readonly LinkedList<Counter> _byUse = new(); // The longest untouched first.

    internal int Count => _counters.Count;

    internal double Level(TKey key, TimeSpan now) => TryFind(key, out var node) ? Drained(node.Value, now) : 0;

    /// <summary>Adds to a key's count, which stays between 0 and <paramref name="ceiling"/>.</summary>
    internal void Add(TKey key, double amount, double ceiling, TimeSpan now)
    {
        if (!TryFind(key, out var node))
        {
            if (amount <= 0)
                return;
            if (_counters.Count >= capacity)
                Forget(_byUse.First!);
            node = _byUse.AddLast(new Counter(key));
            _counters.Add(key, node);
        }
        var counter = node.Value;
        counter.Level = Math.Clamp(Drained(counter, now) + amount, 0, ceiling);
        counter.At = now;
        _byUse.Remove(node);
        if (counter.Level > 0)
            _byUse.AddLast(node);
        else
            _counters.Remove(key);
    }

    private bool TryFind(TKey key, [NotNullWhen(true)] out LinkedListNode<Counter>? node) =>
        _counters.TryGetValue(key, out node);

    private double Drained(Counter counter, TimeSpan now) =>
        Math.Max(0, counter.Level - (Math.Max(0, (now - counter.At).TotalSeconds) * drainPerSecond));

    private void Forget(LinkedListNode<Counter> node)
    {
        _byUse.Remove(node);
        _counters.Remove(node.Value.Key);
    }

    private sealed class Counter(TKey key)
    {
        internal TKey Key { get; } = key;
        internal double Level { get; set; }
        internal TimeSpan At { get; set; }
    }
}
