using System.Collections.Immutable;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components.Instances;

/// <summary>What one node holds for one farm, in order.</summary>
internal sealed class HeldOfFarm(FarmView farm)
{
    private List<HeldStanza> _stanzas = [];

    public FarmView Farm => farm;

    public int Count => _stanzas.Count;

    public long Bytes { get; private set; }

    /// <summary>When the first of them goes back. Null: there is none.</summary>
    public TimeSpan? FirstUntil { get; private set; }

    /// <summary>Its entity has not answered yet.</summary>
    public bool IsAsking { get; private set; }

    /// <summary>Numbers the questions that it is asked, one after the other.</summary>
    public uint Question { get; private set; }

    public void Add(HeldStanza stanza)
    {
        _stanzas.Add(stanza);
        Bytes += stanza.Stanza.ByteCount;
        if (FirstUntil is not { } until || stanza.Until < until) FirstUntil = stanza.Until;
    }

    /// <summary>The answer to a question that is asked now is about all that are here and in doubt.</summary>
    /// <returns>False: none is.</returns>
    public bool TryAsk()
    {
        foreach (var stanza in _stanzas)
        {
            if (!stanza.IsInDoubt) continue;
            stanza.IsAskedFor = true;
            IsAsking = true;
        }

        if (IsAsking) Question++;
        return IsAsking;
    }

    /// <summary>Whether an answer to this question is one to what is asked now.</summary>
    public bool IsAnswered(uint question) => IsAsking && question == Question;

    /// <summary>Takes out, in order, those that the answer is about.</summary>
    public List<HeldStanza> TakeAnswered()
    {
        IsAsking = false;
        return Take(static stanza => stanza.IsAskedFor);
    }

    /// <returns>False: it is not held.</returns>
    public bool TryRenew(StanzaOrigin origin, IActorRef reader)
    {
        foreach (var stanza in _stanzas)
        {
            if (stanza.Stanza.Origin.Number != origin.Number || stanza.Stanza.Origin.Session != origin.Session) continue;
            stanza.Reader = reader;
            return true;
        }

        return false;
    }

    /// <summary>Takes out, in order, those of which it is time.</summary>
    public List<HeldStanza> Take(Predicate<HeldStanza> isTime)
    {
        List<HeldStanza> taken = [], kept = [];
        foreach (var stanza in _stanzas)
        {
            (isTime(stanza) ? taken : kept).Add(stanza);
        }

        if (taken.Count == 0) return taken;
        _stanzas = kept;
        foreach (var stanza in taken) Bytes -= stanza.Stanza.ByteCount;
        FirstUntil = kept.Count == 0 ? null : kept.Min(static stanza => stanza.Until);
        return taken;
    }
}

/// <summary>A stanza and where it stands among those that are held.</summary>
/// <param name="Besides">As in <see cref="HoldStanza"/>.</param>
/// <param name="Until">Then it goes back.</param>
internal sealed record HeldStanza(Stanza Stanza, ImmutableArray<FarmInstance> Besides, TimeSpan Until)
{
    public required IActorRef Reader { get; set; }

    /// <inheritdoc cref="HoldStanza.IsInDoubt"/>
    public bool IsInDoubt { get; init; }

    public bool IsAskedFor { get; set; }

    public bool MayGo(ImmutableArray<FarmInstance> members)
    {
        foreach (var member in members)
        {
            if (!IsBeside(member)) return true;
        }

        return false;
    }

    private bool IsBeside(FarmInstance member)
    {
        foreach (var other in Besides)
        {
            if (other.Stream.Equals(member.Stream)) return true;
        }

        return false;
    }
}
