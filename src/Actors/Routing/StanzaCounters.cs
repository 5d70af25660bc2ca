using System.Runtime.InteropServices;

namespace XmppActors.Actors.Routing;

/// <summary>Counts each stanza once where it begins and once where it ends, so that a lost one shows.</summary>
/// <remarks>
/// Begins: <see cref="Accepted"/> (read from a stream) or <see cref="Originated"/> (made by the server: answers, errors,
/// roster pushes, each further copy of a fan-out). Ends, exactly once: <see cref="Delivered"/>, <see cref="Handled"/>,
/// <see cref="Bounced"/>, <see cref="Stored"/> or <see cref="Ignored"/>. Between the two it is on its way, or
/// <see cref="Hold"/> within a bound. A stanza with other addresses (<c>With(from, to)</c>) is still the same stanza.
/// A stanza may begin on one node of a cluster and end on another: there the sum over the nodes adds up, less what a node had
/// counted that is gone. Striped by processor: an increment touches no line that another core is writing.
/// </remarks>
internal sealed class StanzaCounters
{
    private const int Kinds = 16; // 128 bytes a stripe: two cache lines, for the adjacent-line prefetcher's sake.
    private readonly long[] _counts;
    private readonly int _mask;
    private long _neverSettled;
    private long _replayed;
    private long _bouncedAfterLoss;
    private long _failovers;

    public StanzaCounters()
    {
        var stripes = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount);
        _mask = stripes - 1;
        _counts = new long[(stripes + 1) * Kinds];
    }

    /// <summary>Read from a peer's stream and well-formed.</summary>
    public void Accepted() => Add(Kind.Accepted);

    /// <summary>Made by the server, or one more copy of a stanza that goes to several resources.</summary>
    public void Originated(int count = 1) => Add(Kind.Originated, count);

    /// <summary>Written to a client's stream, or queued for one under XEP-0198; acknowledged by a component.</summary>
    public void Delivered(int count = 1) => Add(Kind.Delivered, count);

    /// <summary>Consumed by the server as its addressee, or as the original of a fan-out.</summary>
    public void Handled() => Add(Kind.Handled);

    /// <summary>Answered with a stanza error (which is itself <see cref="Originated"/>).</summary>
    public void Bounced() => Add(Kind.Bounced);

    /// <summary>Kept in the database for later (XEP-0160).</summary>
    public void Stored() => Add(Kind.Stored);

    /// <summary>Dropped because a rule of the RFC says so: an error nobody may answer, presence without an audience.</summary>
    public void Ignored() => Add(Kind.Ignored);

    /// <summary>Moves the gauge of stanzas that wait within a bound: positive when they begin to wait, negative after.</summary>
    public void Hold(int change) => Add(Kind.Held, change);

    /// <summary>A stanza that nobody on another node took charge of, and that was given up. It was counted where it was last known to be.</summary>
    public void NeverSettled() => Interlocked.Increment(ref _neverSettled);

    /// <summary>A component was lost with a stanza that it may have read: another gets it, marked. Beside what counts where it ends.</summary>
    public void Replayed() => Interlocked.Increment(ref _replayed);

    /// <summary>A component was lost with a stanza that comes back to its sender. Beside <see cref="Bounced"/>.</summary>
    public void BouncedAfterLoss() => Interlocked.Increment(ref _bouncedAfterLoss);

    /// <summary>An instance was lost, or given up by its farm, with stanzas that it had not acknowledged.</summary>
    /// <param name="domain">Its farm, the first of several.</param>
    /// <param name="waited">For how long the oldest of them had waited for it.</param>
    public void FailedOver(string domain, TimeSpan waited)
    {
        Interlocked.Increment(ref _failovers);
        OnFailover?.Invoke(domain, waited);
    }

    /// <summary>Told of each <see cref="FailedOver"/>, on the thread that tells it. Set once, before anything begins.</summary>
    public Action<string, TimeSpan>? OnFailover { get; set; }

    /// <summary>What losses of components have cost since the node began.</summary>
    public (long Replayed, long Bounced, long Failovers) Losses =>
        (Interlocked.Read(ref _replayed), Interlocked.Read(ref _bouncedAfterLoss), Interlocked.Read(ref _failovers));

    /// <summary>See <see cref="NeverSettled"/>.</summary>
    public long UnsettledCount => Interlocked.Read(ref _neverSettled);

    /// <summary>Accepted and made, less ended and held: stanzas on their way. At rest it is 0; what stays above 0 was lost.</summary>
    public long Unaccounted
    {
        get
        {
            var counts = Read();
            return counts.Accepted + counts.Originated - counts.Delivered - counts.Handled - counts.Bounced
                - counts.Stored - counts.Ignored - counts.Held;
        }
    }

    /// <summary>All counts, each read once; a stanza that ends meanwhile may be seen on either side.</summary>
    public StanzaCounts Read() => new(
        Sum(Kind.Accepted), Sum(Kind.Originated), Sum(Kind.Delivered), Sum(Kind.Handled),
        Sum(Kind.Bounced), Sum(Kind.Stored), Sum(Kind.Ignored), Sum(Kind.Held));

    private void Add(Kind kind, int count = 1)
    {
        var stripe = (Thread.GetCurrentProcessorId() & _mask) + 1; // Stripe 0 would share its line with the array's header.
        Interlocked.Add(ref At(stripe, kind), count);
    }

    private ref long At(int stripe, Kind kind) => ref _counts[(stripe * Kinds) + (int)kind];

    private long Sum(Kind kind)
    {
        long sum = 0;
        for (var stripe = 1; stripe <= _mask + 1; stripe++)
            sum += Volatile.Read(ref At(stripe, kind));
        return sum;
    }

    private enum Kind
    {
        Accepted,
        Originated,
        Delivered,
        Handled,
        Bounced,
        Stored,
        Ignored,
        Held,
    }
}

/// <summary>One reading of <see cref="StanzaCounters"/>.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct StanzaCounts(
    long Accepted, long Originated, long Delivered, long Handled, long Bounced, long Stored, long Ignored, long Held);
