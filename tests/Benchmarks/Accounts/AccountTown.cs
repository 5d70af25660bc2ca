using System.Collections.Frozen;
using System.Text;
using XmppActors.Actors.Accounts;
using XmppActors.Actors.Components;
using XmppActors.Actors.Membership;
using XmppActors.Actors.Routing;
using XmppActors.Actors.ServerInfo;
using XmppActors.Actors.Storage;
using XmppActors.Actors.Storage.Memory;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Benchmarks.Accounts;

/// <summary>Accounts of one domain behind the node's own router, with streams that only count what they are told.</summary>
internal sealed class AccountTown : IAsyncDisposable
{
    private const string Domain = "capulet.example";

    private readonly ActorSystem _system = ActorSystem.Create("town");
    private readonly MemoryStorage _storage = new();
    private readonly StanzaCounters _counters = new();
    private readonly StanzaRouter _router;
    private readonly IActorRef _region;
    private long _delivered;
    private long _bound;
    private long _bindings;
    private long _awaited = long.MaxValue;
    private TaskCompletionSource _reached = new();

    private AccountTown()
    {
        var farms = new FarmDirectory();
        _router = new StanzaRouter(new[] { Domain }.ToFrozenSet(), farms, _counters);
        var domainIqs = new DomainIqs();
        _region = AccountRegion.Start(_system, new AccountServices
        {
            Storage = _storage,
            Router = _router,
            Counters = _counters,
            Time = TimeProvider.System,
            Iqs = new AccountIqs(),
            GenerateResourcepart = static () => "r",
            Streams = new ClusterStreamSearch(_system, new RecentChanges(TimeProvider.System)),
        });
        _router.Connect(_region, new ServerStanzas(domainIqs, _router, _counters));
    }

    public static Task<AccountTown> StartAsync() => Task.FromResult(new AccountTown());

    public static Stanza Presence(string payload) =>
        Stanza.Create(StanzaKind.Presence, StanzaType.None, null, null, null, Encoding.UTF8.GetBytes(payload));

    public Task AddAsync(string name) => _storage.Accounts.CreateAsync(Bare(name), []);

    public Client NewStream(string name) => new(this, Bare(name).WithResource("r"));

    /// <summary>An account with mutual subscriptions, bound and available.</summary>
    public async Task<Client> ConnectAsync(string name, params string[] friends)
    {
        await AddAsync(name);
        var version = (await _storage.Rosters.LoadAsync(Bare(name)))!.Version;
        var entries = friends.Select(friend => new RosterEntry(Bare(friend)) { IsListed = true, Subscription = RosterSubscription.Both });
        await _storage.Rosters.SaveAsync(Bare(name), new RosterChange(version, [.. entries]));
        var client = NewStream(name);
        client.Bind();
        await SettleAsync();
        client.Send(Presence(""));
        return client;
    }

    public void Route(Stanza stanza)
    {
        _counters.Accepted();
        _router.Route(stanza, ActorRefs.Nobody);
    }

    /// <summary>Waits until so many more stanzas have been delivered.</summary>
    public async Task DeliverAsync(long count, Action work)
    {
        _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _awaited, Interlocked.Read(ref _delivered) + count);
        work();
        await _reached.Task;
    }

    /// <summary>Waits until nothing is under way.</summary>
    public async Task SettleAsync()
    {
        while (_counters.Unaccounted != 0 || _counters.Read().Held != 0 || Interlocked.Read(ref _bound) != Interlocked.Read(ref _bindings))
            await Task.Delay(5);
    }

    public async ValueTask DisposeAsync() => await _system.Terminate();

    private static BareJid Bare(string name) => BareJid.Parse($"{name}@{Domain}");

    private void Delivered()
    {
        _counters.Delivered();
        if (Interlocked.Increment(ref _delivered) == Volatile.Read(ref _awaited))
            _reached.SetResult();
    }

    internal sealed class Client
    {
        private readonly AccountTown _town;
        private readonly IActorRef _stream;

        public Client(AccountTown town, FullJid address)
        {
            _town = town;
            Address = address;
            _stream = town._system.ActorOf(Props.Create<StreamActor>(town));
        }

        public FullJid Address { get; }

        public void Bind()
        {
            Interlocked.Increment(ref _town._bindings);
            _town._region.Tell(new BindResource(Address.Bare, Address.Resourcepart, _stream), _stream);
        }

        public void Send(Stanza stanza)
        {
            _town._counters.Accepted();
            _town._region.Tell(new OutboundStanza(Address, stanza), _stream);
        }
    }

    private sealed class StreamActor(AccountTown town) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is Stanza)
                town.Delivered();
            else if (message is ResourceBound)
                Interlocked.Increment(ref town._bound);
        }
    }
}
