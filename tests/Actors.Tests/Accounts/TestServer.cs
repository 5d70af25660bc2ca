using XmppActors.Actors.Accounts;
using XmppActors.Actors.AdHocCommands;
using XmppActors.Actors.Registration;
using XmppActors.Actors.Routing;
using XmppActors.Actors.ServerInfo;
using XmppActors.Actors.Storage;
using XmppActors.Actors.Storage.Memory;
using XmppActors.Actors.Streams;
using XmppActors.Kernel.Bootstrap;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Sasl;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Tests.Accounts;

/// <summary>
/// Accounts of capulet.example and montague.example on the real kernel, with storage in memory and virtual time;
/// everything runs on the test's thread. Whatever goes to another domain is kept in <see cref="Elsewhere"/>. When
/// disposed of, every stanza has to be accounted for.
/// </summary>
internal sealed class TestServer : IDisposable, IStanzaRouter
{
    private readonly TurnByTurn _turns = new();
    private readonly ActorSystem _system;
    private readonly ServerStanzas _server;
    private readonly HashSet<string> _domains = ["capulet.example", "montague.example"];
    private int _generated;

    public TestServer(AccountSettings? settings = null, IStorage? storage = null, RegistrationSettings? registration = null)
    {
        Storage = storage ?? new MemoryStorage(Time);
        _system = new KernelSetup { Time = Time, Dispatcher = _turns, LogSink = log => Log.Add(log.ToString()!) }.CreateSystem("test");
        Streams = new TestStreamSearch(_system.ActorOf(Props.Create(() => new BoundStreams())));
        Registration = registration ?? RegistrationSettings.Default;
        var (domain, accounts) = Protocols.Compose(Time, Registration, () => Region!, () => ["echo.capulet.example"], new ServerCommands(new HashSet<BareJid>()), ActorRefs.Nobody);
        Services = new AccountServices
        {
            Storage = Storage,
            Router = this,
            Counters = Counters,
            Time = Time,
            Iqs = accounts,
            GenerateResourcepart = () => $"generated{++_generated}",
            Settings = settings ?? AccountSettings.Default,
            Streams = Streams,
        };
        Region = AccountRegion.Start(_system, Services);
        _server = new ServerStanzas(domain, this, Counters);
    }

    public VirtualTime Time { get; } = new();

    public IStorage Storage { get; }

    public AccountServices Services { get; }

    public RegistrationSettings Registration { get; }

    public StanzaCounters Counters { get; } = new();

    public IActorRef Region { get; }

    /// <summary>Stanzas to domains that are not ours, in order.</summary>
    public Queue<Stanza> Elsewhere { get; } = [];

    /// <summary>What entities are told that begin in place of others.</summary>
    public TestStreamSearch Streams { get; }

    public List<string> Log { get; } = [];

    public void Run() => _turns.Run();

    public Task RunUntilAsync(Func<bool> condition) => _turns.RunUntilAsync(condition, TestContext.Current.CancellationToken);

    public void Advance(TimeSpan by) => Time.Advance(by, Run);

    public IActorRef ActorOf(Props props) => _system.ActorOf(props);

    /// <summary>An actor that keeps what it is told.</summary>
    public TestListener Listener()
    {
        var listener = new TestListener();
        listener.Actor = _system.ActorOf(Props.Create<TestListener.ListenerActor>(listener));
        return listener;
    }

    public void AddAccount(string bareJid) => Complete(Storage.Accounts.CreateAsync(BareJid.Parse(bareJid), []));

    /// <summary>Puts a contact into an account's stored roster.</summary>
    public void AddContact(string account, string contact, RosterSubscription subscription)
    {
        var owner = BareJid.Parse(account);
        var version = Complete(Storage.Rosters.LoadAsync(owner))!.Version + 1;
        var entry = new RosterEntry(BareJid.Parse(contact)) { IsListed = true, Version = version, Subscription = subscription };
        Assert.True(Complete(Storage.Rosters.SaveAsync(owner, new RosterChange(version, entry))));
    }

    public IReadOnlyList<ScramKeys> StoredKeys(string bareJid) => StoredAccount(bareJid)!.Keys;

    public AccountRecord? StoredAccount(string bareJid) => Complete(Storage.Accounts.FindAsync(BareJid.Parse(bareJid)));

    public void RemoveStoredAccount(string bareJid) => Assert.True(Complete(Storage.Accounts.RemoveAsync(BareJid.Parse(bareJid))));

    /// <summary>Both may see the other's presence.</summary>
    public void Befriend(string one, string other)
    {
        AddContact(one, other, RosterSubscription.Both);
        AddContact(other, one, RosterSubscription.Both);
    }

    public RosterEntry? StoredContact(string account, string contact) =>
        Complete(Storage.Rosters.LoadAsync(BareJid.Parse(account)))!.Entries.GetValueOrDefault(BareJid.Parse(contact));

    /// <summary>
    /// An authenticated client that asks for a resource; <see cref="TestClient.Address"/> is null when it was refused.
    /// </summary>
    public TestClient Bind(string bareJid, string? resource, bool isTemporary = false)
    {
        var client = new TestClient(this) { IsTemporary = isTemporary };
        client.Stream = _system.ActorOf(Props.Create<TestClient.StreamActor>(client));
        Region.Tell(new BindResource(BareJid.Parse(bareJid), resource, client.Stream, isTemporary));
        Run();
        return client;
    }

    /// <summary>A client of an account that is made if there is none.</summary>
    public TestClient Connect(string fullJid)
    {
        var address = FullJid.Parse(fullJid);
        AddAccount(address.Bare.Value);
        var client = Bind(address.Bare.Value, address.Resourcepart);
        Assert.Equal(address, client.Address);
        return client;
    }

    /// <summary>A connected client that has sent initial presence and read what that brought.</summary>
    public TestClient ConnectAvailable(string fullJid, int priority = 0)
    {
        var client = Connect(fullJid);
        client.Sends(priority == 0 ? "<presence/>" : $"<presence><priority>{priority}</priority></presence>");
        client.Received.Clear();
        return client;
    }

    /// <summary>A stanza from another server, or from anybody that the test leaves out.</summary>
    public void Arrives(string xml)
    {
        Counters.Accepted();
        Route(StanzaText.Parse(xml), ActorRefs.Nobody);
        Run();
    }

    public void GoesElsewhere(string xml) =>
        Assert.Equal(StanzaText.Canonical(xml), Elsewhere.TryDequeue(out var stanza) ? StanzaText.Canonical(stanza) : "nothing");

    public void NothingGoesElsewhere() => Assert.Empty(Elsewhere.Select(StanzaText.Canonical));

    public void Route(Stanza stanza, IActorRef origin)
    {
        if (!_domains.Contains(stanza.To!.Domainpart))
        {
            Elsewhere.Enqueue(stanza);
            Counters.Delivered();
        }
        else if (stanza.To.Localpart is null)
        {
            _server.Handle(stanza, origin);
        }
        else
        {
            Region.Tell(stanza, origin);
        }
    }

    public void Bounce(Stanza stanza, StanzaErrorCondition condition, IActorRef origin) => Counters.Bounced();

    public void ExpectAnswer(Stanza stanza, IActorRef reader)
    {
    }

    public void Dispose()
    {
        Run();
        Assert.Equal(0, Counters.Unaccounted);
        Assert.Equal(0, Counters.Read().Held);
        _ = _system.Terminate();
        Run();
        _turns.Dispose();
    }

    /// <summary>Of storage in memory, whose tasks are complete when they are made.</summary>
    private static T Complete<T>(Task<T> task)
    {
        Assert.True(task.IsCompletedSuccessfully);
        return task.GetAwaiter().GetResult();
    }
}
