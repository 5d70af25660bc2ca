using System.Runtime.InteropServices;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components.Instances;

/// <summary>What one instance was sent and has not acknowledged, in order: first what was written to it, then what waits for room in the
/// window.</summary>
/// <remarks>A ring: nothing is allocated for a stanza. Performs nothing. Not thread-safe.</remarks>
internal sealed class Ledger(LedgerSettings settings)
{
    private const int RetainedCapacity = 64;

    private LedgerEntry[] _ring = []; // A power of two.
    private int _first;
    private int _moved; // Of those written: they count for what is acknowledged, and for nothing else.
    private long _writtenBytes;
    private long _waitingBytes;

    /// <summary>How many it has not acknowledged, without those that have been moved to others.</summary>
    public int Count => Written + Waiting - _moved;

    /// <summary>How many are written and not acknowledged, moved or not.</summary>
    public int Written { get; private set; }

    /// <summary>How many wait for room in the window.</summary>
    public int Waiting { get; private set; }

    /// <summary>How many were ever written: where a barrier stands.</summary>
    public long WrittenTotal { get; private set; }

    /// <summary>How many of these were acknowledged.</summary>
    public long AcknowledgedTotal => WrittenTotal - Written;

    /// <summary>When the oldest that is not acknowledged was written; null: there is none.</summary>
    public TimeSpan? OldestWritten => Written > 0 ? At(0).WrittenAt : null;

    /// <summary>Adds a stanza behind all others.</summary>
    /// <param name="reader">Who is told when it is settled; of interest only where the stanza has an origin.</param>
    /// <param name="now">On a clock that only goes forward.</param>
    /// <returns>False: as much waits as may.</returns>
    public bool TryAdd(Stanza stanza, IActorRef reader, TimeSpan now)
    {
        var waits = Waiting > 0 || !HasRoomFor(stanza);
        if (waits && (Waiting >= settings.Queue || _waitingBytes + stanza.ByteCount > settings.QueueBytes)) return false;
        var count = Written + Waiting;
        if (count == _ring.Length) Grow();
        At(count) = new LedgerEntry { Stanza = stanza, ByteCount = stanza.ByteCount, Reader = reader, TakenAt = now };
        Waiting++;
        _waitingBytes += stanza.ByteCount;
        return true;
    }

    /// <summary>Adds, however much there is, what an earlier stream of the component had.</summary>
    /// <param name="wasWritten">There, and it may have been read.</param>
    public void Restore(Stanza stanza, IActorRef reader, TimeSpan takenAt, bool wasWritten)
    {
        var count = Written + Waiting;
        if (count == _ring.Length) Grow();
        At(count) = new LedgerEntry { Stanza = stanza, ByteCount = stanza.ByteCount, Reader = reader, TakenAt = takenAt, WasWritten = wasWritten };
        Waiting++;
        _waitingBytes += stanza.ByteCount;
    }

    /// <summary>All of it, oldest first; those that were moved without stanza.</summary>
    public LedgerEntry[] Entries()
    {
        var all = new LedgerEntry[Written + Waiting];
        for (var i = 0; i < all.Length; i++) all[i] = At(i);
        return all;
    }

    /// <summary>The next one is to be written, if the window has room for it.</summary>
    /// <returns>Null: none waits, or not before something is acknowledged.</returns>
    public Stanza? Write(TimeSpan now)
    {
        if (Waiting == 0) return null;
        ref var entry = ref At(Written);
        var stanza = entry.Stanza!;
        if (!HasRoomFor(stanza)) return null;
        entry.WrittenAt = now;
        Written++;
        Waiting--;
        WrittenTotal++;
        _writtenBytes += stanza.ByteCount;
        _waitingBytes -= stanza.ByteCount;
        return stanza;
    }

    /// <summary>Takes the oldest out, if it is among the first so many that were ever written; to be called until it gives nothing.</summary>
    /// <param name="writtenTotal">As <see cref="WrittenTotal"/> was when what is acknowledged now was written.</param>
    /// <param name="entry">Without stanza: it was moved to others before.</param>
    public bool TryAcknowledge(long writtenTotal, out LedgerEntry entry)
    {
        if (Written == 0 || AcknowledgedTotal >= writtenTotal)
        {
            entry = default;
            return false;
        }

        entry = At(0);
        At(0) = default;
        _first = (_first + 1) & (_ring.Length - 1);
        Written--;
        _writtenBytes -= entry.ByteCount;
        if (entry.Stanza is null) _moved--;
        if (Written + Waiting == 0 && _ring.Length > RetainedCapacity) (_ring, _first) = ([], 0);
        return true;
    }

    /// <summary>A stanza was sent again by a reader that may be another stream now.</summary>
    /// <returns>False: it is not here.</returns>
    public bool TryRenew(StanzaOrigin origin, IActorRef reader)
    {
        for (var i = 0; i < Written + Waiting; i++)
        {
            ref var entry = ref At(i);
            if (entry.Stanza is not { } stanza || stanza.Origin.Number != origin.Number || stanza.Origin.Session != origin.Session) continue;
            entry.Reader = reader;
            return true;
        }

        return false;
    }

    /// <summary>Takes out, oldest first, all that others are to get. Those that were written keep their places until they are
    /// acknowledged.</summary>
    /// <param name="isMeant">Null: all.</param>
    public List<LedgerEntry> Move(Predicate<Stanza>? isMeant = null)
    {
        var taken = new List<LedgerEntry>(Count);
        for (var i = 0; i < Written; i++)
        {
            ref var entry = ref At(i);
            if (entry.Stanza is not { } stanza || (isMeant is not null && !isMeant(stanza))) continue;
            taken.Add(entry);
            _moved++;
            entry.Stanza = null;
        }

        MoveWaiting(taken, isMeant);
        return taken;
    }

    /// <summary>As <see cref="Move"/>, but nothing that may have been read, and nothing that follows such in its sender's order.</summary>
    public List<LedgerEntry> MoveUnread(Predicate<Stanza> isMeant)
    {
        var kept = new HashSet<(ulong, uint)>();
        for (var i = 0; i < Written; i++) Keep(At(i).Stanza);
        var taken = new List<LedgerEntry>();
        var first = Written;
        MoveWaiting(taken, stanza =>
        {
            var wasWritten = At(first++).WasWritten; // They are asked for in their order.
            if (!wasWritten && isMeant(stanza) && (stanza.Origin.Gap == 0 || !kept.Contains((stanza.Origin.Session, stanza.Origin.Previous)))) return true;
            Keep(stanza);
            return false;
        });
        return taken;

        void Keep(Stanza? stanza)
        {
            if (stanza is { Origin.IsNone: false }) kept.Add((stanza.Origin.Session, stanza.Origin.Number));
        }
    }

    private void MoveWaiting(List<LedgerEntry> taken, Predicate<Stanza>? isMeant)
    {
        var kept = Written;
        var end = Written + Waiting;
        for (var i = Written; i < end; i++)
        {
            var entry = At(i);
            if (isMeant is not null && !isMeant(entry.Stanza!))
            {
                At(i) = default;
                At(kept++) = entry;
                continue;
            }

            At(i) = default;
            taken.Add(entry);
            _waitingBytes -= entry.Stanza!.ByteCount;
        }

        Waiting = kept - Written;
    }

    private bool HasRoomFor(Stanza stanza) =>
        Written == 0 || (Written < settings.Window && _writtenBytes + stanza.ByteCount <= settings.WindowBytes);

    private ref LedgerEntry At(int index) => ref _ring[(_first + index) & (_ring.Length - 1)];

    private void Grow()
    {
        var grown = new LedgerEntry[Math.Max(8, _ring.Length * 2)];
        for (var i = 0; i < _ring.Length; i++) grown[i] = At(i);
        (_ring, _first) = (grown, 0);
    }
}

/// <summary>One stanza in the <see cref="Ledger"/>.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct LedgerEntry
{
    /// <summary>Null: others have got it since.</summary>
    public Stanza? Stanza { get; set; }

    public int ByteCount { get; set; }

    /// <summary>The stream that read it, as far as it has an origin.</summary>
    public IActorRef Reader { get; set; }

    public TimeSpan TakenAt { get; set; }

    /// <summary>An earlier stream of the component has written it.</summary>
    public bool WasWritten { get; set; }

    /// <summary>Null: it was not written.</summary>
    public TimeSpan? WrittenAt { get; set; }
}
