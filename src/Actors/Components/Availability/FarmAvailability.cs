using XmppActors.Actors.Components.Administration;
using XmppActors.Actors.Streams.Settling;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components.Availability;

/// <summary>Shows one farm to clients: follows the snapshots of its entity and tells whoever watches, when something changes.</summary>
/// <remarks>One per farm in the whole cluster (sharded), persistent. It decides nothing about the farm, and the farm knows nothing of
/// it.</remarks>
internal sealed partial class FarmAvailability : UntypedPersistentActor, IWithTimers
{
    /// <summary>Most subscribers to a farm's presence, and to its node.</summary>
    public const int MaxSubscribers = 10_000;

    private const int RememberedSessions = 4 * 1024;
    private const int EventsPerSnapshot = 200;

    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(1);

    /// <summary>For how long a new entity waits for the nodes to tell the farm's new entity who is there, before it believes in a loss.</summary>
    private static readonly TimeSpan DoubtTime = TimeSpan.FromSeconds(3);

    /// <summary>At least between two publications of what is no change of state: weights, loads, reasons.</summary>
    private static readonly TimeSpan DetailInterval = TimeSpan.FromSeconds(10);

    private readonly string _domain;
    private readonly BareJid _address;
    private readonly AvailabilityServices _services;
    private readonly SettledMarks _taken = new(RememberedSessions);
    private FarmSnapshot _snapshot;
    private FarmStatus? _status;
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

    public override string PersistenceId => $"availability-{_domain}";

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Those in force: an operator may have changed them.</summary>
    private AvailabilitySettings Settings => _services.Settings(_domain);

    private AvailabilityShown Shown => new(_domain, _state.Published.Health, _state.ConditionSince, _state.IsPlanned);

    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case SnapshotOffer { Snapshot: AvailabilityState state }: _state = state; break;
            case IAvailabilityEvent happened: _state = _state.With(happened); break;
            case RecoveryCompleted: OnRecovered(); break;
        }
    }

    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case FarmSnapshot snapshot: OnSnapshot(snapshot); break;
            case FarmStatus status: OnStatus(status); break;
            case AvailabilityStanza stanza: OnStanza(stanza.Stanza); break;
            case KeepAvailability keep: keep.Keeper.Tell(new AvailabilityKept(_domain, Self)); break;
            case FindNodeSubscriptions find: OnFindSubscriptions(find); break;
            case ShowAvailability: Sender.Tell(Shown); break;
            case Terminated terminated when terminated.ActorRef.Equals(_farm): Follow(); break;
            case Terminated: break; // A former entity's end, told late.
            case FollowDue when _farm is null: Follow(); break;
            case FollowDue: break;
            case DoubtOver: OnDoubtOver(); break;
            case DetailsDue: OnDetailsDue(); break;
            case InfoDue: AskInfo(); break;
            case SaveSnapshotSuccess saved: DeleteMessages(saved.Metadata.SequenceNr); break;
            case DeleteMessagesSuccess: break;
            default: Unhandled(message); break;
        }
    }

    private void OnRecovered()
    {
        RefreshCapabilities();
        _isInDoubt = _state.Published.Instances.Count > 0;
        if (_isInDoubt) Timers.StartSingleTimer(nameof(DoubtOver), DoubtOver.Instance, DoubtTime);
        Follow();
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
        Consider();
        WatchDetails();
        ExpectInfo();
    }

    private void OnStatus(FarmStatus status)
    {
        _status = status;
        Consider();
    }

    /// <summary>A change of state is told at once, all else not too often.</summary>
    private void Consider()
    {
        var next = Show();
        if (_isInDoubt && next.Health.Condition < _state.Published.Health.Condition) return;
        if (next.HasOtherStates(_state.Published) || !Timers.IsTimerActive(nameof(DetailsDue)))
            Publish(next);
    }

    private void OnDoubtOver()
    {
        _isInDoubt = false;
        Publish(Show());
    }

    /// <summary>What has changed meanwhile is published; where somebody wants to know, what will have changed by then is asked for.</summary>
    private void OnDetailsDue()
    {
        Consider();
        WatchDetails();
    }

    private void WatchDetails()
    {
        if (_farm is null || _state.NodeSubscriptions.IsEmpty || _snapshot.Instances.IsEmpty) return;
        _farm.Tell(new ShowFarm(_domain));
        if (!Timers.IsTimerActive(nameof(DetailsDue)))
            Timers.StartSingleTimer(nameof(DetailsDue), DetailsDue.Instance, DetailInterval);
    }

    private ShownFarm Show() => ShownFarm.Of(_snapshot, _status, Cluster.Get(Context.System).SelfAddress);

    private void Publish(ShownFarm next)
    {
        var before = _state.Published;
        if (next.Equals(before)) return;
        Timers.StartSingleTimer(nameof(DetailsDue), DetailsDue.Instance, DetailInterval);
        Commit(new HealthPublished(next, _services.Time.GetUtcNow()), () =>
        {
            TellPresence(before, next);
            TellNode(before, next);
        });
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
            case StanzaKind.Iq when stanza.Type is StanzaType.Result or StanzaType.Error: OnInfo(stanza); break;
            case StanzaKind.Iq when stanza.To == _address: OnInfoAsked(stanza); break;
            case StanzaKind.Iq: OnNodeRequest(stanza); break;
            default: Ignore(stanza); break;
        }
    }

    private void Commit(IAvailabilityEvent happened, Action then) => Persist(happened, kept =>
    {
        _state = _state.With(kept);
        if (LastSequenceNr % EventsPerSnapshot == 0) SaveSnapshot(_state);
        then();
    });

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

    private void Reply(Stanza request, Stanza answer)
    {
        Send(answer);
        if (answer.Type == StanzaType.Error)
            _services.Counters.Bounced();
        else
            _services.Counters.Handled();
        Sender.Settle(request.Origin);
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

    private sealed record DetailsDue
    {
        public static readonly DetailsDue Instance = new();
    }

    private sealed record InfoDue
    {
        public static readonly InfoDue Instance = new();
    }
}
