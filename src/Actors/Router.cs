using System.Security.Cryptography;
using XmppActors.Actors.Accounts;
using XmppActors.Actors.AdHocCommands;
using XmppActors.Actors.Bridge;
using XmppActors.Actors.Components;
using XmppActors.Actors.Components.Administration;
using XmppActors.Actors.Components.Availability;
using XmppActors.Actors.Components.Delegation;
using XmppActors.Actors.Components.Dialling;
using XmppActors.Actors.Components.Events;
using XmppActors.Actors.Components.Instances;
using XmppActors.Actors.Components.Privileges;
using XmppActors.Actors.Membership;
using XmppActors.Actors.Registration;
using XmppActors.Actors.Routing;
using XmppActors.Actors.Serialization;
using XmppActors.Actors.ServerInfo;
using XmppActors.Actors.Storage;
using XmppActors.Actors.Streams;
using XmppActors.Actors.Streams.Authentication;
using XmppActors.Actors.Streams.Features;
using XmppActors.Actors.Streams.Sessions;
using XmppActors.Actors.Streams.Settling;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Dialling;
using XmppActors.Transport.Sasl;

namespace XmppActors.Actors;

/// <summary>The actors of one node, wired to each other: what a listener needs in order to have somebody to listen for.</summary>
/// <remarks>The only place that knows all rooms. It opens no socket and reads no configuration: Host does, and so do tests.</remarks>
internal sealed class Router
{
    private readonly StreamAcceptor _clients;
    private readonly StreamAcceptor _components;

    private readonly IActorRef _farmWatcher;
    private readonly ActorSystem _system;
    private readonly DialServices _dialServices;
    private IActorRef? _dialler;

    private Router(
        StanzaCounters counters,
        FarmDirectory farms,
        FarmOperations operations,
        IActorRef farmWatcher,
        IActorRef accounts,
        StreamAcceptor clients,
        StreamAcceptor components,
        ActorSystem system,
        DialServices dialServices)
    {
        (Counters, Farms, Operations, _farmWatcher) = (counters, farms, operations, farmWatcher);
        (Accounts, _clients, _components) = (accounts, clients, components);
        (_system, _dialServices) = (system, dialServices);
    }

    /// <summary>The entity types whose regions a node starts; the same on all nodes of a version.</summary>
    public static IReadOnlyList<string> ShardTypes { get; } = [AccountRegion.TypeName, FarmRegion.TypeName, AvailabilityRegion.TypeName, BridgeRegion.TypeName];

    public StanzaCounters Counters { get; }

    public FarmDirectory Farms { get; }

    /// <summary>How farms are shown to clients.</summary>
    public required AvailabilityRoutes Availability { get; init; }

    /// <summary>What operators do with farms.</summary>
    public FarmOperations Operations { get; }

    /// <summary>The shard region of accounts.</summary>
    public IActorRef Accounts { get; }

    /// <summary>For the listeners of clients, over TCP and over WebSocket.</summary>
    public IConnectionAcceptor Clients => _clients;

    /// <summary>For the listeners of external components.</summary>
    public IConnectionAcceptor Components => _components;

    /// <summary>Starts them all; complete when every farm that is known is also known to this node's router.</summary>
    /// <exception cref="StorageUnavailableException">The farms' domains could not be read.</exception>
    public static async Task<Router> StartAsync(
        ActorSystem system, IStorage storage, RouterSettings settings, TimeProvider time, CancellationToken cancellationToken = default)
    {
        MessageSerializer.Register(system);
        var counters = new StanzaCounters();
        var book = new FarmBook(settings.Components.Farms, settings.Components.ReadFarm);
        var farms = new FarmDirectory(book, Cluster.Get(system).SelfAddress, time);
        var farmRegion = FarmRegion.Start(system, new FarmServices(book, storage.FarmSecrets, time) { Domains = settings.Streams.Domains });
        var farmWatcher = system.ActorOf(Props.Create(() => new FarmWatcher(farmRegion, farms)), FarmWatcher.Name);
        var storedDomains = await storage.FarmSecrets.ListDomainsAsync(cancellationToken);
        foreach (var domain in settings.Components.Farms.Keys.Where(static name => !name.StartsWith('*')))
            AddFarm(domain, farms, farmWatcher);
        foreach (var domain in storedDomains.SelectMany(name => name.Domains(settings.Streams.Domains)))
            AddFarm(domain, farms, farmWatcher);

        var availability = new AvailabilityRoutes(farms, settings.Pubsub.DomainsBelow(settings.Streams.Domains));
        var router = new StanzaRouter(settings.Streams.Domains, farms, counters) { Availability = availability };
        var operations = new FarmOperations(
            farmRegion, farms, storage.FarmSecrets, domain => AddFarm(domain, farms, farmWatcher), settings.Streams.Domains, Cluster.Get(system).SelfAddress);
        var commands = new ServerCommands(settings.Administrators);
        commands.Add(FarmCommands.Of(operations));
        var commandDesk = system.ActorOf(Props.Create(() => new CommandDesk(commands, router, counters)), "command-desk");
        var (domainIqs, accountIqs) = Protocols.Compose(
            time,
            settings.Registration,
            () => router.Accounts,
            () => farms.Views.Where(view => view.IsListed).Select(view => view.Domain).Concat(availability.ServiceDomains).Order(StringComparer.Ordinal),
            commands,
            commandDesk,
            settings.StatusAddresses);
        var privileges = new PrivilegeBook(farms);
        var view = new ClusterView();
        view.Refresh(system);
        var changes = new RecentChanges(time);
        system.ActorOf(Props.Create(() => new MembershipWatch(changes)), "membership-watch");
        var boundStreams = system.ActorOf(Props.Create(() => new BoundStreams()), BoundStreams.Name);
        BridgeRegion.Start(system, settings.Bridge, settings.BridgeDirectory, boundStreams, time);
        var accounts = AccountRegion.Start(system, new AccountServices
        {
            Storage = storage,
            Router = router,
            Counters = counters,
            Time = time,
            Iqs = accountIqs,
            GenerateResourcepart = static () => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)),
            Settings = settings.Accounts,
            Privileges = privileges,
            Streams = new ClusterStreamSearch(system, changes),
        });
        router.Connect(accounts, new ServerStanzas(domainIqs, router, counters, privileges) { Availability = availability });
        domainIqs.Delegations = accountIqs.Delegations = Delegations.Start(system, farms, router, counters, BareJid.Domain(settings.Streams.DefaultDomain));
        system.ActorOf(Props.Create(() => new UndeliverableStanzas(router, counters)), "undeliverable-stanzas");
        var held = router.Held = system.ActorOf(Props.Create(() => new HeldStanzas(farmRegion, router, counters, time)), "held-stanzas");
        availability.Start(system, new AvailabilityServices(
            farmRegion,
            router,
            counters,
            domain => farms.GetOrAdd(domain).Settings.Availability,
            BareJid.Domain(settings.Streams.DefaultDomain),
            time));

        var registrar = settings.Registration.AllowNewAccounts
            ? system.ActorOf(Props.Create(() => new Registrar(settings.Registration, storage, counters, time)), "registrar")
            : null;
        var clients = ClientStreams.Start(system, StreamServicesOf(settings, storage, accounts, boundStreams, registrar, router, counters, time, view, farms));
        system.ActorOf(Props.Create(() => new SessionStandby(accounts, clients.Streams)), SessionStandby.Name);
        var services = new ComponentServices(farmRegion, farmWatcher, farms, router, counters, storage.FarmSecrets, settings.Components, time)
        {
            Domains = settings.Streams.Domains,
            Cluster = view,
            Held = held,
            Sasl = new SaslServer(settings.Sasl with { Mechanisms = settings.Components.Mechanisms, AllowPlainWithoutTls = false, VerifiedPasswords = 0 }),
            CredentialWork = CredentialWork.ForThisMachine(),
        };
        var components = ComponentStreams.Start(system, services);
        var dialServices = new DialServices(services, components.Streams, Random.Shared.NextDouble);
        return new Router(counters, farms, operations, farmWatcher, accounts, clients, components, system, dialServices) { Availability = availability };
    }

    /// <summary>Makes all nodes' routers know a component's domain, before any instance: from now on stanzas to it are
    /// answered with <c>remote-server-timeout</c>, which says that waiting helps, not with <c>remote-server-not-found</c>.</summary>
    public void AddFarm(string domain) => AddFarm(domain, Farms, _farmWatcher);

    /// <summary>Tells the world outside what happens to the farms whose entities are on this node.</summary>
    public void StartFarmEvents(IFarmEventPost post, FarmEventSettings settings, FarmEventCounts counts) =>
        _system.ActorOf(Props.Create(() => new FarmEventSender(post, settings, counts, Operations.Node)), "farm-event-sender");

    /// <summary>Lets this node dial for farms, from when it is up.</summary>
    public void StartDialling(IConnectionDialler dialler) =>
        _dialler = _system.ActorOf(Props.Create(() => new FarmDialler(dialler, _dialServices)), FarmDialler.Name);

    /// <summary>Dials no more, so that other nodes do, then closes all streams with <c>system-shutdown</c>, components last: what clients still
    /// send reaches them.</summary>
    /// <exception cref="AskTimeoutException">Not all were closed within the bound.</exception>
    public async Task DrainAsync(TimeSpan bound)
    {
        if (_dialler is not null) _system.Stop(_dialler);
        await _clients.DrainAsync(bound);
        await _components.DrainAsync(bound);
    }

    private static void AddFarm(string domain, FarmDirectory farms, IActorRef farmWatcher)
    {
        farms.GetOrAdd(domain);
        farmWatcher.Tell(new WatchFarm(domain));
    }

    private static StreamServices StreamServicesOf(
        RouterSettings settings,
        IStorage storage,
        IActorRef accounts,
        IActorRef boundStreams,
        IActorRef? registrar,
        StanzaRouter router,
        StanzaCounters counters,
        TimeProvider time,
        ClusterView view,
        FarmDirectory farms)
    {
        var sasl = new SaslServer(settings.Sasl);
        var features = StreamServices.StandardFeatures(settings.Streams, sasl);
        if (registrar is not null)
            features = [.. features, new RegistrationFeature(settings.Streams.RequireTls)];
        return new StreamServices
        {
            Settings = settings.Streams,
            Accounts = accounts,
            BoundStreams = boundStreams,
            Cluster = view,
            OrderElsewhere = stanza => farms.OrderOf(stanza, isOneSender: true),
            Router = router,
            Counters = counters,
            AccountStore = storage.Accounts,
            Sasl = sasl,
            Throttle = new LoginThrottle(settings.Logins, time),
            CredentialWork = CredentialWork.ForThisMachine(),
            Registrar = registrar,
            Features = new StreamFeatures(features),
        };
    }
}
