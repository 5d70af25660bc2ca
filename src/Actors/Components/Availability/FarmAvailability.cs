using XmppActors.Actors.Streams.Settling;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components.Availability;

/// <summary>Shows one farm to clients: follows the snapshots of its entity and tells whoever watches, when something changes.</summary>
/// <remarks>One per farm in the whole cluster (sharded). It decides nothing about the farm, and the farm knows nothing of it.</remarks>
internal sealed partial class FarmAvailability : UntypedActor, IWithTimers
{
    /// <summary>Most subscribers to a farm's presence.</summary>
    public const int MaxSubscribers = 10_000;

    private const int RememberedSessions = 4 * 1024;

    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(1);

    /// <summary>For how long a new entity waits for the nodes to tell the farm's new entity who is there, before it believes in a loss.</summary>
    private static readonly TimeSpan DoubtTime = TimeSpan.FromSeconds(3);

    /// <summary>Between two publications of what is no change of state: weights and loads.</summary>
    private static readonly TimeSpan MinorInterval = TimeSpan.FromSeconds(10);

    private readonly string _domain;
    private readonly BareJid _address;
    private readonly AvailabilityServices _services;
    private readonly SettledMarks _taken = new(RememberedSessions);
    private FarmSnapshot _snapshot;
    private IActorRef? _farm;
    private bool _isInDoubt;
    private AvailabilityState _state = AvailabilityState.Empty;

    public FarmAvailability(string domain, AvailabilityServices services)
    {
        _domain = domain;
        _address = BareJid.Domain(domain);
        _services = services;
        _snapshot = FarmSnapshot.Empty(domain);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Those in force: an operator may have changed them.</summary>
    private AvailabilitySettings Settings => _services.Settings(_domain);

    protected override void PreStart()
    {
        _isInDoubt = _state.Published.Instances.Count > 0;
        if (_isInDoubt) Timers.StartSingleTimer(nameof(DoubtOver), DoubtOver.Instance, DoubtTime);
        Follow();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case FarmSnapshot snapshot: OnSnapshot(snapshot); break;
            case AvailabilityStanza stanza: OnStanza(stanza.Stanza); break;
            case KeepAvailability keep: keep.Keeper.Tell(new AvailabilityKept(_domain, Self)); break;
            case Terminated terminated when terminated.ActorRef.Equals(_farm): Follow(); break;
            case Terminated: break; // A former entity's end, told late.
            case FollowDue when _farm is null: Follow(); break;
            case FollowDue: break;
            case DoubtOver: OnDoubtOver(); break;
            case MinorDue: Publish(); break;
            default: Unhandled(message); break;
        }
    }

    /// <summary>Asks the farm's entity, or its successor, for its snapshots.</summary>
    private void Follow()
    {
        _farm = null;
        _services.Farms.Tell(new SubscribeToFarm(_domain, Self, _snapshot));
        Timers.StartSingleTimer(nameof(FollowDue), FollowDue.Instance, AnswerTime);
    }

    private void OnSnapshot(FarmSnapshot snapshot)
    {
        if (!Sender.Equals(_farm))
        {
            _farm = Sender;
            Context.Watch(Sender);
        }

        if (snapshot.Version < _snapshot.Version) return;
        _snapshot = snapshot;
        var next = Report();
        if (_isInDoubt && next.Health.Condition < _state.Published.Health.Condition) return;
        if (HasOtherStates(_state.Published, next))
            Publish();
        else if (!next.Equals(_state.Published) && !Timers.IsTimerActive(nameof(MinorDue)))
            Timers.StartSingleTimer(nameof(MinorDue), MinorDue.Instance, MinorInterval);
    }

    private void OnDoubtOver()
    {
        _isInDoubt = false;
        Publish();
    }

    private FarmReport Report() => FarmReport.Of(_snapshot, Cluster.Get(Context.System).SelfAddress);

    private static bool HasOtherStates(FarmReport before, FarmReport next)
    {
        if (before.Instances.Count != next.Instances.Count) return true;
        foreach (var (id, instance) in next.Instances)
        {
            if (!before.Instances.TryGetValue(id, out var known) || known.State != instance.State) return true;
        }

        return false;
    }

    private void Publish()
    {
        Timers.Cancel(nameof(MinorDue));
        var before = _state.Published;
        var next = Report();
        if (next.Equals(before)) return;
        Commit(new HealthPublished(next, _services.Time.GetUtcNow()), () => TellPresence(before, next));
    }

    private void OnStanza(Stanza stanza)
    {
        if (!stanza.Origin.IsNone)
        {
            if (!_taken.IsInOrder(stanza.Origin))
            {
                Sender.Refuse(stanza.Origin);
                return;
            }

            if (!_taken.Take(stanza.Origin))
            {
                Sender.Settle(stanza.Origin);
                return;
            }
        }

        switch (stanza.Kind)
        {
            case StanzaKind.Presence: OnPresence(stanza); break;
            default: Ignore(stanza); break;
        }
    }

    private void Commit(IAvailabilityEvent happened, Action then)
    {
        _state = _state.With(happened);
        then();
    }

    private void Handled(Stanza stanza)
    {
        _services.Counters.Handled();
        Sender.Settle(stanza.Origin);
    }

    private void Ignore(Stanza stanza)
    {
        _services.Counters.Ignored();
        Sender.Settle(stanza.Origin);
    }

    private void Send(Stanza stanza)
    {
        _services.Counters.Originated();
        _services.Router.Route(stanza, Self);
    }

    private sealed record FollowDue
    {
        public static readonly FollowDue Instance = new();
    }

    private sealed record DoubtOver
    {
        public static readonly DoubtOver Instance = new();
    }

    private sealed record MinorDue
    {
        public static readonly MinorDue Instance = new();
    }
}
