namespace XmppActors.Kernel.Actor;

/// <summary>Messages that can be put in front of others.</summary>
internal sealed class EnvelopeDeque
{
    private const int RetainedCapacity = 64;

    private Envelope[] _items = [];
    private int _first;

    internal int Count { get; private set; }

    internal void AddFirst(Envelope envelope)
    {
        Grow();
        _first = (_first - 1) & (_items.Length - 1);
        _items[_first] = envelope;
        Count++;
    }

    internal void AddLast(Envelope envelope)
    {
        Grow();
        _items[(_first + Count) & (_items.Length - 1)] = envelope;
        Count++;
    }

    internal Envelope RemoveFirst()
    {
        var envelope = _items[_first];
        _items[_first] = default;
        _first = (_first + 1) & (_items.Length - 1);
        Count--;
        if (Count == 0 && _items.Length > RetainedCapacity) Release();
        return envelope;
    }

    internal Envelope RemoveLast()
    {
        var last = (_first + Count - 1) & (_items.Length - 1);
        var envelope = _items[last];
        _items[last] = default;
        Count--;
        if (Count == 0 && _items.Length > RetainedCapacity) Release();
        return envelope;
    }

    private void Release()
    {
        _items = [];
        _first = 0;
    }

    private void Grow()
    {
        if (Count < _items.Length) return;
        var grown = new Envelope[Math.Max(4, _items.Length * 2)];
        for (var i = 0; i < Count; i++) grown[i] = _items[(_first + i) & (_items.Length - 1)];
        _items = grown;
        _first = 0;
    }
}
