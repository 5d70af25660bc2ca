using System.Security.Cryptography;
using XmppActors.Actors.Accounts;
using XmppActors.Actors.Components.Credentials;
using XmppActors.Actors.Components.Dialling;
using XmppActors.Actors.Streams;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Components.Negotiation;

/// <summary>Lets a component prove by XEP-0114 (<c>jabber:component:accept</c>) which domain it serves: opening, handshaking, handed over.</summary>
internal sealed class AcceptingStream : UntypedActor, IWithTimers
{
    private static readonly XmlName StartTls = new("starttls", "urn:ietf:params:xml:ns:xmpp-tls");
    private static readonly XmppElement Accepted = XmppElement.Create(new XmlName("handshake", Namespaces.ComponentAccept));
    private static readonly XmppElement Proceed = XmppElement.Create(StartTls with { LocalName = "proceed" });
    private readonly ActorStanzaSink _sink;
    private readonly IXmppConnection _connection;
    private readonly ComponentServices _services;
    private readonly DialledLink? _dialled;
    private bool _isOver;
    private string _domain = "";
    private string _streamId = "";
    private int _headerBytes;
    private XmppElement? _handshake; // Under examination.

    /// <param name="dialled">Set where we have dialled, and the component begins all the same. Null: it has connected.</param>
    public AcceptingStream(ActorStanzaSink sink, ComponentServices services, DialledLink? dialled)
    {
        _dialled = dialled;
        _sink = sink;
        _connection = sink.Connection;
        _services = services;
        Become(Opening);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() =>
        Timers.StartSingleTimer(nameof(NegotiationTimedOut), NegotiationTimedOut.Instance, _services.Settings.NegotiationTimeout);

    /// <summary>Ends what an exception has cut short.</summary>
    protected override void PostStop()
    {
        if (_isOver) return;
        _connection.Close(new StreamError(StreamErrorCondition.InternalServerError));
        _dialled?.Dialler.Tell(new LinkFailed("the negotiation has failed here"));
    }

    protected override void OnReceive(object message) => Unhandled(message);

    private void Opening(object message)
    {
        switch (message)
        {
            case StreamOpened opened: OnOpened(opened.Header); break;
            case CredentialsFound found: OnFarmFound(found.Credentials); break;
            default: OnAnywhere(message); break;
        }
    }

    private void Handshaking(object message)
    {
        switch (message)
        {
            case ElementRead { Element: { Name.LocalName: "handshake" } handshake }: OnHandshake(handshake); break;
            case CredentialsFound found: OnCredentials(found.Credentials); break;
            case ElementRead { Element: var element } when element.Name == StartTls && _connection.Info.CanStartTls: OnStartTls(); break;
            case TlsEstablished: Become(Opening); break;
            case StanzaRead: Close(new StreamError(StreamErrorCondition.NotAuthorized, "handshake first")); break;
            default: OnAnywhere(message); break;
        }
    }

    /// <summary>Its connection is closed, or another's: nothing that still comes is of interest but the end.</summary>
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
            case Disconnected:
                _isOver = true;
                _dialled?.Dialler.Tell(new LinkFailed("it has ended the connection"));
                Context.Stop(Self);
                break;
            case CredentialsUnavailable: Close(new StreamError(StreamErrorCondition.InternalServerError, "storage is out of reach")); break;
            case NegotiationTimedOut: Close(new StreamError(StreamErrorCondition.ConnectionTimeout)); break;
            case CloseStream close: Close(new StreamError(close.Condition)); break;
            case ElementRead read:
                Close(new StreamError(StreamErrorCondition.UnsupportedStanzaType, $"'{read.Element.Name.LocalName}' has no place here"));
                break;
            default: Unhandled(message); break;
        }
    }

    private void OnOpened(StreamHeader header)
    {
        if (header.ContentNamespace == Namespaces.Client && _services.Sasl is not null)
        {
            _isOver = true;
            Context.Parent.Tell(new BeginAuthentication(_sink, header), Self);
            Context.Stop(Self);
            return;
        }
        if (header.To is null || !Jid.TryParse(header.To, out var to) || to is not BareJid { IsDomain: true } domain)
        {
            Close(new StreamError(StreamErrorCondition.HostUnknown, "'to' names the component's domain"));
            return;
        }
        _domain = domain.Domainpart;
        if (_dialled is not null && _dialled.Domain != _domain)
        {
            Close(new StreamError(StreamErrorCondition.HostUnknown, $"this connection was made for {_dialled.Domain}"));
            return;
        }
        _headerBytes = header.ByteCount;
        FindCredentials();
    }

    private void FindCredentials()
    {
        if (_dialled?.Secret is { } agreed && FarmName.TryParse(_domain, out var name))
        {
            Self.Tell(new CredentialsFound(new FarmCredentials(name, [new ComponentSecret(null, agreed)], CertificateRules.None)));
            return;
        }
        _services.Credentials.FindAsync(_domain).PipeTo(
            Self,
            success: static found => new CredentialsFound(found),
            failure: static _ => CredentialsUnavailable.Instance);
    }

    private void OnFarmFound(FarmCredentials? farm)
    {
        if (farm is null)
        {
            Close(new StreamError(StreamErrorCondition.HostUnknown, $"no farm of this server is named {_domain}"));
            return;
        }
        if (farm.Secrets.All(static secret => ScramSecret.IsOne(secret.Secret)))
        {
            Close(new StreamError(
                StreamErrorCondition.NotAuthorized, $"{_domain} has no secret for the handshake of XEP-0114: connect by XEP-0225"));
            return;
        }
        _streamId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        _connection.Write(new StreamHeader { From = _domain, Id = _streamId, ContentNamespace = Namespaces.ComponentAccept });
        Become(Handshaking);
        _connection.Processed(_headerBytes);
    }

    /// <summary>TLS is there for the asking, and is not offered: XEP-0114 has no stream features, and components that say
    /// version='1.0' all the same (@xmpp/component) would take them for the answer to their handshake.</summary>
    private void OnStartTls()
    {
        _connection.Write(Proceed);
        _connection.StartTls();
    }

    /// <summary>What was revoked since the stream was opened does not open it any more.</summary>
    private void OnHandshake(XmppElement handshake)
    {
        _handshake = handshake;
        FindCredentials();
    }

    private void OnCredentials(FarmCredentials? farm)
    {
        var handshake = _handshake!;
        if (farm is null || ComponentRules.FindAuthentic(handshake.Text, _streamId, farm.Secrets) is not { } secret)
        {
            Close(new StreamError(StreamErrorCondition.NotAuthorized));
            return;
        }
        var identity = new ComponentIdentity([_domain], _dialled is null ? InstanceLink.Accepted : InstanceLink.Dialled)
        {
            Endpoint = _dialled?.Endpoint,
            Share = _dialled?.Share ?? InstanceShare.Full,
            InstanceId = _dialled?.InstanceId ?? _streamId[..12],
            CredentialId = secret.Id,
            Welcome = Accepted,
        };
        _isOver = true;
        Context.Parent.Tell(new BeginInstance(_sink, identity, handshake.ByteCount) { Dialled = _dialled }, Self);
        Context.Stop(Self);
    }

    private void Close(StreamError? error = null)
    {
        _isOver = true;
        _connection.Close(error);
        _dialled?.Dialler.Tell(LinkFailed.Because(error));
        Become(Closing);
    }

    private sealed record CredentialsFound(FarmCredentials? Credentials);

    private sealed record CredentialsUnavailable
    {
        public static readonly CredentialsUnavailable Instance = new();
    }

    private sealed record NegotiationTimedOut
    {
        public static readonly NegotiationTimedOut Instance = new();
    }
}
