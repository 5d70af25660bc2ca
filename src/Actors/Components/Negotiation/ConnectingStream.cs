using XmppActors.Actors.Accounts;
using XmppActors.Actors.Components.Dialling;
using XmppActors.Actors.Streams;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Components.Negotiation;

/// <summary>Proves the router to a component that it has dialled, by XEP-0114 (<c>jabber:component:connect</c>), or to a server that it has
/// dialled as a component of it (<c>jabber:component:accept</c>): opening, securing, handshaking, handed over.</summary>
/// <remarks>We are the initiating entity: our header names the component's domain in <c>from</c>, the component's header gives the stream's
/// id, the handshake is ours and the component says that it will do. TLS by <c>&lt;starttls/&gt;</c> between the headers, since XEP-0114 has
/// no stream features to offer it in. The component proves nothing but that it is where we have dialled.</remarks>
internal sealed class ConnectingStream : UntypedActor, IWithTimers
{
    private static readonly XmlName StartTls = new("starttls", "urn:ietf:params:xml:ns:xmpp-tls");
    private static readonly XmlName Proceed = StartTls with { LocalName = "proceed" };
    private readonly ActorStanzaSink _sink;
    private readonly IXmppConnection _connection;
    private readonly DialledLink _link;
    private readonly ComponentServices _services;
    private readonly string _namespace;
    private bool _isOver;

    public ConnectingStream(ActorStanzaSink sink, DialledLink link, ComponentServices services)
    {
        _sink = sink;
        _connection = sink.Connection;
        _link = link;
        _services = services;
        _namespace = link.As is null ? Namespaces.ComponentConnect : Namespaces.ComponentAccept;
        Become(Opening);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        Timers.StartSingleTimer(nameof(NegotiationTimedOut), NegotiationTimedOut.Instance, _services.Settings.NegotiationTimeout);
        WriteHeader();
    }

    /// <summary>Ends what an exception has cut short.</summary>
    protected override void PostStop()
    {
        if (_isOver) return;
        _connection.Close(new StreamError(StreamErrorCondition.InternalServerError));
        _link.Dialler.Tell(new LinkFailed("the negotiation has failed here"));
    }

    protected override void OnReceive(object message) => Unhandled(message);

    private void Opening(object message)
    {
        switch (message)
        {
            case StreamOpened opened: OnOpened(opened.Header); break;
            default: OnAnywhere(message); break;
        }
    }

    private void Securing(object message)
    {
        switch (message)
        {
            case ElementRead { Element: var element } when element.Name == Proceed: _connection.StartTls(); break;
            case TlsEstablished:
                Become(Opening);
                WriteHeader();
                break;
            case ElementRead { Element: var element }: Fail($"it answers <{element.Name.LocalName}/> to <starttls/>", NotAllowed(element)); break;
            default: OnAnywhere(message); break;
        }
    }

    private void Handshaking(object message)
    {
        switch (message)
        {
            case ElementRead { Element: var element } when element.Name.LocalName == "handshake": OnAccepted(element); break;
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
            case ElementRead { Element: { Name: { LocalName: "error", Namespace: Namespaces.Streams } } error }: OnStreamError(error); break;
            case ElementRead read: Fail($"it says <{read.Element.Name.LocalName}/>", NotAllowed(read.Element)); break;
            case StanzaRead: Fail("it sends a stanza before it has accepted us", new StreamError(StreamErrorCondition.NotAuthorized)); break;
            case StreamBroken broken: Fail($"it breaks the rules of XML streams: {broken.Error}", broken.Error); break;
            case StreamClosed: Fail("it has closed the stream", null); break;
            case NegotiationTimedOut: Fail("it does not answer", new StreamError(StreamErrorCondition.ConnectionTimeout)); break;
            case CloseStream close: Fail("this node stops", new StreamError(close.Condition)); break;
            case Disconnected disconnected:
                Fail(disconnected.Reason == DisconnectReason.TlsFailed ? "the TLS handshake has failed" : "it has ended the connection", null);
                Context.Stop(Self);
                break;
            default: Unhandled(message); break;
        }
    }

    /// <summary>A component's header names it in <c>to</c>, that of whoever dials one in <c>from</c>.</summary>
    private void WriteHeader() => _connection.Write(_link.As is { } domain
        ? new StreamHeader { To = domain, ContentNamespace = _namespace }
        : new StreamHeader { From = _link.Domain, ContentNamespace = _namespace });

    private void OnOpened(StreamHeader header)
    {
        if (header.ContentNamespace != _namespace)
        {
            Fail($"it speaks {header.ContentNamespace}", new StreamError(StreamErrorCondition.InvalidNamespace));
            return;
        }
        if (string.IsNullOrEmpty(header.Id))
        {
            Fail("its stream has no id", new StreamError(StreamErrorCondition.BadFormat, "the receiving entity gives the stream an 'id'"));
            return;
        }
        if (_connection.Info.CanStartTls)
        {
            _connection.Write(XmppElement.Create(StartTls));
            Become(Securing);
        }
        else
        {
            _connection.Write(XmppElement.Create(new XmlName("handshake", _namespace), ComponentRules.HandshakeOf(header.Id, _link.Secret!)));
            Become(Handshaking);
        }
        _connection.Processed(header.ByteCount);
    }

    private void OnAccepted(XmppElement handshake)
    {
        var identity = new ComponentIdentity([_link.Domain], InstanceLink.Dialled)
        {
            InstanceId = _link.InstanceId,
            Endpoint = _link.Endpoint,
            Share = _link.Share,
        };
        _isOver = true;
        Context.Parent.Tell(new BeginInstance(_sink, identity, handshake.ByteCount) { Dialled = _link }, Self);
        Context.Stop(Self);
    }

    private void OnStreamError(XmppElement error)
    {
        var (condition, text) = ComponentRules.ReadStreamError(error);
        Fail(text is null ? $"it refuses us: {condition}" : $"it refuses us: {condition} ({text})", null, condition == "not-authorized");
    }

    private static StreamError NotAllowed(XmppElement element) =>
        new(StreamErrorCondition.UnsupportedStanzaType, $"'{element.Name.LocalName}' has no place here");

    private void Fail(string reason, StreamError? error, bool isCredential = false)
    {
        _isOver = true;
        _link.Dialler.Tell(new LinkFailed(reason, isCredential));
        _connection.Close(error);
        Become(Closing);
    }

    private sealed record NegotiationTimedOut
    {
        public static readonly NegotiationTimedOut Instance = new();
    }
}
