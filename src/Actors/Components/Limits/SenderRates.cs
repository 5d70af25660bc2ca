using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components.Limits;

/// <summary>How much each sender has sent to one farm lately, on one node: a bucket of a second's worth for each bare JID.</summary>
/// <remarks>Of fixed size: with more senders in the same second than it has room for, whoever has sent the least is forgotten, and may send a
/// second's worth anew.</remarks>
internal sealed class SenderRates
{
    private const int Sets = 2048;
    private const int Ways = 4;

    private readonly Lock _lock = new();
    private Bucket[]? _buckets;

    /// <summary>Counts a stanza, if its sender may send it now; one that comes again, as far as that is known, was counted.</summary>
    /// <param name="now">Any clock's ticks, of 100 ns.</param>
    public bool TryTake(Jid sender, int bytes, StanzaOrigin origin, FarmLimits limits, long now)
    {
        var key = Rendezvous.Hash(sender.Bare.Value);
        lock (_lock)
        {
            ref var bucket = ref Find(_buckets ??= new Bucket[Sets * Ways], key, now);
            if (!origin.IsNone && origin.Session == bucket.Session && unchecked((int)(origin.Number - bucket.Number)) <= 0) return true;
            var stanzas = Filled(bucket.Stanzas, now, 1, limits.SenderStanzas);
            var octets = Filled(bucket.Bytes, now, bytes, limits.SenderBytes);
            if (stanzas < 0 || octets < 0) return false;
            bucket = new Bucket(key, stanzas, octets, origin.Session, origin.Number);
            return true;
        }
    }

    /// <summary>Fills a bucket that empties in its own time. One that is empty takes any amount, however large.</summary>
    /// <returns>When it will be empty; negative: it has no room.</returns>
    private static long Filled(long emptyAt, long now, int amount, int perSecond)
    {
        if (perSecond == 0) return 0;
        var from = Math.Max(emptyAt, now);
        var cost = (long)(TimeSpan.TicksPerSecond * (double)amount / perSecond);
        return from - now + Math.Min(cost, TimeSpan.TicksPerSecond) <= TimeSpan.TicksPerSecond ? from + cost : -1;
    }

    private static ref Bucket Find(Bucket[] buckets, ulong key, long now)
    {
        var set = buckets.AsSpan((int)(key % Sets) * Ways, Ways);
        var oldest = 0;
        for (var i = 0; i < Ways; i++)
        {
            if (set[i].Key == key) return ref set[i];
            if (set[i].EmptyAt < set[oldest].EmptyAt) oldest = i;
        }
        set[oldest] = new Bucket(key, now, now, 0, 0);
        return ref set[oldest];
    }

    private readonly record struct Bucket(ulong Key, long Stanzas, long Bytes, ulong Session, uint Number)
    {
        public long EmptyAt => Math.Max(Stanzas, Bytes);
    }
}
