using System.Collections.Frozen;
using XmppActors.Actors.Components;
using XmppActors.Actors.Components.Instances;
using XmppActors.Actors.Components.Dialling;
using XmppActors.Actors.Components.Policies;
using XmppActors.Actors.Routing;
using XmppActors.Actors.Serialization;
using XmppActors.Actors.Storage.Memory;
using XmppActors.Actors.Streams;
using XmppActors.Actors.Tests.Accounts;
using XmppActors.Kernel.Bootstrap;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Dialling;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Tests.Components;

/// <summary>The component rooms on the real kernel, turn by turn: the farm echo.example with the secret "s", a router, and connections
/// that only remember what they are told. When disposed of, every stanza has to be accounted for.</summary>
internal sealed class FarmWorld : IDisposable, IServerStanzas
{
    private readonly TurnByTurn _turns = new();
    private readonly ActorSystem _system;
    private readonly ComponentServices _services;
    private readonly StreamAcceptor _acceptor;

    /// <param name="configure">What else is said of the farm.</param>
    /// <param name="more">Other farms.</param>
    public FarmWorld(int maxInstances = 64, FarmRules? rules = null, Func<FarmSettings, FarmSettings>? configure = null, params FarmSettings[] more)
    {
        _system = new KernelSetup { Time = Time, Dispatcher = _turns }.CreateSystem("test");
        MessageSerializer.Register(_system); // Journals hold bytes.
        var farm = new FarmSettings { Domain = "echo.example", Secrets = ["s", "older"], MaxInstances = maxInstances, Rules = rules ?? FarmRules.Default };
        var farms = new Dictionary<string, FarmSettings> { ["echo.example"] = configure is null ? farm : configure(farm) };
        foreach (var other in more) farms.Add(other.Domain, other);
        Storage = new MemoryStorage(Time);
        var book = new FarmBook(farms, ReadRuntime);
        Directory = new FarmDirectory(book, time: Time);
        Region = FarmRegion.Start(_system, new FarmServices(book, Storage.FarmSecrets, Time) { Domains = FrozenSet.Create("montague.example") });
        var watcher = Watcher = _system.ActorOf(Props.Create(() => new FarmWatcher(Region, Directory)));
        Router = new StanzaRouter(FrozenSet.Create("montague.example"), Directory, Counters);
        Accounts.Actor = _system.ActorOf(Props.Create<TestListener.ListenerActor>(Accounts));
        Router.Connect(Accounts.Actor, this);
        _system.ActorOf(Props.Create(() => new UndeliverableStanzas(Router, Counters)));
        Router.Held = _system.ActorOf(Props.Create(() => new HeldStanzas(Region, Router, Counters, Time)));
        watcher.Tell(new WatchFarm("echo.example"));
        var settings = new ComponentSettings { Farms = farms };
        _services = new ComponentServices(Region, watcher, Directory, Router, Counters, Storage.FarmSecrets, settings, Time)
        {
            Domains = FrozenSet.Create("montague.example"),
            Held = Router.Held,
        };
        _acceptor = ComponentStreams.Start(_system, _services);
        Run();
    }

    public VirtualTime Time { get; } = new();

    public MemoryStorage Storage { get; }

    public FarmDirectory Directory { get; }

    public StanzaCounters Counters { get; } = new();

    public StanzaRouter Router { get; }

    public IActorRef Region { get; }

    public IActorRef Watcher { get; }

    /// <summary>What has been routed to accounts.</summary>
    public TestListener Accounts { get; } = new();

    public FarmSnapshot Snapshot => Directory.GetOrAdd("echo.example").Snapshot;

    public void Run() => _turns.Run();

    public IActorRef ActorOf(Props props) => _system.ActorOf(props);

    /// <summary>An actor that keeps what it is told.</summary>
    public TestListener Listener()
    {
        var listener = new TestListener();
        listener.Actor = ActorOf(Props.Create<TestListener.ListenerActor>(listener));
        return listener;
    }

    public void Advance(TimeSpan by) => Time.Advance(by, Run);

    /// <summary>Lets the node dial; chance is always in the middle.</summary>
    public void StartDialling(IConnectionDialler dialler)
    {
        var services = new DialServices(_services, _acceptor.Streams, () => 0.5);
        _system.ActorOf(Props.Create(() => new FarmDialler(dialler, services)), FarmDialler.Name);
    }

    /// <summary>A component's connection, of which nothing has been read yet.</summary>
    public ComponentLink Connect()
    {
        var link = new ComponentLink(this);
        link.Sink = _acceptor.Accept(link);
        Run();
        return link;
    }

    /// <summary>A component that has joined its farm.</summary>
    public ComponentLink ConnectServing(string secret = "s")
    {
        var link = Connect();
        link.Opens("echo.example");
        link.ShakesHands(secret);
        Assert.Equal("handshake", link.Elements.Single().Name.LocalName);
        return link;
    }

    /// <summary>A user's stanza, accepted and routed.</summary>
    public void Sends(Stanza stanza)
    {
        Counters.Accepted();
        Router.Route(stanza, ActorRefs.Nobody);
        Run();
    }

    /// <summary>Takes what the accounts were told, as if delivered.</summary>
    public Stanza[] TakeFromAccounts()
    {
        var taken = Accounts.Heard.OfType<Stanza>().ToArray();
        Counters.Delivered(taken.Length);
        Accounts.Heard.Clear();
        return taken;
    }

    public Task DrainAsync() => _acceptor.DrainAsync(TimeSpan.FromMinutes(1));

    void IServerStanzas.Handle(Stanza stanza, IActorRef origin) => Counters.Handled();

    /// <summary>Settings at run time: a number is the most instances that the farm takes, all else is a fault.</summary>
    private static FarmSettings ReadRuntime(string domain, string text) => new()
    {
        Domain = domain,
        MaxInstances = int.Parse(text, System.Globalization.CultureInfo.InvariantCulture),
    };

    public void Dispose()
    {
        TakeFromAccounts();
        Run();
        Assert.Equal(0, Counters.Unaccounted);
        _ = _system.Terminate();
        Run();
        _turns.Dispose();
    }
}

/// <summary>A connection without bytes: remembers what is written to it, and speaks as its component.</summary>
/// <param name="tls">As the connection is to come by it.</param>
internal sealed class ComponentLink(FarmWorld world, TlsMode tls = TlsMode.StartTls) : IXmppConnection
{
    public List<Stanza> Stanzas { get; } = [];

    public List<XmppElement> Elements { get; } = [];

    public StreamHeader? Header { get; private set; }

    public bool IsClosed { get; private set; }

    public StreamError? Error { get; private set; }

    public int ProcessedBytes { get; private set; }

    public bool IsStartingTls { get; private set; }

    public ConnectionInfo Info { get; private set; } = new(1, ListenerKind.Component, tls, null, null, null);

    public IStanzaSink Sink { get; set; } = null!;

    public bool IsPeerGone => false;

    public int ReadWindow { get; set; }

    public StreamLimits Limits { get; set; } = new();

    public void Opens(string to, string? version = null) =>
        Opens(new StreamHeader { To = to, Version = version, ContentNamespace = Namespaces.ComponentAccept, ByteCount = 100 });

    public void Opens(StreamHeader header)
    {
        Sink.OnStreamOpened(header);
        world.Run();
    }

    public void Answers(XmlName element)
    {
        Sink.OnElement(XmppElement.Create(element));
        world.Run();
    }

    /// <summary>Ends the stream with an error.</summary>
    public void Breaks(string condition)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes($"<stream:error><{condition} xmlns='{Namespaces.StreamErrors}'/></stream:error>");
        Sink.OnElement(XmppElement.FromUtf8(bytes, new XmlName("error", Namespaces.Streams)));
        world.Run();
    }

    /// <summary>The TLS handshake is done.</summary>
    public void Secures()
    {
        Info = Info with { Tls = new TlsInfo { Protocol = System.Security.Authentication.SslProtocols.Tls13, CipherSuite = default } };
        Sink.OnTlsEstablished();
        world.Run();
    }

    public void ShakesHands(string secret)
    {
#pragma warning disable CA5350 // XEP-0114 §3 prescribes it.
        var digest = System.Security.Cryptography.SHA1.HashData(System.Text.Encoding.UTF8.GetBytes(Header!.Id + secret));
#pragma warning restore CA5350
        Says("handshake", Convert.ToHexStringLower(digest));
    }

    public void Says(string element, string? text = null)
    {
        Sink.OnElement(XmppElement.Create(new XmlName(element, Namespaces.ComponentAccept), text));
        world.Run();
    }

    public void Sends(Stanza stanza)
    {
        Sink.OnStanza(stanza);
        world.Run();
    }

    public void Disconnects(DisconnectReason reason = DisconnectReason.Reset)
    {
        Sink.OnDisconnected(reason);
        world.Run();
    }

    /// <summary>Answers pings at once, as components do, and does not show them; else they are among the stanzas.</summary>
    public bool AnswersPings { get; set; } = true;

    /// <summary>How many pings it has answered.</summary>
    public int Pings { get; private set; }

    public void Write(Stanza stanza)
    {
        if (!AnswersPings || !IsPing(stanza))
        {
            Stanzas.Add(stanza);
            return;
        }

        Pings++;
        Sink.OnStanza(StanzaErrors.IqResult(stanza));
    }

    public static bool IsPing(Stanza stanza) =>
        stanza is { Kind: StanzaKind.Iq, Type: StanzaType.Get, From: BareJid { IsDomain: true }, PayloadName.Namespace: "urn:xmpp:ping" };

    public void Write(XmppElement element) => Elements.Add(element);

    public void Write(StreamHeader header) => Header = header;

    public void Processed(int bytes) => ProcessedBytes += bytes;

    public void ExpectRestart()
    {
    }

    public void StartTls() => IsStartingTls = true;

    public void Close(StreamError? error = null)
    {
        if (IsClosed) return;
        IsClosed = true;
        Error = error;
    }

    public void Abort() => IsClosed = true;
}
