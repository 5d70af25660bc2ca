using System.Collections.Immutable;
using XmppActors.Actors.Routing;
using XmppActors.Actors.Streams.Settling;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components.Instances;

/// <summary>A stanza for a farm of which no instance can have it; told by whoever routes it, with its reader as sender. To the node's
/// <see cref="HeldStanzas"/>.</summary>
/// <param name="Besides">It stays until another instance than these is usable. Empty: until any is.</param>
internal sealed record HoldStanza(FarmView Farm, Stanza Stanza, ImmutableArray<FarmInstance> Besides);

/// <summary>Another snapshot of a farm is known to the node.</summary>
internal sealed record FarmChanged(FarmView Farm);

/// <summary>Holds what is for farms without a usable instance, where the operator says so, in order and within bounds, and routes it when an
/// instance is there. One for each node.</summary>
/// <remarks>Nothing is settled by being held: the stream that has read a stanza keeps it.</remarks>
internal sealed class HeldStanzas(IStanzaRouter router, StanzaCounters counters, TimeProvider time) : UntypedActor, IWithTimers
{
    private readonly Dictionary<FarmView, HeldOfFarm> _farms = [];
    private readonly long _beginning = time.GetTimestamp();

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case HoldStanza hold: OnHold(hold); break;
            case FarmChanged changed: Release(changed.Farm); break;
            case AgeDue: OnAgeDue(); break;
            default: Unhandled(message); break;
        }
    }

    private void OnHold(HoldStanza hold)
    {
        var (farm, stanza) = (hold.Farm, hold.Stanza);
        if (!_farms.TryGetValue(farm, out var held)) _farms.Add(farm, held = new HeldOfFarm());
        if (!stanza.Origin.IsNone && held.TryRenew(stanza.Origin, Sender))
        {
            Sender.Hold(stanza.Origin);
            return;
        }

        var settings = farm.Settings.Hold;
        if (held.Count >= settings.Stanzas || held.Bytes + stanza.ByteCount > settings.Bytes)
        {
            router.Bounce(stanza, StanzaErrorCondition.RemoteServerTimeout, Sender);
            return;
        }

        counters.Hold(1);
        held.Add(new HeldStanza(stanza, hold.Besides, time.GetElapsedTime(_beginning) + settings.Age) { Reader = Sender });
        farm.TellOfChanges(Self);
        Release(farm); // It may have changed before that.
        WatchAge();
    }

    private void Release(FarmView farm)
    {
        if (!_farms.TryGetValue(farm, out var held) || held.Count == 0) return;
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
                router.Bounce(stanza.Stanza, StanzaErrorCondition.RemoteServerTimeout, stanza.Reader);
            }
        }

        WatchAge();
    }

    private void WatchAge()
    {
        if (Timers.IsTimerActive(AgeDue.Instance)) return;
        TimeSpan? first = null;
        foreach (var held in _farms.Values)
        {
            if (held.FirstUntil is { } until && (first is null || until < first)) first = until;
        }

        if (first is not { } due) return;
        var wait = due - time.GetElapsedTime(_beginning);
        Timers.StartSingleTimer(AgeDue.Instance, AgeDue.Instance, wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
    }

    private sealed record AgeDue
    {
        public static readonly AgeDue Instance = new();
    }

    private sealed class HeldOfFarm
    {
        private List<HeldStanza> _stanzas = [];

        public int Count => _stanzas.Count;

        public long Bytes { get; private set; }

        public TimeSpan? FirstUntil => _stanzas.Count == 0 ? null : _stanzas[0].Until;

        public void Add(HeldStanza stanza)
        {
            _stanzas.Add(stanza);
            Bytes += stanza.Stanza.ByteCount;
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
            return taken;
        }
    }

    /// <param name="Until">Then it goes back.</param>
    private sealed record HeldStanza(Stanza Stanza, ImmutableArray<FarmInstance> Besides, TimeSpan Until)
    {
        public required IActorRef Reader { get; set; }

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
}
