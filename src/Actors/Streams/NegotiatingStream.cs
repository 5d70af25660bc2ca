using System.Security.Cryptography;
using XmppActors.Actors.Accounts;
using XmppActors.Actors.Streams.Authentication;
using XmppActors.Actors.Streams.Features;
using XmppActors.Actors.Streams.Sessions;
using XmppActors.Actors.Streams.StreamManagement;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Streams;

/// <summary>Negotiates with a client until its stream has a resource: opening, offering (with STARTTLS and SASL),
/// opening again, binding; then a <see cref="BoundStream"/> has the connection.</summary>
/// <remarks>
/// One per connection, child of <see cref="ClientStreams"/>. Each state knows only what may come in it, so that no step
/// can be taken out of order; the connection is in lock-step, so that nothing can be sent ahead of its time. RFC 6120
/// §4–§7, RFC 7395.
/// </remarks>
internal sealed partial class NegotiatingStream(ActorStanzaSink sink, StreamServices services)
    : UntypedActor, IWithTimers
{
    private string _domain = "";
    private AuthenticatedEntity? _entity; // Null until authenticated; decides what is offered.
    private Stanza? _request;             // For a resource, while a bound stream sees to it; ours to count.
    private int _refusedBindings;
    private int _pendingBytes;            // Of the item that is not yet processed.
    private bool _isOpen;                 // Our header has been written since the stream last began.
    private bool _isLeft;                 // The connection is closing, or somebody else's.

    public ITimerScheduler Timers { get; set; } = null!;

    private IXmppConnection Connection => sink.Connection;

    protected override void PreStart()
    {
        Connection.Limits = services.Settings.NegotiationLimits;
        Timers.StartSingleTimer(
            nameof(NegotiationTimedOut), NegotiationTimedOut.Instance, services.Settings.NegotiationTimeout);
    }

    /// <summary>An exception has cut the negotiation short, if nothing else has ended it.</summary>
    protected override void PostStop()
    {
        EndAttempt();
        if (_request is not null) services.Counters.Ignored(); // Nobody is left to be answered.
        if (!_isLeft) Connection.Close(new StreamError(StreamErrorCondition.InternalServerError));
    }

    /// <summary>Opening: a stream header, or nothing.</summary>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case StreamOpened opened: OnOpened(opened.Header); break;
            default: OnAnywhere(message); break;
        }
    }

    /// <summary>Features were offered to a client that has not authenticated.</summary>
    private void Offering(object message)
    {
        switch (message)
        {
            case ElementRead { Element: var element } when element.Name == StartTlsFeature.Request: OnStartTls(); break;
            case ElementRead { Element: { Name.Namespace: SaslElements.Namespace } element }:
                OnSaslElement(element);
                break;
            case StanzaRead read: OnEarlyStanza(read.Stanza); break;
            default: OnAnywhere(message); break;
        }
    }

    /// <summary>TLS is being negotiated below us.</summary>
    private void Securing(object message)
    {
        switch (message)
        {
            case TlsEstablished: _isOpen = false; Become(OnReceive); break;
            default: OnAnywhere(message); break;
        }
    }

    /// <summary>Features were offered to a client that has authenticated: a resource is all that it lacks.</summary>
    private void Binding(object message)
    {
        switch (message)
        {
            case StanzaRead read: OnStanza(read.Stanza); break;
            case ElementRead { Element: var element } when element.Name == StreamManagementElements.Resume:
                OnResume(element);
                break;
            default: OnAnywhere(message); break;
        }
    }

    /// <summary>A bound stream is about to have the connection.</summary>
    private void HandingOver(object message)
    {
        switch (message)
        {
            case ConnectionTaken: OnTaken(); break;
            case BindRefused refused: OnBindRefused(refused); break;
            case SessionHandedOver session: OnSessionHandedOver(session.State); break;
            case ResumeRefused refused: OnResumeRefused(refused); break;
            case AskAgain: AskForSession(); break;
            case StillWanted: OnStillWanted(); break;
            default: OnAnywhere(message); break;
        }
    }

    private void Closing(object message)
    {
        switch (message)
        {
            case Disconnected: Context.Stop(Self); break;
            case ConnectionTaken: OnTaken(); break; // Closing all the same: its new owner will hear of the end.
            default: break; // Too late for anything.
        }
    }

    private void OnAnywhere(object message)
    {
        switch (message)
        {
            case StreamClosed: Close(null); break;
            case StreamBroken broken: Close(broken.Error); break;
            case Disconnected: _isLeft = true; Context.Stop(Self); break;
            case NegotiationTimedOut: Close(new StreamError(StreamErrorCondition.ConnectionTimeout)); break;
            case CloseStream close: Close(new StreamError(close.Condition)); break;
            case MoveElsewhere move: Close(move.Error); break;
            case StanzaRead: Close(new StreamError(StreamErrorCondition.NotAuthorized)); break; // RFC 6120 §4.9.3.12
            case ElementRead { Element: { Name.Namespace: StreamManagementElements.Namespace } element }:
                Answer(StreamManagementElements.Failed(StanzaErrorCondition.UnexpectedRequest), element.ByteCount);
                break;
            case ElementRead { Element.Name.Namespace: SaslElements.Namespace }:
                Close(new StreamError(StreamErrorCondition.PolicyViolation, "you have authenticated already"));
                break;
            case ElementRead: Close(new StreamError(StreamErrorCondition.UnsupportedStanzaType)); break;
            default: Unhandled(message); break;
        }
    }

    private void OnOpened(StreamHeader header)
    {
        var accepted = StreamHeaderRules.TryAccept(
            header, services.Settings.Domains, _entity?.Account, out var domain, out var error);
        Open(domain ?? services.Settings.DefaultDomain, accepted ? header.From : null);
        if (!accepted)
        {
            Close(error);
            return;
        }

        _domain = domain!;
        Become(_entity is null ? Offering : Binding);
        var features = services.Features.For(new NegotiationState(Connection.Info, _domain, _entity is not null));
        Answer(features, header.ByteCount);
    }

    /// <summary>Answers a header (RFC 6120 §4.7), or speaks first in order to refuse what was none
    /// (§4.9.1.2).</summary>
    private void Open(string from, string? to)
    {
        _isOpen = true;
        Connection.Write(new StreamHeader
        {
            From = from,
            To = to,
            Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12)),
            Version = "1.0",
            Lang = "en",
        });
    }

    private void OnStartTls()
    {
        if (!Connection.Info.CanStartTls)
        {
            Connection.Write(StartTlsFeature.Failure); // RFC 6120 §5.4.3.2: and the stream is closed.
            Close(null);
            return;
        }
        Become(Securing);
        Connection.Write(StartTlsFeature.Proceed);
        Connection.StartTls();
    }

    private void OnStanza(Stanza stanza)
    {
        services.Counters.Accepted();
        if (ResourceBinding.IsRequest(stanza))
        {
            Become(HandingOver);
            _pendingBytes = stanza.ByteCount;
            _request = stanza;
            var resource = ResourceBinding.RequestedResource(stanza);
            Context.Parent.Tell(new BindStream(sink, _entity!, stanza, resource), Self);
        }
        else if (stanza.Kind == StanzaKind.Iq && IsForServer(stanza))
        {
            Refuse(stanza, StanzaErrorCondition.UnexpectedRequest); // RFC 6120 §7.1: the server itself may be asked.
            Connection.Processed(stanza.ByteCount);
        }
        else
        {
            services.Counters.Ignored();
            Close(new StreamError(StreamErrorCondition.NotAuthorized));
        }
    }

    private void OnTaken()
    {
        if (_request is not null) services.Counters.Handled();
        _request = null;
        _isLeft = true;
        Context.Stop(Self);
    }

    private void OnBindRefused(BindRefused refused)
    {
        Refuse(_request!, refused.Condition);
        _request = null;
        if (++_refusedBindings >= services.Settings.MaxBindAttempts)
        {
            Close(new StreamError(StreamErrorCondition.PolicyViolation, "too many attempts to bind a resource"));
            return;
        }
        Become(Binding);
        Connection.Processed(_pendingBytes);
    }

    private void Refuse(Stanza stanza, StanzaErrorCondition condition)
    {
        if (StanzaErrors.Bounce(stanza, condition) is { } error)
        {
            services.Counters.Bounced();
            services.Counters.Originated();
            Connection.Write(error);
            services.Counters.Delivered();
        }
        else
        {
            services.Counters.Ignored();
        }
    }

    private bool IsForServer(Stanza stanza) =>
        !stanza.HasMalformedTo
        && (stanza.To is null
            || (stanza.To.IsDomain && stanza.To.Domainpart == _domain)
            || stanza.To.Equals(_entity!.Account));

    private void Answer(XmppElement element, int bytes)
    {
        Connection.Write(element);
        Connection.Processed(bytes);
    }

    private void Close(StreamError? error)
    {
        _isLeft = true;
        Become(Closing);
        if (error is not null)
        {
            Context.GetLogger().StreamRefused(Connection.Info, error);
            if (!_isOpen) Open(services.Settings.DefaultDomain, to: null);
        }
        Connection.Close(error);
    }

    private sealed class NegotiationTimedOut
    {
        public static readonly NegotiationTimedOut Instance = new();
    }
}
