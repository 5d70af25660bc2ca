using System.Collections.Immutable;
using XmppActors.Actors.Routing;
using XmppActors.Actors.Streams.Settling;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components.Instances;

/// <summary>A stanza for a farm of which no instance can have it; told by whoever routes it, with its reader as sender. To the node's
/// <see cref="HeldStanzas"/>.</summary>
/// <param name="Besides">It stays until another instance than these is usable. Empty: until any is.</param>
internal sealed record HoldStanza(FarmView Farm, Stanza Stanza, ImmutableArray<FarmInstance> Besides)
{
    /// <summary>Only until the farm's entity has said that nobody is there: this node may not have been told of an instance yet.</summary>
    public bool IsInDoubt { get; init; }
}

/// <summary>Another snapshot of a farm is known to the node.</summary>
internal sealed record FarmChanged(FarmView Farm);

/// <summary>Holds what is for farms without a usable instance, in order and within bounds, and routes it when an instance is there: for as long as
/// the operator says; else until the farm's entity has been asked whether this node knows it all. One for each node.</summary>
/// <remarks>Nothing is settled by being held: the stream that has read a stanza keeps it.</remarks>
/// <param name="farms">The region of the farms' entities.</param>
internal sealed class HeldStanzas(IActorRef farms, StanzaRouter router, StanzaCounters counters, TimeProvider time) : UntypedActor, IWithTimers
{
    /// <summary>Longest that an entity is waited for: it may be moving.</summary>
    private static readonly TimeSpan DoubtAge = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, HeldOfFarm> _farms = new(StringComparer.Ordinal); // By domain.
    private readonly long _beginning = time.GetTimestamp();
    private TimeSpan _ageDue;

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case HoldStanza hold: OnHold(hold); break;
            case FarmChanged changed: Release(changed.Farm); break;
            case FarmLookedAt answer: OnAnswer(answer); break;
            case AnswersDue: OnAnswersDue(); break;
            case AgeDue: OnAgeDue(); break;
            default: Unhandled(message); break;
        }
    }

    private void OnHold(HoldStanza hold)
    {
        var (farm, stanza) = (hold.Farm, hold.Stanza);
        if (!_farms.TryGetValue(farm.Domain, out var held)) _farms.Add(farm.Domain, held = new HeldOfFarm(farm));
        if (!stanza.Origin.IsNone && held.TryRenew(stanza.Origin, Sender))
        {
            Sender.Hold(stanza.Origin);
            return;
        }

        var settings = farm.Settings.Hold;
        if (held.Count >= settings.Stanzas || held.Bytes + stanza.ByteCount > settings.Bytes)
        {
            router.RouteUnserved(stanza, Sender);
            return;
        }

        counters.Hold(1);
        var age = hold.IsInDoubt ? DoubtAge : settings.Age;
        held.Add(new HeldStanza(stanza, hold.Besides, time.GetElapsedTime(_beginning) + age) { Reader = Sender, IsInDoubt = hold.IsInDoubt });
        farm.TellOfChanges(Self);
        Release(farm); // It may have changed before that.
        if (!held.IsAsking) Ask(held);
        WatchAge();
    }

    /// <summary>One question at a time: its answer says nothing of a stanza that has come since.</summary>
    private void Ask(HeldOfFarm held)
    {
        if (!held.TryAsk()) return;
        TellQuestion(held);
        if (!Timers.IsTimerActive(AnswersDue.Instance)) Timers.StartSingleTimer(AnswersDue.Instance, AnswersDue.Instance, AnswerTime);
    }

    private void TellQuestion(HeldOfFarm held) => farms.Tell(new LookAtFarm(held.Farm.Domain, held.Question));

    private void OnAnswer(FarmLookedAt answer)
    {
        if (!_farms.TryGetValue(answer.Snapshot.Domain, out var held)) return;
        held.Farm.Update(answer.Snapshot);
        Release(held.Farm);
        if (!held.IsAnswered(answer.Question)) return; // It was asked more than once.
        foreach (var stanza in held.TakeAnswered())
        {
            counters.Hold(-1);
            router.RouteUnserved(stanza.Stanza, stanza.Reader);
        }

        Ask(held);
    }

    /// <summary>Those that have not answered are asked again: they may have moved.</summary>
    private void OnAnswersDue()
    {
        var asking = _farms.Values.Where(static held => held.IsAsking).ToList();
        asking.ForEach(TellQuestion);
        if (asking.Count > 0) Timers.StartSingleTimer(AnswersDue.Instance, AnswersDue.Instance, AnswerTime);
    }

    private void Release(FarmView farm)
    {
        if (!_farms.TryGetValue(farm.Domain, out var held) || held.Count == 0) return;
        var isRemoved = farm.Snapshot.IsRemoved;
        var members = farm.Candidates.Members;
        if (members.IsEmpty && !isRemoved) return;
        foreach (var stanza in held.Take(stanza => isRemoved || stanza.MayGo(members)))
        {
            counters.Hold(-1);
            router.RouteAgain(stanza.Stanza, stanza.Reader);
        }
    }

    private void OnAgeDue()
    {
        var now = time.GetElapsedTime(_beginning);
        foreach (var held in _farms.Values)
        {
            foreach (var stanza in held.Take(stanza => stanza.Until <= now))
            {
                counters.Hold(-1);
                router.RouteUnserved(stanza.Stanza, stanza.Reader);
            }
        }

        WatchAge();
    }

    private void WatchAge()
    {
        TimeSpan? first = null;
        foreach (var held in _farms.Values)
        {
            if (held.FirstUntil is { } until && (first is null || until < first)) first = until;
        }

        if (first is not { } due || (Timers.IsTimerActive(AgeDue.Instance) && _ageDue <= due)) return;
        _ageDue = due;
        var wait = due - time.GetElapsedTime(_beginning);
        Timers.StartSingleTimer(AgeDue.Instance, AgeDue.Instance, wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
    }

    private sealed record AgeDue
    {
        public static readonly AgeDue Instance = new();
    }

    private sealed record AnswersDue
    {
        public static readonly AnswersDue Instance = new();
    }
}
