namespace XmppActors.Actors.Components.Instances.Resumption;

/// <summary>Counts what a peer has sent and what of that is handled with all before it: XEP-0198's <c>h</c>, modulo 2^32. What has a number
/// is handled when that is settled; what has none is handled when it is read.</summary>
internal sealed class HandledStanzas(uint handled = 0)
{
    private readonly Queue<uint?> _open = new(); // Null: handled, but for those before it.

    public uint Handled { get; private set; } = handled;

    /// <summary>All that was counted.</summary>
    public uint Read => unchecked(Handled + (uint)_open.Count);

    /// <param name="number">See <see cref="Streams.Settling.ReadStanzas"/>; null: it needs not be settled.</param>
    public void Add(uint? number)
    {
        if (number is null && _open.Count == 0) Handled++;
        else _open.Enqueue(number);
    }

    /// <param name="settled">All up to this number are settled.</param>
    public void Advance(uint settled)
    {
        while (_open.TryPeek(out var number) && (number is null || unchecked((int)(number.Value - settled)) <= 0))
        {
            _open.Dequeue();
            Handled = unchecked(Handled + 1);
        }
    }
}
