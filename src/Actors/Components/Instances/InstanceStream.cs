using XmppActors.Actors.Accounts;
using XmppActors.Actors.Components.Dialling;
using XmppActors.Actors.Components.Instances.Resumption;
using XmppActors.Actors.Components.Negotiation;
using XmppActors.Actors.Streams;
using XmppActors.Actors.Streams.Settling;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Components.Instances;

/// <summary>Speaks with one authenticated component, whatever protocol it has come by: joining its farms, serving, departed.</summary>
/// <remarks>Departs when its stream is closing, and lives a little longer than its connection: what is still sent to the
/// departed instance is routed anew, to the instances that are left.</remarks>
internal sealed partial class InstanceStream : UntypedActor, IWithTimers
{
    private static readonly TimeSpan DepartedFor = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(1);
    private readonly BeginInstance _beginning;
    private readonly ComponentIdentity _identity;
    private readonly IXmppConnection _connection;
    private readonly ComponentServices _services;
    private readonly Func<string, bool> _serves;
    private readonly Dictionary<string, FarmMembership> _farms = new(StringComparer.Ordinal); // By domain.
    private readonly TimeSpan _idlePing;
    private bool _isGone;
    private bool _isShuttingDown;
    private bool _isServing;
    private List<(Stanza Stanza, IActorRef Reader)>? _early;

    public InstanceStream(BeginInstance beginning, ComponentServices services)
    {
        _beginning = beginning;
        _identity = beginning.Identity;
        _connection = beginning.Sink.Connection;
        _services = services;
        _serves = domain => FarmOf(domain) is not null;
        _read = new ReadStanzas(services.Cluster, services.DestinationOf, services.IsForOthers);
        _server = services.Domains.Min(StringComparer.Ordinal) ?? _identity.Name;
        _beginningTime = services.Time.GetTimestamp();
        var settings = services.Directory.GetOrAdd(_identity.Name).Settings;
        _ledger = new Ledger(settings.Ledger);
        _barrier = new PingBarrier(settings.Ledger, BareJid.Parse(_server), BareJid.Parse(_identity.Name));
        _idlePing = settings.Ledger.IdlePing;
        _thresholds = [settings.Health.DegradedAfter / 2, settings.Health.DegradedAfter, settings.Health.SuspectAfter, settings.Health.DownAfter];
        Become(Joining);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        foreach (var domain in _identity.Domains) Add(domain, _identity.InstanceId, _identity.CredentialId);
        Timers.StartSingleTimer(nameof(JoiningTimedOut), JoiningTimedOut.Instance, _services.Settings.NegotiationTimeout);
        if (_beginning.Sink.HandTo(Self) is { } gone) Self.Tell(gone);
        if (_identity.Proof is null)
        {
            Join();
            return;
        }
        Become(Unbound);
        _connection.Processed(_beginning.UnprocessedBytes);
    }

    /// <summary>One more domain, whose farm is yet to be asked.</summary>
    private void Add(string domain, string instanceId, string? credentialId)
    {
        var instance = new FarmInstance(instanceId, Self, $"{_connection.Info.RemoteEndPoint}", _services.Time.GetUtcNow())
        {
            Link = _identity.Link,
            Endpoint = _identity.Endpoint,
            CredentialId = credentialId,
            Weight = _identity.Share.Weight,
            ConfiguredWeight = _identity.Share.Weight,
            IsWarm = _identity.Share.IsWarm,
        };
        _farms.Add(domain, new FarmMembership(_services.Directory.GetOrAdd(domain), instance));
        _services.Watcher.Tell(new WatchFarm(domain));
    }

    /// <summary>Ends what an exception has cut short.</summary>
    protected override void PostStop()
    {
        if (_isGone) return;
        Leave();
        RouteAgain(_ledger.Move());
        _connection.Close(new StreamError(StreamErrorCondition.InternalServerError));
    }

    protected override void OnReceive(object message) => Unhandled(message);

    private void Joining(object message)
    {
        switch (message)
        {
            case FarmJoined joined: OnJoined(joined); break;
            case FarmRefused refused:
                Close(new StreamError(refused.Condition, refused.Reason));
                break;
            case JoiningTimedOut: Close(new StreamError(StreamErrorCondition.ConnectionTimeout)); break;
            case Stanza early: (_early ??= []).Add((early, Sender)); break; // Another node has heard of us before we have.
            default: OnAnywhere(message); break;
        }
    }

    private void Serving(object message)
    {
        switch (message)
        {
            case StanzaRead read when IsHostnameRequest(read.Stanza): OnHostnameRequest(read.Stanza); break;
            case StanzaRead read: OnRead(read.Stanza); break;
            case Stanza late when _leaving is not null || IsUnbound(late): OnLate(late); break;
            case Stanza stanza: OnDeliver(stanza, Sender); break;
            case FarmJoined joined: TakeIn(joined); break;
            case InstanceDirective directive: OnDirective(directive); break;
            case PingDue: OnPingDue(); break;
            case IdlePingDue: OnIdlePingDue(); break;
            case FirstPingOverdue: OnFirstPingOverdue(); break;
            case FactsDue: OnFactsDue(); break;
            case LeavingOver when _leaving is { } end: Close(end); break;
            case AnswerDue when _management is { } management: AnswerOwed(management, isLate: true); break;
            case ResumeInstance resume: OnResumed(resume); break;
            case Disconnected: OnConnectionLost(); break;
            default: OnBinding(message); break;
        }
    }

    private void Departed(object message)
    {
        switch (message)
        {
            case Stanza stanza: _services.Router.RouteAgain(stanza, stanza.Origin.IsNone ? Self : Sender); break;
            case StanzaRead read: OnRead(read.Stanza); break; // Sent before the end: it counts.
            case Disconnected: Depart(); break;
            case DepartureOver: OnDepartureOver(); break;
            case CloseStream when _isGone: Context.Stop(Self); break;
            case CloseStream: _isShuttingDown = true; break;
            case ResumeInstance late: late.Stream.Tell(new InstanceResumptionRefused(late.Id), Self); break;
            case ConnectionEvent or FarmJoined or FarmRefused or InstanceReplaced or InstanceDirective or Terminated: break;
            case InstanceHandedOver or InstanceResumptionRefused or InstanceTaken or HostnameLookedUp: break;
            case JoiningTimedOut or JoinDue or PingDue or IdlePingDue or FirstPingOverdue or FactsDue or LeavingOver or ReadOn or AnswerDue or SessionDue or ResumeDue: break;
            default: OnSettling(message); break;
        }
    }

    private void OnAnywhere(object message)
    {
        switch (message)
        {
            case StreamBroken broken: Close(broken.Error); break;
            case StreamClosed: Close(); break;
            case Disconnected: Depart(); break;
            case JoinDue: Join(); break;
            case ReadOn: Processed(0); break;
            case InstanceReplaced: Close(new StreamError(StreamErrorCondition.Conflict, "another stream has this instance's name")); break;
            case InstanceShare share: OnShare(share); break;
            case Terminated terminated: OnTerminated(terminated.ActorRef); break;
            case CloseStream close: OnCloseStream(close); break;
            case ElementRead read: OnUnexpected(read.Element); break;
            default: OnSettling(message); break;
        }
    }

    /// <summary>The farm that a stanza from this domain is sent for: that of the domain, or one that has all below its own.</summary>
    private FarmMembership? FarmOf(string domain)
    {
        if (_farms.TryGetValue(domain, out var own)) return own;
        foreach (var membership in _farms.Values)
        {
            if (membership.Farm.Snapshot.Rules.ServesSubdomains && FarmName.IsWithin(domain, membership.Domain)) return membership;
        }
        return null;
    }

    /// <summary>Asks those farms that have not answered: whoever was asked may be gone.</summary>
    private void Join()
    {
        if (_leaving is not null) return;
        foreach (var membership in _farms.Values)
        {
            if (membership.Entity is null) membership.Join(_services.Farms);
        }
        Timers.StartSingleTimer(nameof(JoinDue), JoinDue.Instance, AnswerTime);
    }

    /// <returns>All farms have answered.</returns>
    private bool TakeIn(FarmJoined joined)
    {
        if (!_farms.TryGetValue(joined.Snapshot.Domain, out var membership)) return false; // Unbound meanwhile.
        Context.Watch(joined.Entity);
        membership.OnJoined(joined);
        OnHostnameJoined(membership.Domain);
        foreach (var each in _farms.Values)
        {
            if (each.Entity is null) return false;
        }
        Timers.Cancel(nameof(JoinDue));
        return true;
    }

    /// <summary>Where it was dialled is to get another share: its farms are told by joining them once more.</summary>
    private void OnShare(InstanceShare share)
    {
        foreach (var membership in _farms.Values) membership.Share = share;
        Join();
    }

    private void OnJoined(FarmJoined joined)
    {
        if (!TakeIn(joined)) return;
        BeginServing();
        _connection.Processed(_beginning.UnprocessedBytes);
    }

    private void BeginServing()
    {
        Timers.Cancel(nameof(JoiningTimedOut));
        if (_identity.Welcome is { } welcome) _connection.Write(welcome);
        Become(Serving);
        _isServing = true;
        Limit();
        Advertise();
        if (_management is null) OnIdlePingDue(); // Whether it answers pings is known before it is given work.
        if (_barrier.IsUsed)
        {
            Timers.StartPeriodicTimer(IdlePingDue.Instance, IdlePingDue.Instance, _idlePing);
            Timers.StartSingleTimer(FirstPingOverdue.Instance, FirstPingOverdue.Instance, PingBarrier.Patience);
        }
        foreach (var (stanza, reader) in TakeEarly()) OnDeliver(stanza, reader);
    }

    private List<(Stanza Stanza, IActorRef Reader)> TakeEarly()
    {
        var early = _early ?? [];
        _early = null;
        return early;
    }

    /// <summary>A farm's entity has moved, or crashed: its successor learns of us.</summary>
    private void OnTerminated(IActorRef gone)
    {
        if (_leaving is not null) return;
        foreach (var membership in _farms.Values)
        {
            if (gone.Equals(membership.Entity)) membership.Join(_services.Farms);
        }
        Timers.StartSingleTimer(nameof(JoinDue), JoinDue.Instance, AnswerTime);
    }

    private void OnRead(Stanza stanza)
    {
        if (TryEndPing(stanza)) return;
        _services.Counters.Accepted();
        if (ComponentRules.Check(stanza, _serves) is { } violation)
        {
            _services.Counters.Ignored();
            Close(violation);
            return;
        }
        if (Refusal(stanza) is { } condition)
        {
            CountRead(null);
            Bounce(stanza, condition);
        }
        else
        {
            var isKept = Keep(stanza);
            CountRead(isKept ? _read.Newest : null);
            if (stanza is { Kind: StanzaKind.Iq, Type: StanzaType.Get or StanzaType.Set })
                FarmOf(stanza.From!.Domainpart)!.Remember(stanza);
            _services.Router.Route(stanza, Self);
            CountAnswer(stanza);
            if (isKept) return; // Processed when it is settled.
        }
        Processed(stanza.ByteCount);
    }

    private void Bounce(Stanza stanza, StanzaErrorCondition condition)
    {
        if (StanzaErrors.Bounce(stanza, condition) is { } error)
        {
            _services.Counters.Bounced();
            _services.Counters.Originated();
            Self.Tell(error, Self);
        }
        else
        {
            _services.Counters.Ignored();
        }
    }

    private void OnUnexpected(XmppElement element) =>
        Close(new StreamError(StreamErrorCondition.UnsupportedStanzaType, $"'{element.Name.LocalName}' has no place here"));

    /// <summary>An instance leaves its farms before its stream is closed: what would be written from now on would be lost.</summary>
    private void Close(StreamError? error = null)
    {
        _connection.Close(error);
        Leave();
        Become(Departed);
        RouteAgain(_ledger.Move());
    }

    private void Depart()
    {
        _isGone = true;
        Timers.CancelAll();
        Leave();
        RouteAgain(_ledger.Move());
        if (_isShuttingDown)
        {
            Context.Stop(Self);
            return;
        }
        Become(Departed);
        Timers.StartSingleTimer(nameof(DepartureOver), DepartureOver.Instance, DepartedFor);
        Timers.Guard(_read);
        Timers.SendAgainWhenDue(_read);
    }

    /// <summary>It keeps what its component has sent until somebody has taken charge of it.</summary>
    private void OnDepartureOver()
    {
        if (_read.IsEmpty) Context.Stop(Self);
        else Timers.StartSingleTimer(nameof(DepartureOver), DepartureOver.Instance, DepartedFor);
    }

    private void Leave()
    {
        foreach (var (stanza, reader) in TakeEarly()) _services.Router.Route(stanza, stanza.Origin.IsNone ? Self : reader);
        foreach (var membership in _farms.Values) membership.Leave(_services.Farms, _isShuttingDown);
    }

    private sealed record JoiningTimedOut
    {
        public static readonly JoiningTimedOut Instance = new();
    }

    private sealed record JoinDue
    {
        public static readonly JoinDue Instance = new();
    }

    private sealed record DepartureOver
    {
        public static readonly DepartureOver Instance = new();
    }
}
