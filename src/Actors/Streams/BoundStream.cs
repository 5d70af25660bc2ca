using XmppActors.Actors.Accounts;
using XmppActors.Actors.Streams.Sessions;
using XmppActors.Actors.Streams.Settling;
using XmppActors.Actors.Streams.StreamManagement;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Streams;

/// <summary>Speaks with the client of one bound resource: binding, connected, detached (XEP-0198 only),
/// ended.</summary>
/// <remarks>
/// One per full JID, child of <see cref="ClientStreams"/>, watched by its account. A <see cref="Stanza"/> told to it is
/// one to deliver; a client's stanzas come as <see cref="StanzaRead"/>. RFC 6120 §7–§10. What is still told to it after
/// its end goes back to the account, until that says that nothing more can come.
/// </remarks>
internal sealed partial class BoundStream(StreamBeginning beginning, IActorRef negotiator, StreamServices services)
    : UntypedActor, IWithTimers
{
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(15);

    private FullJid _address = null!;          // Set when bound; nothing reads it before.
    private int _binding;
    private bool _isTemporary;                 // The account is.
    private ActorStanzaSink? _sink;            // Null: no connection, or not yet ours.
    private StreamManagementState? _management; // Null until <enable/>.
    private readonly ReadStanzas _read = new(services.Cluster, services.DestinationOf, services.IsForOthers);
    private Queue<int>? _atAccount;            // Bytes of each stanza on its way through the account; null: none is.
    private bool _isUnbound;

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        if (beginning is ContinueSession session)
        {
            Continue(session);
            return;
        }

        AskForResource((BindStream)beginning);
        Timers.StartSingleTimer(StreamTimer.Key, StreamTimer.Bind, services.Settings.NegotiationTimeout);
    }

    /// <summary>Ends what an exception has cut short: the stream, and the wait of senders for what was not
    /// delivered.</summary>
    protected override void PostStop()
    {
        if (_address is null) return;
        Unregistered();
        if (_successor is not null) return;
        _sink?.Connection.Close(new StreamError(StreamErrorCondition.InternalServerError));
        HandBackUnacked();
    }

    /// <summary>Binding: the connection is still the negotiator's.</summary>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ResourceBound bound: OnBound(bound, (BindStream)beginning); break;
            case RegistrationDue: AskForResource((BindStream)beginning); break;
            case BindRefused refused: OnBindRefused(refused); break;
            case StreamTimer: Context.Stop(Self); break; // The negotiator's own time is up as well.
            case CloseStream or MoveElsewhere: Context.Stop(Self); break; // The negotiator is told the same.
            default: Unhandled(message); break;
        }
    }

    private void Connected(object message)
    {
        switch (message)
        {
            case Stanza stanza: OnTold(stanza, Sender); break;
            case ConnectionEvent late when late.Sink != _sink: break; // A resumed session left that connection behind.
            case StanzaRead read: OnStanzaRead(read.Stanza); break;
            case ElementRead read: OnElementRead(read.Element); break;
            case OutboundHandled: OnOutboundHandled(); break;
            case StreamTimer: Perform(_management!.TimerElapsed()); break;
            case ResumeStream resume: OnResume(resume); break;
            case StreamClosed: Close(null); break;
            case StreamBroken broken: Close(broken.Error); break;
            case Disconnected: OnDisconnected(); break;
            case ReplacedByNewBinding: Close(new StreamError(StreamErrorCondition.Conflict, "bound anew")); break;
            case CloseStream close: Close(new StreamError(close.Condition)); break;
            case MoveElsewhere move: OnMove(move.Error); break;
            case StreamOpened: Close(new StreamError(StreamErrorCondition.UnsupportedStanzaType)); break;
            default: OnSettling(message); break;
        }
    }

    private void Ended(object message)
    {
        switch (message)
        {
            case Stanza stanza: HandBack(stanza, Sender); break;
            case LateStanza late: HandBack(late.Stanza, late.Reader); break;
            case ResourceUnbound: OnUnbound(); break;
            case Disconnected gone when gone.Sink == _sink: _sink = null; StopWhenLeft(); break;
            case StreamTimer: Context.Stop(Self); break;
            case ResumeStream late: late.Negotiator.Tell(new ResumeRefused(StanzaErrorCondition.ItemNotFound)); break;
            case ConnectionEvent or OutboundHandled or ReplacedByNewBinding or CloseStream or MoveElsewhere: break;
            default: OnSettling(message); break;
        }
    }

    private void OnBound(ResourceBound bound, BindStream request)
    {
        _address = bound.Address;
        _binding = bound.Binding;
        _isTemporary = request.Entity.IsTemporary;
        OnRegistered(bound.Key);
        Timers.Cancel(StreamTimer.Key);
        Become(Connected);
        services.Counters.Originated(); // The answer.
        Context.GetLogger().ResourceBound(_address, request.Sink.Connection.Info);
        var gone = Take(request.Sink, negotiator);
        Deliver(ResourceBinding.Result(request.Request, _address), Self);
        request.Sink.Connection.Processed(request.Request.ByteCount);
        if (gone is not null) OnDisconnected();
    }

    private void OnBindRefused(BindRefused refused)
    {
        negotiator.Tell(refused, Self);
        Context.Stop(Self);
    }

    /// <summary>Makes a negotiated connection this stream's own.</summary>
    /// <returns>Its last event, if it has ended meanwhile.</returns>
    private Disconnected? Take(ActorStanzaSink sink, IActorRef from)
    {
        _sink = sink;
        var gone = sink.HandTo(Self);
        from.Tell(ConnectionTaken.Instance, Self);
        sink.Connection.Limits = services.Settings.BoundLimits;
        sink.Connection.ReadWindow = services.Settings.ReadWindow;
        return gone;
    }

    /// <returns>False: it went back to the account.</returns>
    private bool Deliver(Stanza stanza, IActorRef reader)
    {
        if (_management is not null) return DeliverManaged(stanza, reader);
        _sink!.Connection.Write(stanza);
        services.Counters.Delivered();
        return true;
    }

    private void OnStanzaRead(Stanza stanza)
    {
        services.Counters.Accepted();
        _management?.CountHandled();
        var connection = _sink!.Connection;
        var decision = OutboundRules.Decide(stanza, _address);
        if (decision.Step == OutboundStep.InvalidFrom)
        {
            services.Counters.Ignored();
            Close(new StreamError(StreamErrorCondition.InvalidFrom));
        }
        else if (Keep(decision.Stanza))
        {
            Dispatch(decision);
            return; // Processed when it is settled: a flood stays where it comes from.
        }
        else if (!Dispatch(decision))
        {
            return; // Processed when the account is done with it.
        }

        connection.Processed(stanza.ByteCount);
    }

    /// <returns>False: it is at the account.</returns>
    private bool Dispatch(OutboundDecision decision)
    {
        switch (decision.Step)
        {
            case OutboundStep.Route when _atAccount is null:
                services.Router.Route(decision.Stanza, Self);
                return true;
            case OutboundStep.Route or OutboundStep.ToAccount: // None overtakes what is at the account: RFC 6120 §10.1.
                TellAccount(decision.Stanza, isPassing: decision.Step == OutboundStep.Route);
                return false;
            default:
                Bounce(decision.Stanza, decision.Condition);
                Self.Settle(decision.Stanza.Origin);
                return true;
        }
    }

    private void TellAccount(Stanza stanza, bool isPassing)
    {
        (_atAccount ??= new Queue<int>()).Enqueue(stanza.Origin.IsNone ? stanza.ByteCount : 0);
        services.Accounts.Tell(new OutboundStanza(_address, stanza) { IsPassing = isPassing, ConfirmTo = Self }, Self);
    }

    private void OnOutboundHandled()
    {
        if (_atAccount is null) return;
        Processed(_atAccount.Dequeue());
        if (_atAccount.Count == 0) _atAccount = null;
    }

    private void Bounce(Stanza stanza, StanzaErrorCondition condition)
    {
        if (StanzaErrors.Bounce(stanza, condition) is { } error)
        {
            services.Counters.Bounced();
            services.Counters.Originated();
            Deliver(error, Self);
        }
        else
        {
            services.Counters.Ignored(); // An error or a result, which nobody may answer: RFC 6120 §8.3.1, §8.2.3.
        }
    }

    private void OnElementRead(XmppElement element)
    {
        var isManagement = element.Name.Namespace == StreamManagementElements.Namespace;
        if (isManagement && services.Settings.StreamManagement is { } settings)
            OnManagementElement(element, settings);
        else
            Close(new StreamError(StreamErrorCondition.UnsupportedStanzaType));
        _sink?.Connection.Processed(element.ByteCount);
    }

    private void OnDisconnected()
    {
        _sink = null;
        if (_management is { Id: not null } && !_owesEnabled)
            Detach();
        else
            End("its connection was lost");
    }

    /// <summary>The connection ends; the session goes on where the client resumes it, if it can be resumed.</summary>
    private void OnMove(StreamError farewell)
    {
        if (_management is { Id: not null })
        {
            _sink!.Connection.Close(farewell);
            OnDisconnected();
        }
        else
        {
            Close(farewell);
        }
    }

    /// <summary>Closes the stream for good: the session ends at once, its connection when both sides are done (RFC 6120
    /// §4.4).</summary>
    private void Close(StreamError? error)
    {
        _sink!.Connection.Close(error);
        End(error?.Condition.ToString() ?? "closed by the client");
    }

    private void End(string reason)
    {
        Context.GetLogger().SessionEnded(_address, reason);
        Become(Ended);
        _isEnded = true;
        _former = null;
        TakeAside();
        Timers.StartSingleTimer(StreamTimer.Key, StreamTimer.Farewell, LongestFarewell);
        services.Accounts.Tell(new StreamEnded(_address, Self), Self); // First, lest the stanzas come straight back.
        HandBackUnacked();
    }

    private void OnUnbound()
    {
        _isUnbound = true;
        Unregistered();
        StopWhenLeft();
    }

    private void StopWhenLeft()
    {
        if (_isUnbound && _sink is null && _read.IsEmpty) Context.Stop(Self);
    }
}

/// <summary>The stream's one timer; what it means follows from the state that the stream is in.</summary>
internal sealed class StreamTimer
{
    public const string Key = "stream";

    public static readonly StreamTimer Bind = new();
    public static readonly StreamTimer Acknowledge = new();
    public static readonly StreamTimer Resume = new();
    public static readonly StreamTimer Farewell = new();
    public static readonly StreamTimer HandOver = new();
}
