using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Streams.StreamManagement;

/// <summary>Stanzas sent and not yet acknowledged by the peer, oldest first. XEP-0198 §4.</summary>
/// <remarks>Counts are modulo 2^32, as the XEP asks. Bounded in stanzas and in bytes on the wire; at the bound
/// <see cref="TryAdd"/> refuses and its caller ends the session.</remarks>
internal sealed class UnackedQueue(int maxStanzas, long maxBytes, uint acknowledged = 0)
{
    private const int InitialCapacity = 16;

    private Stanza[] _ring = [];
    private int _head;
    private uint _acknowledged = acknowledged;

    public int Count { get; private set; }

    /// <summary>Size on the wire of what is held.</summary>
    public long Bytes { get; private set; }

    /// <summary>How many stanzas have been sent on this session, modulo 2^32.</summary>
    public uint SendCount => unchecked(_acknowledged + (uint)Count);

    /// <summary>Holds a stanza until it is acknowledged.</summary>
    /// <returns>False at the bound: the stanza is not held, and stays the caller's.</returns>
    public bool TryAdd(Stanza stanza)
    {
        if (Count >= maxStanzas || Bytes + stanza.ByteCount > maxBytes) return false;

        if (Count == _ring.Length) Grow();
        _ring[(_head + Count) & (_ring.Length - 1)] = stanza;
        Count++;
        Bytes += stanza.ByteCount;
        return true;
    }

    /// <summary>Lets go of what the peer says it has handled.</summary>
    /// <param name="handled">The peer's <c>h</c>: the count of all stanzas it handled, modulo 2^32.</param>
    /// <param name="released">How many stanzas this acknowledged for the first time.</param>
    /// <returns>False: more than was ever sent (or less than it said before, which is the same modulo 2^32).</returns>
    public bool TryAcknowledge(uint handled, out int released)
    {
        var news = unchecked(handled - _acknowledged);
        released = 0;
        if (news > (uint)Count) return false;

        released = (int)news;
        for (var i = 0; i < released; i++) RemoveOldest();
        _acknowledged = handled;
        if (Count == 0 && _ring.Length > InitialCapacity) _ring = []; // A burst must not cost an idle session memory.
        return true;
    }

    /// <summary>The <paramref name="index"/>th oldest stanza held.</summary>
    public Stanza this[int index]
    {
        get
        {
            System.Diagnostics.Debug.Assert((uint)index < (uint)Count);
            return _ring[(_head + index) & (_ring.Length - 1)];
        }
    }

    /// <summary>What is held, oldest first.</summary>
    public Stanza[] ToArray()
    {
        var all = new Stanza[Count];
        for (var i = 0; i < all.Length; i++) all[i] = this[i];
        return all;
    }

    /// <summary>Empties the queue into a list, oldest first: what the peer never confirmed.</summary>
    public IReadOnlyList<Stanza> TakeAll()
    {
        var all = ToArray();
        (_ring, _head, Count, Bytes) = ([], 0, 0, 0);
        return all;
    }

    private void RemoveOldest()
    {
        Bytes -= _ring[_head].ByteCount;
        _ring[_head] = null!;
        _head = (_head + 1) & (_ring.Length - 1);
        Count--;
    }

    private void Grow()
    {
        var larger = new Stanza[Math.Max(InitialCapacity, _ring.Length * 2)];
        for (var i = 0; i < Count; i++) larger[i] = this[i];
        (_ring, _head) = (larger, 0);
    }
}
