using System.Security.Cryptography;
using XmppActors.Actors.Accounts;
using XmppActors.Actors.Streams;
using XmppActors.Actors.Streams.Settling;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Components;

/// <summary>Speaks with one external component over XEP-0114 (<c>jabber:component:accept</c>): opening, handshaking,
/// joining its farm, serving, departed.</summary>
/// <remarks>Departs when its stream is closing, and lives a little longer than its connection: what is still sent to the
/// departed instance is routed anew, to the instances that are left.</remarks>
internal sealed partial class ComponentStream : UntypedActor, IWithTimers
{
    private static readonly TimeSpan DepartedFor = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(1);
    private static readonly XmlName StartTls = new("starttls", "urn:ietf:params:xml:ns:xmpp-tls");
    private static readonly XmppElement Accepted = XmppElement.Create(new XmlName("handshake", Namespaces.ComponentAccept));
    private static readonly XmppElement Proceed = XmppElement.Create(StartTls with { LocalName = "proceed" });
    private readonly IXmppConnection _connection;
    private readonly ComponentServices _services;
    private bool _isGone;
    private bool _isShuttingDown;
    private string _domain = "";
    private string _streamId = "";
    private IReadOnlyList<string> _secrets = [];
    private FarmView? _farm;
    private FarmInstance? _instance;

    public ComponentStream(ActorStanzaSink sink, ComponentServices services)
    {
        _connection = sink.Connection;
        _services = services;
        _read = new ReadStanzas(services.Cluster, services.DestinationOf);
        Become(Opening);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() =>
        Timers.StartSingleTimer(nameof(NegotiationTimedOut), NegotiationTimedOut.Instance, _services.Settings.NegotiationTimeout);

    /// <summary>Ends what an exception has cut short.</summary>
    protected override void PostStop()
    {
        if (_isGone) return;
        Leave();
        _connection.Close(new StreamError(StreamErrorCondition.InternalServerError));
    }

    protected override void OnReceive(object message) => Unhandled(message);

    private void Opening(object message)
    {
        switch (message)
        {
            case StreamOpened opened: OnOpened(opened.Header); break;
            case SecretsLoaded loaded: OnSecretsLoaded(loaded); break;
            case SecretsUnavailable:
                Close(new StreamError(StreamErrorCondition.InternalServerError, "storage is out of reach"));
                break;
            default: OnAnywhere(message); break;
        }
    }

    private void Handshaking(object message)
    {
        switch (message)
        {
            case ElementRead { Element: { Name.LocalName: "handshake" } handshake }: OnHandshake(handshake); break;
            case ElementRead { Element: var element } when element.Name == StartTls && CanStartTls: OnStartTls(); break;
            case TlsEstablished: Become(Opening); break;
            case FarmJoined joined: OnJoined(joined); break;
            case FarmRefused refused:
                Close(new StreamError(StreamErrorCondition.ResourceConstraint, refused.Reason));
                break;
            case StanzaRead: Close(new StreamError(StreamErrorCondition.NotAuthorized, "handshake first")); break;
            default: OnAnywhere(message); break;
        }
    }

    private void Serving(object message)
    {
        switch (message)
        {
            case StanzaRead read: OnRead(read.Stanza); break;
            case Stanza stanza: OnDeliver(stanza); break;
            case FarmJoined joined: Watch(joined); break;
            case Terminated: Join(); break; // The farm entity has moved, or crashed: its successor learns of us.
            default: OnAnywhere(message); break;
        }
    }

    private void Departed(object message)
    {
        switch (message)
        {
            case Stanza stanza: _services.Router.Route(stanza, stanza.Origin.IsNone ? Self : Sender); break;
            case StanzaRead read: OnRead(read.Stanza); break; // Sent before the end: it counts.
            case Disconnected: Depart(); break;
            case DepartureOver: Context.Stop(Self); break;
            case CloseStream when _isGone: Context.Stop(Self); break;
            case CloseStream: _isShuttingDown = true; break;
            case ConnectionEvent or FarmJoined or FarmRefused or Terminated or NegotiationTimedOut or JoinDue: break;
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
            case NegotiationTimedOut: Close(new StreamError(StreamErrorCondition.ConnectionTimeout)); break;
            case CloseStream close: OnCloseStream(close); break;
            case ElementRead read: OnUnexpected(read.Element); break;
            default: OnSettling(message); break;
        }
    }

    private void OnOpened(StreamHeader header)
    {
        if (header.To is null || !Jid.TryParse(header.To, out var to) || to is not BareJid { IsDomain: true } domain)
        {
            Close(new StreamError(StreamErrorCondition.HostUnknown, "'to' names the component's domain"));
            return;
        }
        _domain = domain.Domainpart;
        _services.Secrets.LoadAsync(domain).PipeTo(
            Self,
            success: stored => new SecretsLoaded(header, [.. stored.Select(secret => secret.Secret)]),
            failure: _ => SecretsUnavailable.Instance);
    }

    private void OnSecretsLoaded(SecretsLoaded loaded)
    {
        var configured = _services.Settings.Farms.TryGetValue(_domain, out var farm) ? farm.Secrets : [];
        _secrets = [.. configured, .. loaded.Secrets];
        if (_secrets.Count == 0)
        {
            Close(new StreamError(StreamErrorCondition.HostUnknown, $"no farm of this server is named {_domain}"));
            return;
        }
        _streamId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        _connection.Write(new StreamHeader { From = _domain, Id = _streamId, ContentNamespace = Namespaces.ComponentAccept });
        Become(Handshaking);
        _connection.Processed(loaded.Header.ByteCount);
    }

    /// <summary>TLS is there for the asking, and is not offered: XEP-0114 has no stream features, and components that say
    /// version='1.0' all the same (@xmpp/component) would take them for the answer to their handshake.</summary>
    private bool CanStartTls => _connection.Info.CanStartTls && _instance is null;

    private void OnStartTls()
    {
        _connection.Write(Proceed);
        _connection.StartTls();
    }

    private void OnHandshake(XmppElement handshake)
    {
        if (_instance is not null || !ComponentRules.IsAuthentic(handshake.Text, _streamId, _secrets))
        {
            Close(new StreamError(StreamErrorCondition.NotAuthorized));
            return;
        }
        _secrets = [];
        _farm = _services.Directory.GetOrAdd(_domain);
        _services.Watcher.Tell(new WatchFarm(_domain));
        var instanceId = _streamId[..12];
        _instance = new FarmInstance(instanceId, Self, $"{_connection.Info.RemoteEndPoint}", _services.Time.GetUtcNow());
        Join();
    }

    private void Join()
    {
        _services.Farms.Tell(new JoinFarm(_domain, _instance!, _farm!.Snapshot));
        Timers.StartSingleTimer(nameof(JoinDue), JoinDue.Instance, AnswerTime); // Whoever was asked may be gone.
    }

    private void Watch(FarmJoined joined)
    {
        Timers.Cancel(nameof(JoinDue));
        Context.Watch(joined.Entity);
    }

    private void OnJoined(FarmJoined joined)
    {
        Watch(joined);
        _farm!.Update(joined.Snapshot); // Here at once: what the component sends now may be answered in the same turn.
        Timers.Cancel(nameof(NegotiationTimedOut));
        _connection.Limits = _connection.Limits with { StanzaBytes = _services.Settings.MaxStanzaBytes };
        _connection.Write(Accepted);
        Become(Serving);
        _connection.ReadWindow = _services.Settings.ReadWindow;
        _connection.Processed(0);
    }

    private void OnRead(Stanza stanza)
    {
        _services.Counters.Accepted();
        if (ComponentRules.Check(stanza, _domain) is { } violation)
        {
            _services.Counters.Ignored();
            Close(violation);
            return;
        }
        if (ComponentRules.Refusal(stanza) is { } condition)
        {
            Bounce(stanza, condition);
        }
        else
        {
            var isKept = Keep(stanza);
            if (stanza is { Kind: StanzaKind.Iq, Type: StanzaType.Get or StanzaType.Set })
                _farm!.Replies.Remember(stanza, _instance!.Id);
            _services.Router.Route(stanza, Self);
            if (isKept) return; // Processed when it is settled.
        }
        _connection.Processed(stanza.ByteCount);
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

    private void OnCloseStream(CloseStream close)
    {
        _isShuttingDown = true;
        Close(new StreamError(close.Condition));
    }

    /// <summary>An instance leaves its farm before its stream is closed: what would be written from now on would be lost.</summary>
    private void Close(StreamError? error = null)
    {
        _connection.Close(error);
        if (_instance is null) return;
        Leave();
        Become(Departed);
    }

    private void Depart()
    {
        _isGone = true;
        Timers.CancelAll();
        Leave();
        if (_instance is null || _isShuttingDown)
        {
            Context.Stop(Self);
            return;
        }
        Become(Departed);
        Timers.StartSingleTimer(nameof(DepartureOver), DepartureOver.Instance, DepartedFor);
    }

    private void Leave()
    {
        if (_instance is null) return;
        _farm!.Lose(_instance.Id);
        _services.Farms.Tell(new LeaveFarm(_domain, _instance.Id));
    }

    private sealed record SecretsLoaded(StreamHeader Header, IReadOnlyList<string> Secrets);

    private sealed record SecretsUnavailable
    {
        public static readonly SecretsUnavailable Instance = new();
    }

    private sealed record NegotiationTimedOut
    {
        public static readonly NegotiationTimedOut Instance = new();
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
