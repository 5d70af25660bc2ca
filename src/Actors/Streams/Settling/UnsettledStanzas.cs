using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Streams.Settling;

/// <summary>The stanzas of one session that nobody has taken final charge of yet, by number: kept to be sent again, acknowledged in the order
/// in which they were read.</summary>
/// <remarks>Numbers are modulo 2^32. Bounded by whoever reads: see <see cref="IsFull"/>. Not thread-safe.</remarks>
/// <param name="session">Names the session; not 0.</param>
/// <param name="destinationOf">With whom a stanza is in order: all of one destination are taken in the order in which they were read, by
/// whoever takes them. Null: with nobody.</param>
/// <param name="prefix">The number of the last stanza that is settled with all before it.</param>
internal sealed class UnsettledStanzas(ulong session, Func<Stanza, string?> destinationOf, uint prefix = 0)
{
    /// <summary>Most stanzas from the oldest that is not settled, or may come again, to the newest.</summary>
    public const int MaxSpan = 24 * 1024;

    private const int RetainedCapacity = 64;

    private readonly Dictionary<string, uint> _newestTo = []; // The newest to each destination, if that is not settled.
    private Stanza?[] _ring = [];                             // A power of two; null: settled.
    private int _first;
    private uint _confirmed = prefix;

    public ulong Session { get; } = session;

    /// <summary>Up to this number another stream has read them before; null: none of those that come.</summary>
    public uint? RepeatedTo { get; set; }

    /// <summary>All up to this number are settled.</summary>
    public uint Prefix { get; private set; } = prefix;

    /// <summary>The number of the newest stanza.</summary>
    public uint Newest => unchecked(Prefix + (uint)Span);

    /// <summary>How many are not settled.</summary>
    public int Count { get; private set; }

    /// <summary>From the oldest that is not settled to the newest.</summary>
    public int Span { get; private set; }

    /// <summary>No more should be read: one old stanza holds up too many.</summary>
    public bool IsFull => unchecked(Newest - _confirmed) >= MaxSpan;

    /// <summary>Keeps a stanza that has just been read, and gives it its origin.</summary>
    /// <param name="stanza">As it is to be sent, now and again. Nobody else knows it yet.</param>
    public void Add(Stanza stanza)
    {
        if (Span == _ring.Length) Grow();
        _ring[(_first + Span) & (_ring.Length - 1)] = stanza;
        Span++;
        Count++;
        stanza.Stamp(OriginOf(Newest, destinationOf(stanza)));
    }

    /// <summary>Whether the next one to this destination has one before it that is not settled.</summary>
    public bool HasTo(string? destination) => destination is not null && _newestTo.ContainsKey(destination);

    /// <summary>Somebody has taken charge of it.</summary>
    /// <returns>The stanza; null when it was settled already, or never was.</returns>
    public Stanza? Settle(uint number)
    {
        var index = unchecked(number - Prefix - 1);
        if (index >= (uint)Span || At((int)index) is not { } stanza) return null;
        At((int)index) = null;
        Count--;
        if (destinationOf(stanza) is { } destination && _newestTo.TryGetValue(destination, out var newest) && newest == number)
            ForgetNewest(destination, (int)index);
        AdvancePrefix();
        return stanza;
    }

    /// <summary>Counts a stanza that needs not be kept.</summary>
    public void Skip()
    {
        if (Span > 0)
        {
            if (Span == _ring.Length) Grow();
            At(Span++) = null;
            return;
        }

        Prefix = unchecked(Prefix + 1);
        _confirmed = Prefix;
    }

    /// <summary>Nobody will be asked for numbers up to this one again.</summary>
    public void Confirm(uint number)
    {
        if (IsBefore(_confirmed, number)) _confirmed = number;
    }

    /// <summary>What is not settled up to this number, oldest first, each as it is to be sent now: whoever had it may be gone, and may have
    /// passed it on.</summary>
    public IReadOnlyList<Stanza> Again(uint last) => Again((number, _) => !IsBefore(last, number), isRepeated: true);

    /// <summary>What can be sent again after refusals: all to each destination whose oldest was refused. Where an older one is on its way
    /// still, the refused ones wait for it.</summary>
    public IReadOnlyList<Stanza> Again(IReadOnlySet<uint> refused)
    {
        var oldest = new Dictionary<string, uint>();
        for (var i = 0; i < Span; i++)
        {
            if (At(i) is { } stanza && destinationOf(stanza) is { } destination) oldest.TryAdd(destination, stanza.Origin.Number);
        }

        return Again((_, destination) => destination is not null && refused.Contains(oldest[destination]), isRepeated: false);
    }

    public bool IsUnsettled(uint number)
    {
        var index = unchecked(number - Prefix - 1);
        return index < (uint)Span && At((int)index) is not null;
    }

    /// <summary>Whoever gets it next is to know that another may have got it before. It is not settled.</summary>
    public void Repeat(uint number)
    {
        ref var stanza = ref At((int)unchecked(number - Prefix - 1));
        stanza = stanza!.WithOrigin(stanza.Origin with { IsRepeated = true });
    }

    private List<Stanza> Again(Func<uint, string?, bool> isDue, bool isRepeated)
    {
        var again = new List<Stanza>(Count);
        var before = new Dictionary<string, uint>();
        for (var i = 0; i < Span; i++)
        {
            if (At(i) is not { } stanza) continue;
            var destination = destinationOf(stanza);
            var number = stanza.Origin.Number;
            if (!isDue(number, destination)) continue;
            var gap = destination is not null && before.TryGetValue(destination, out var previous) ? unchecked(number - previous) : 0;
            if (destination is not null) before[destination] = number;
            var next = stanza.WithOrigin(
                new StanzaOrigin(Session, number, BehindOf(number), (ushort)gap) { IsRepeated = isRepeated || stanza.Origin.IsRepeated });
            At(i) = next;
            again.Add(next);
        }

        return again;
    }

    private static bool IsBefore(uint number, uint other) => unchecked((int)(number - other)) < 0;

    private StanzaOrigin OriginOf(uint number, string? destination)
    {
        var gap = 0u;
        if (destination is not null)
        {
            if (_newestTo.TryGetValue(destination, out var previous)) gap = unchecked(number - previous);
            _newestTo[destination] = number;
        }

        if (RepeatedTo is { } last && IsBefore(last, number)) RepeatedTo = null;
        return new StanzaOrigin(Session, number, BehindOf(number), (ushort)gap) { IsRepeated = RepeatedTo is not null };
    }

    private ushort BehindOf(uint number) => (ushort)Math.Min(ushort.MaxValue, unchecked(number - _confirmed - 1));

    private ref Stanza? At(int index) => ref _ring[(_first + index) & (_ring.Length - 1)];

    /// <summary>The newest to a destination is settled; mostly there was no other.</summary>
    private void ForgetNewest(string destination, int index)
    {
        while (--index >= 0)
        {
            if (At(index) is not { } older || destinationOf(older) != destination) continue;
            _newestTo[destination] = older.Origin.Number;
            return;
        }

        _newestTo.Remove(destination);
    }

    private void AdvancePrefix()
    {
        while (Span > 0 && At(0) is null)
        {
            _first = (_first + 1) & (_ring.Length - 1);
            Span--;
            Prefix = unchecked(Prefix + 1);
        }

        if (Span == 0 && _ring.Length > RetainedCapacity) (_ring, _first) = ([], 0);
    }

    private void Grow()
    {
        var grown = new Stanza?[Math.Max(8, _ring.Length * 2)];
        for (var i = 0; i < Span; i++) grown[i] = At(i);
        (_ring, _first) = (grown, 0);
    }
}
