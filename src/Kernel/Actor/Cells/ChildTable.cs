namespace XmppActors.Kernel.Actor;

/// <summary>An actor's children by name. One thread changes it at a time, under its lock; any number look up without.</summary>
/// <remarks>
/// Open addressing with linear probing: the hashes beside the references, 12 bytes a slot, at most four fifths of them used.
/// A lookup that races with a change may miss, never find a wrong one: who needs certainty asks again under the lock.
/// </remarks>
internal sealed class ChildTable
{
    private readonly Lock _gate = new();
    private Slots _slots = new(4);
    private int _used; // Slots with a child or a gravestone.
    private int _count;
    private bool _closed;

    internal enum Addition
    {
        Added,
        NameTaken,
        Closed,
    }

    internal Lock Gate => _gate;

    internal int Count => Volatile.Read(ref _count);

    internal ActorCell? Find(string name)
    {
        var slots = Volatile.Read(ref _slots);
        var hash = HashOf(name);
        for (var i = hash & slots.Mask; ; i = (i + 1) & slots.Mask)
        {
            var cell = Volatile.Read(ref slots.Cells[i]);
            if (cell is null) return null;
            if (slots.Hashes[i] == hash && cell is ActorCell child && HasName(child, name)) return child;
        }
    }

    internal Addition TryAdd(ActorCell child)
    {
        lock (_gate)
        {
            if (_closed) return Addition.Closed;
            var name = child.Name;
            if (Find(name) is not null) return Addition.NameTaken;
            if ((_used + 1) * 5L > _slots.Cells.Length * 4L) Rebuild();
            if (Insert(_slots, child, HashOf(name))) _used++;
            Volatile.Write(ref _count, _count + 1);
            return Addition.Added;
        }
    }

    internal bool Remove(ActorCell child)
    {
        lock (_gate)
        {
            var hash = HashOf(child.Name);
            for (var i = hash & _slots.Mask; _slots.Cells[i] is { } cell; i = (i + 1) & _slots.Mask)
            {
                if (!ReferenceEquals(cell, child)) continue;
                Volatile.Write(ref _slots.Cells[i], Slots.Gravestone);
                Volatile.Write(ref _count, _count - 1);
                if (_count == 0 && _slots.Cells.Length > 64) Clear();
                return true;
            }

            return false;
        }
    }

    /// <summary>Takes no child any more.</summary>
    internal void Close()
    {
        lock (_gate) _closed = true;
    }

    internal ActorCell[] ToArray()
    {
        lock (_gate)
        {
            var children = new ActorCell[_count];
            var next = 0;
            foreach (var cell in _slots.Cells)
            {
                if (cell is ActorCell child) children[next++] = child;
            }

            return children;
        }
    }

    private static bool HasName(ActorCell child, string name) =>
        child.GivenName is { } given ? given == name : child.Name == name;

    private static int HashOf(string name) => name.GetHashCode(StringComparison.Ordinal);

    /// <returns>Whether a fresh slot was used, not a gravestone's.</returns>
    private static bool Insert(Slots slots, ActorCell child, int hash)
    {
        for (var i = hash & slots.Mask; ; i = (i + 1) & slots.Mask)
        {
            var cell = slots.Cells[i];
            if (cell is ActorCell) continue;
            slots.Hashes[i] = hash;
            Volatile.Write(ref slots.Cells[i], child);
            return cell is null;
        }
    }

    private void Clear()
    {
        Volatile.Write(ref _slots, new Slots(4));
        _used = 0;
    }

    private void Rebuild()
    {
        var capacity = _slots.Cells.Length;
        while ((_count + 1) * 5L > capacity * 3L) capacity *= 2;
        var slots = new Slots(capacity);
        for (var i = 0; i < _slots.Cells.Length; i++)
        {
            if (_slots.Cells[i] is ActorCell child) Insert(slots, child, _slots.Hashes[i]);
        }

        _used = _count;
        Volatile.Write(ref _slots, slots);
    }

    private sealed class Slots(int capacity)
    {
        internal static readonly object Gravestone = new();

        internal readonly object?[] Cells = new object?[capacity];
        internal readonly int[] Hashes = new int[capacity];

        internal int Mask => Cells.Length - 1;
    }
}
