using System.Collections.Frozen;
using System.Text;
using XmppActors.Actors.Accounts;
using XmppActors.Actors.Routing;
using XmppActors.Actors.Storage.Memory;
using XmppActors.Actors.Streams;
using XmppActors.Actors.Streams.Authentication;
using XmppActors.Actors.Streams.Features;
using XmppActors.Actors.Streams.Sessions;
using XmppActors.Actors.Streams.Settling;
using XmppActors.Actors.Tests.Accounts;
using XmppActors.Kernel.Bootstrap;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Sasl;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Tests.Streams;

/// <summary>Clients' streams on the real kernel, turn by turn, between connections that only remember and accounts that
/// the test plays: so that it can say what comes between what.</summary>
internal sealed class StreamWorld : IDisposable, IStanzaRouter
{
    private readonly TurnByTurn _turns = new();
    private readonly ActorSystem _system;
    private readonly StreamAcceptor _acceptor;
    private readonly CredentialWork _work = CredentialWork.ForThisMachine();

    public StreamWorld(LoginThrottleSettings? logins = null)
    {
        _system = new KernelSetup { Time = Time, Dispatcher = _turns, LogSink = log => Log.Add(log.ToString()!) }.CreateSystem("test");
        Accounts.Actor = _system.ActorOf(Props.Create<TestListener.ListenerActor>(Accounts));
        BoundStreams.Actor = _system.ActorOf(Props.Create<TestListener.ListenerActor>(BoundStreams));
        Storage = new MemoryStorage(Time);
        var sasl = new SaslServer(new SaslSettings { AllowPlainWithoutTls = true, Iterations = 4, UnknownAccountSecret = new byte[32] });
        var settings = new StreamSettings
        {
            Domains = FrozenSet.Create("capulet.example"),
            DefaultDomain = "capulet.example",
            RequireTls = false,
        };
        _acceptor = ClientStreams.Start(_system, new StreamServices
        {
            Settings = settings,
            Accounts = Accounts.Actor,
            BoundStreams = BoundStreams.Actor,
            Router = this,
            Cluster = Cluster,
            Counters = Counters,
            AccountStore = Storage.Accounts,
            Sasl = sasl,
            Throttle = new LoginThrottle(logins ?? new LoginThrottleSettings(), Time),
            CredentialWork = _work,
            Features = new StreamFeatures(StreamServices.StandardFeatures(settings, sasl)),
        });
        Run();
    }

    public VirtualTime Time { get; } = new();

    /// <summary>As the streams see it; alone at first.</summary>
    public ClusterView Cluster { get; } = new();

    /// <summary>Who was told each stanza that went straight to the router.</summary>
    public List<IActorRef> Readers { get; } = [];

    /// <summary>The only other node is this one too: its standby is the one that the test plays, or a real one.</summary>
    public TestListener JoinOther()
    {
        Cluster.Set([new Kernel.Actor.Address("akka", "test")], isAlone: false);
        var standby = new TestListener();
        standby.Actor = _system.ActorOf(Props.Create<TestListener.ListenerActor>(standby), SessionStandby.Name);
        return standby;
    }

    /// <summary>The streams' parent hears that some member is gone.</summary>
    public void LoseMember()
    {
        Streams.Tell(new ClusterEvent.MemberRemoved(Kernel.Cluster.Cluster.Get(_system).SelfMember, MemberStatus.Up));
        Run();
    }

    /// <summary>An actor that keeps what it is told.</summary>
    public TestListener Listener()
    {
        var listener = new TestListener();
        listener.Actor = _system.ActorOf(Props.Create<TestListener.ListenerActor>(listener));
        return listener;
    }

    public IActorRef Streams => _acceptor.Streams;

    public MemoryStorage Storage { get; }

    public StanzaCounters Counters { get; } = new();

    /// <summary>What the accounts' region is told.</summary>
    public TestListener Accounts { get; } = new();

    /// <summary>What the register of bound streams is told.</summary>
    public TestListener BoundStreams { get; } = new();

    /// <summary>What went straight to the router.</summary>
    public List<Stanza> Routed { get; } = [];

    public List<string> Log { get; } = [];

    public void Run() => _turns.Run();

    public Task RunUntilAsync(Func<bool> condition) => _turns.RunUntilAsync(condition, TestContext.Current.CancellationToken);

    public void Advance(TimeSpan by) => Time.Advance(by, Run);

    public TestConnection Connect()
    {
        var connection = new TestConnection(this);
        connection.Sink = _acceptor.Accept(connection);
        Run();
        return connection;
    }

    /// <summary>A connection that speaks for juliet@capulet.example and has no resource yet.</summary>
    public async Task<TestConnection> AuthenticateAsync()
    {
        await Storage.Accounts.CreateAsync(BareJid.Parse("juliet@capulet.example"), ScramKeys.DeriveAll("password", iterations: 4));
        var connection = Connect();
        connection.Opens();
        connection.Elements.Clear();
        connection.Says("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>"
            + $"{Convert.ToBase64String(Encoding.UTF8.GetBytes("\0juliet\0password"))}</auth>");
        await RunUntilAsync(() => connection.Elements.Count > 0);
        Assert.Equal("success", connection.Elements.Single().Name.LocalName);
        connection.Opens();
        connection.Elements.Clear();
        return connection;
    }

    /// <summary>The actor that has asked the account for a resource.</summary>
    public async Task<(TestConnection Connection, IActorRef Stream)> AskForResourceAsync()
    {
        var connection = await AuthenticateAsync();
        connection.Sends("<iq type='set' id='b1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>balcony</resource></bind></iq>");
        var bind = Assert.IsType<BindResource>(Accounts.Heard.Single());
        Accounts.Heard.Clear();
        return (connection, bind.Stream);
    }

    /// <summary>A stream that is bound to juliet@capulet.example/balcony.</summary>
    public async Task<(TestConnection Connection, IActorRef Stream)> BindAsync()
    {
        var (connection, stream) = await AskForResourceAsync();
        Tell(stream, new ResourceBound(Balcony, Binding: 1));
        Assert.Equal("b1", connection.Stanzas.Single().Id);
        connection.Stanzas.Clear();
        connection.ProcessedBytes = 0;
        return (connection, stream);
    }

    /// <summary>A session whose client comes back on another connection, while the first is still there.</summary>
    /// <param name="isLost">The other connection ends before it gets an answer.</param>
    /// <param name="isOldLost">The first is not there any more.</param>
    public async Task<(TestConnection Old, IActorRef Stream, TestConnection Fresh)> AskToResumeAsync(
        uint handled, bool isLost = false, bool isOldLost = false)
    {
        var (old, stream) = await BindAsync();
        old.Says("<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
        var fresh = await AuthenticateAsync();
        fresh.Says($"<resume xmlns='urn:xmpp:sm:3' previd='{old.Elements.Single().Attribute("id")}' h='{handled}'/>");
        var resume = Assert.IsType<ResumeStream>(TakeFromAccounts().Single());
        if (isOldLost) old.Disconnects();
        if (isLost) fresh.Disconnects();
        Tell(stream, resume);
        return (old, stream, fresh);
    }

    public static FullJid Balcony { get; } = FullJid.Parse("juliet@capulet.example/balcony");

    /// <summary>Says something in the name of the account.</summary>
    public void Tell(IActorRef stream, object message)
    {
        if (message is Stanza) Counters.Originated();
        stream.Tell(message, Accounts.Actor);
        Run();
    }

    /// <summary>What the accounts were told since the last time; stanzas among it end here.</summary>
    public object[] TakeFromAccounts()
    {
        object[] heard = [.. Accounts.Heard];
        Accounts.Heard.Clear();
        foreach (var message in heard)
        {
            if (message is OutboundStanza) Counters.Handled();
            if (message is UndeliveredStanzas undelivered)
                foreach (var _ in undelivered.Stanzas) Counters.Stored();
        }
        return heard;
    }

    public Task DrainAsync() => _acceptor.DrainAsync(TimeSpan.FromMinutes(1));

    public void Route(Stanza stanza, IActorRef origin)
    {
        Routed.Add(stanza);
        Readers.Add(origin);
        Counters.Delivered();
    }

    public void Bounce(Stanza stanza, StanzaErrorCondition condition, IActorRef origin) => Counters.Bounced();

    public void ExpectAnswer(Stanza stanza, IActorRef reader)
    {
    }

    public void Dispose()
    {
        Run();
        TakeFromAccounts();
        Assert.Equal(0, Counters.Unaccounted);
        _ = _system.Terminate();
        Run();
        _turns.Dispose();
        _work.Dispose();
    }
}
