using System.Security.Cryptography;
using System.Xml.Linq;
using XmppActors.Actors.Accounts;
using XmppActors.Actors.Streams;
using XmppActors.Actors.Streams.Authentication;
using XmppActors.Actors.Streams.Features;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Components.Negotiation;

/// <summary>Lets a component prove who it is by XEP-0225: opening, offering (with STARTTLS and SASL), opening again, handed over. Which
/// hostnames it then binds is between it and its <see cref="Instances.InstanceStream"/>.</summary>
/// <remarks>Takes a connection over from <see cref="AcceptingStream"/> with its first stream header, whose content namespace,
/// <c>jabber:client</c>, tells it from XEP-0114's.</remarks>
internal sealed partial class AuthenticatingStream(BeginAuthentication beginning, ComponentServices services) : UntypedActor, IWithTimers
{
    private static readonly XNamespace Features = Namespaces.Streams;

    private readonly string _server = services.Domains.Min(StringComparer.Ordinal)!;
    private BareJid? _claimed;  // By the stream header.
    private BareJid? _domain;   // Authenticated.
    private string _streamId = "";
    private bool _isOpen;
    private bool _isLeft;       // The connection is closing, or somebody else's.

    public ITimerScheduler Timers { get; set; } = null!;

    private IXmppConnection Connection => beginning.Sink.Connection;

    protected override void PreStart()
    {
        Timers.StartSingleTimer(nameof(NegotiationTimedOut), NegotiationTimedOut.Instance, services.Settings.NegotiationTimeout);
        if (beginning.Sink.HandTo(Self) is { } gone) Self.Tell(gone);
        OnOpened(beginning.Header);
    }

    /// <summary>Ends what an exception has cut short.</summary>
    protected override void PostStop()
    {
        if (!_isLeft) Connection.Close(new StreamError(StreamErrorCondition.InternalServerError));
    }

    /// <summary>Opening: a stream header, or nothing.</summary>
    protected override void OnReceive(object message)
    {
        if (message is StreamOpened opened) OnOpened(opened.Header);
        else OnAnywhere(message);
    }

    /// <summary>Features were offered to a component that has not authenticated.</summary>
    private void Offering(object message)
    {
        switch (message)
        {
            case ElementRead { Element: var element } when element.Name == StartTlsFeature.Request && Connection.Info.CanStartTls: OnStartTls(); break;
            case ElementRead { Element: { Name.Namespace: SaslElements.Namespace } element }: OnSaslElement(element); break;
            case TlsEstablished: (_isOpen, _mechanism) = (false, null); Become(OnReceive); break;
            case StanzaRead: Close(new StreamError(StreamErrorCondition.NotAuthorized, "authenticate first")); break;
            default: OnAnywhere(message); break;
        }
    }

    private void Closing(object message)
    {
        if (message is Disconnected or CloseStream) Context.Stop(Self);
    }

    private void OnAnywhere(object message)
    {
        switch (message)
        {
            case StreamBroken broken: Close(broken.Error); break;
            case StreamClosed: Close(); break;
            case Disconnected: _isLeft = true; Context.Stop(Self); break;
            case NegotiationTimedOut: Close(new StreamError(StreamErrorCondition.ConnectionTimeout)); break;
            case CloseStream close: Close(new StreamError(close.Condition)); break;
            case StanzaRead: Close(new StreamError(StreamErrorCondition.NotAuthorized)); break;
            case ElementRead read:
                Close(new StreamError(StreamErrorCondition.UnsupportedStanzaType, $"'{read.Element.Name.LocalName}' has no place here"));
                break;
            default: Unhandled(message); break;
        }
    }

    private void OnOpened(StreamHeader header)
    {
        _claimed = header.From is not null && Jid.TryParse(header.From, out var from) ? BareJid.Domain(from.Domainpart) : null;
        Open(header.From);
        if (Refusal(header) is { } error)
            Close(error);
        else if (_domain is null)
            Offer(header);
        else
            HandOver(header);
    }

    /// <summary>RFC 6120 §4.7: the server is meant, and its version.</summary>
    private StreamError? Refusal(StreamHeader header)
    {
        var major = header.Version is { } version && version.IndexOf('.') is > 0 and var dot ? version.AsSpan(0, dot) : [];
        if (!int.TryParse(major, out var number) || number < 1) return new StreamError(StreamErrorCondition.UnsupportedVersion);
        if (header.To is null) return null;
        return Jid.TryParse(header.To, out var to) && to.IsDomain && services.Domains.Contains(to.Domainpart)
            ? null
            : new StreamError(StreamErrorCondition.HostUnknown, "'to' names a domain of this server; the component's own is bound later");
    }

    private void Open(string? to)
    {
        _isOpen = true;
        _streamId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        Connection.Write(new StreamHeader { From = _server, To = to, Id = _streamId, Version = "1.0", Lang = "en" });
    }

    private void Offer(StreamHeader header)
    {
        var state = new NegotiationState(Connection.Info, _server, IsAuthenticated: false);
        var features = new XElement(Features + "features", new StartTlsFeature(isRequired: false).Offer(state));
        var offer = services.Sasl!.Offer(Channel());
        features.Add(offer.ToElement(), offer.ToChannelBindingElement());
        Become(Offering);
        Connection.Write(XmppElement.From(features));
        Connection.Processed(header.ByteCount);
    }

    private void OnStartTls()
    {
        Connection.Write(StartTlsFeature.Proceed);
        Connection.StartTls();
    }

    private void HandOver(StreamHeader header)
    {
        var features = new XElement(Features + "features", HostnameBinding.Feature, BoundStageFeature.StreamManagement.Offer(
            new NegotiationState(Connection.Info, _server, IsAuthenticated: true)));
        Connection.Write(XmppElement.From(features));
        var identity = new ComponentIdentity([], InstanceLink.Bound)
        {
            Name = _domain!.Domainpart,
            InstanceId = _streamId[..12],
            Proof = _proof,
        };
        _isLeft = true;
        Context.Parent.Tell(new BeginInstance(beginning.Sink, identity, header.ByteCount), Self);
        Context.Stop(Self);
    }

    private void Close(StreamError? error = null)
    {
        _isLeft = true;
        if (!_isOpen && error is not null) Open(to: null);
        Connection.Close(error);
        Become(Closing);
    }

    private sealed record NegotiationTimedOut
    {
        public static readonly NegotiationTimedOut Instance = new();
    }
}
