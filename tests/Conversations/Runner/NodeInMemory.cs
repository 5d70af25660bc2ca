using System.Collections.Frozen;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using XmppActors.Actors;
using XmppActors.Actors.Accounts;
using XmppActors.Actors.Components;
using XmppActors.Actors.Components.Policies;
using XmppActors.Actors.Components.Availability;
using XmppActors.Actors.Components.Credentials;
using XmppActors.Actors.Components.Dialling;
using XmppActors.Actors.Components.Instances;
using XmppActors.Actors.Registration;
using XmppActors.Actors.Routing;
using XmppActors.Actors.Storage.Memory;
using XmppActors.Actors.Streams;
using XmppActors.Actors.Streams.StreamManagement;
using XmppActors.Conversations.Dialling;
using XmppActors.Kernel.Bootstrap;
using XmppActors.Kernel.Cluster.Core;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Listeners;
using XmppActors.Transport.Sasl;

namespace XmppActors.Conversations.Runner;

/// <summary>One node without a network: connections are pipes, the storage is memory, time is virtual.</summary>
internal sealed class NodeInMemory : IConversationServer
{
    private readonly ActorSystem _system;
    private readonly MemoryStorage _storage;
    private readonly Router _router;
    private readonly CountedTurns _turns;
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private readonly Dictionary<string, (InMemoryListener Listener, WitnessedEnds Ends)> _listeners = [];
    private XmppListeners? _sockets;

    private NodeInMemory(VirtualTime time, CountedTurns turns, ActorSystem system, MemoryStorage storage, Router router) =>
        (Time, _turns, _system, _storage, _router) = (time, turns, system, storage, router);

    public VirtualTime Time { get; }

    public StanzaCounts Counts => _router.Counters.Read();

    public ClusterState ClusterState => ((ActorSystemImpl)_system).ClusterRuntime!.Node.State;

    public UniqueAddress Self => ((ActorSystemImpl)_system).ClusterRuntime!.Self;

    public static Task<NodeInMemory> StartAsync(WorldSettings settings)
    {
        var time = new VirtualTime();
        return StartAsync(settings, time, new CountedTurns(), new MemoryStorage(time), new InMemoryJournal());
    }

    /// <summary>One of several that share their time, their turns and their database, or of a cluster of its own.</summary>
    public static async Task<NodeInMemory> StartAsync(
        WorldSettings settings, VirtualTime time, CountedTurns turns, MemoryStorage storage, InMemoryJournal journal, ClusterSetup? cluster = null)
    {
        var system = new KernelSetup { Time = time, Dispatcher = turns, Cluster = cluster, Persistence = journal }.CreateSystem("conversation");
        var router = await Router.StartAsync(system, storage, ToRouterSettings(settings), time);
        if (settings.Waiting is { } waiting) router.StartDialling(waiting.DiallerOf(cluster?.Host ?? "alone", time));
        return new NodeInMemory(time, turns, system, storage, router);
    }

    /// <summary>Completes when the node is up.</summary>
    public Task JoinAsync(CancellationToken cancellation) => ClusterAdministration.Get(_system)!.JoinAsync(cancellation);

    public async Task<IWire> ConnectAsync(string listener)
    {
        if (listener == "websocket")
            return await WebSocketWire.ConnectAsync(await WebSocketAddressAsync());
        if (!_listeners.TryGetValue(listener, out var found))
            _listeners.Add(listener, found = Listen(listener));
        await _connecting.WaitAsync(); // One at a time: the next end that is told is this connection's.
        try
        {
            var connection = found.Listener.Connect(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 50000));
            return new TcpWire(connection, await found.Ends.NextAsync());
        }
        finally
        {
            _connecting.Release();
        }
    }

    public async Task CreateAccountAsync(BareJid account, string password) =>
        await _storage.Accounts.CreateAsync(account, ScramKeys.DeriveAll(password, iterations: 16));

    public Task RemoveAccountAsync(BareJid account) =>
        _router.Accounts.Ask<AccountRemoved>(new RemoveAccount(account), Timeout.InfiniteTimeSpan);

    public Task IdleAsync() => _turns.IdleAsync();

    public Task DrainAsync() => _router.DrainAsync(TimeSpan.FromMinutes(1));

    public Task SubscribeAsync(BareJid subscriber, BareJid contact, bool isMutual) =>
        Subscriptions.AddAsync(_storage.Rosters, subscriber, contact, isMutual);

    public async ValueTask DisposeAsync()
    {
        foreach (var (listener, _) in _listeners.Values)
            listener.Dispose();
        if (_sockets is not null)
            await _sockets.DisposeAsync();
        await _system.Terminate();
        await _storage.DisposeAsync();
        _connecting.Dispose();
    }

    /// <summary>No time passes by itself.</summary>
    public static LedgerSettings Impatient { get; } = LedgerSettings.Default with { PingAfter = 1 };

    private static RouterSettings ToRouterSettings(WorldSettings settings) => new()
    {
        Streams = new StreamSettings
        {
            Domains = FrozenSet.Create(Cast.Capulet, Cast.Montague),
            DefaultDomain = Cast.Capulet,
            RequireTls = settings.RequireTls,
            StreamManagement = settings.StreamManagement,
        },
        Components = new ComponentSettings
        {
            Farms = new Dictionary<string, FarmSettings>(settings.Farms.ToDictionary(static farm => farm.Domain))
            {
                [Cast.Stage] = new FarmSettings
                {
                    Domain = Cast.Stage,
                    Secrets = [Cast.ComponentSecret],
                    Rules = settings.Rules,
                    Availability = settings.Availability,
                    Connect = settings.Connect,
                    HoldsWhenEmpty = settings.HoldsWhenEmpty,
                    Certificates = new CertificateRules([], Authorities: true),
                    Ledger = Impatient,
                },
            },
        },
        Sasl = new SaslSettings
        {
            Mechanisms = settings.Mechanisms,
            AllowPlainWithoutTls = !settings.RequireTls,
            Iterations = 16,
            UnknownAccountSecret = new byte[32],
        },
        Administrators = settings.Administrators,
        Registration = RegistrationSettings.Default with { AllowNewAccounts = settings.AllowNewAccounts },
    };

    private (InMemoryListener Listener, WitnessedEnds Ends) Listen(string name) => name switch
    {
        "c2s" => Listen(ListenerKind.C2s, TlsMode.None, _router.Clients),
        "c2s-starttls" => Listen(ListenerKind.C2s, TlsMode.StartTls, _router.Clients),
        "component-starttls" => Listen(ListenerKind.Component, TlsMode.StartTls, _router.Components),
        "component" => Listen(ListenerKind.Component, TlsMode.None, _router.Components),
        _ => throw new FormatException($"there is no listener {name}"),
    };

    private (InMemoryListener Listener, WitnessedEnds Ends) Listen(ListenerKind kind, TlsMode tls, IConnectionAcceptor acceptor)
    {
        var ends = new WitnessedEnds(acceptor);
        var settings = new ListenerSettings { Kind = kind, Address = "*:0", Tls = tls };
        return (new InMemoryListener(settings, ends, tls == TlsMode.None ? null : SelfSigned.Settings, Time), ends);
    }

    /// <summary>The upgrade from HTTP needs a web server: the one listener on the loopback address.</summary>
    private async Task<Uri> WebSocketAddressAsync()
    {
        var settings = new ListenerSettings
        {
            Kind = ListenerKind.WebSocket,
            Address = "127.0.0.1:0/xmpp-websocket",
            Tls = TlsMode.None,
        };
        _sockets ??= await XmppListeners.StartAsync(
            [settings], tls: null, _ => _router.Clients, Time, NullLoggerFactory.Instance);
        return new Uri($"ws://{_sockets.Bound[0].EndPoint}/xmpp-websocket");
    }
}

/// <summary>What a script may want to be otherwise than usual.</summary>
internal sealed record WorldSettings
{
    public static WorldSettings Default { get; } = new();

    public bool RequireTls { get; init; }

    /// <summary>Of the component's farm.</summary>
    public FarmRules Rules { get; init; } = FarmRules.Default;

    public bool AllowNewAccounts { get; init; }

    /// <summary>Who may command the server.</summary>
    public IReadOnlySet<BareJid> Administrators { get; init; } = new HashSet<BareJid>();

    /// <summary>How clients see the stage.</summary>
    public AvailabilitySettings Availability { get; init; } = AvailabilitySettings.Default;

    /// <summary>Whether what is for the stage waits while nobody is on it.</summary>
    public bool HoldsWhenEmpty { get; init; }

    /// <summary>How the stage is dialled; null: it connects itself.</summary>
    public ConnectSettings? Connect { get; init; }

    /// <summary>Whom the nodes dial; null: they do not dial.</summary>
    public WaitingComponents? Waiting { get; init; }

    public IReadOnlySet<string> Mechanisms { get; init; } =
        new HashSet<string> { "SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1", "EXTERNAL", "PLAIN" };

    /// <summary>Beside that of <see cref="Cast.Stage"/>.</summary>
    public IReadOnlyList<FarmSettings> Farms { get; init; } = [];

    public StreamManagementSettings? StreamManagement { get; init; } = new();
}
