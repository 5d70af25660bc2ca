using System.Collections.Concurrent;
using XmppActors.Kernel.Bootstrap;
using XmppActors.Kernel.Bootstrap.Journals;
using XmppActors.Kernel.Cluster;
using XmppActors.Kernel.Cluster.Sharding;
using XmppActors.Kernel.Configuration;
using XmppActors.Kernel.Event;
using XmppActors.Kernel.Remote;
using XmppActors.Kernel.Serialization;

namespace XmppActors.Kernel.Actor;

/// <remarks>
/// <c>/user</c> holds the actors of the application and <c>/system</c> those of the engine. They stop in that order; then
/// the scheduler stops and <see cref="WhenTerminated"/> completes.
/// </remarks>
internal sealed class ActorSystemImpl : ExtendedActorSystem
{
    private readonly ConcurrentDictionary<Type, Lazy<object>> _extensions = new();
    private readonly ConcurrentDictionary<string, int> _mailboxCapacities = new();
    private readonly TaskCompletionSource _terminated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RootGuardian _root;
    private readonly ActorCell _userGuardian;
    private readonly ActorCell _systemGuardian;
    private int _lastUid;

    internal ActorSystemImpl(string name, Config config, KernelSetup setup)
    {
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            throw new ArgumentException($"\"{name}\" cannot be a system's name: letters, digits, - and _ only.", nameof(name));
        Name = name;
        Settings = new Settings(this, config);
        EventStream = new EventStream(Settings.ParsedLogLevel);
        if (setup.LogSink is { } sink) EventStream.AttachLogSink(sink);
        Clock = new Clock(setup.Time);
        SchedulerImpl = new Scheduler(Clock);
        Random = setup.Random;
        Dispatcher = setup.Dispatcher;
        Journal = setup.Persistence;
        ClusterRuntime = setup.Cluster is { } cluster ? new ClusterRuntime(cluster, setup.Time) : null;
        var self = ClusterRuntime?.Self;
        Address = self is null ? new Address("akka", name) : new Address("akka", name, self.Host, self.Port);
        UidBase = self is null ? 0 : NodeNumber.BaseOf(self);
        var rootPath = new RootActorPath(Address);
        DeadLetters = new DeadLetterActorRef(this, rootPath / "deadLetters");
        TempPath = rootPath / "temp";
        LocalRefs = new LocalRefs(this, Address);
        Provider = new ActorRefProvider(this, rootPath);
        Serialization = new Serialization.Serialization(this);
        Codec = new MessageCodec(this);
        _root = new RootGuardian(this, rootPath);
        _userGuardian = _root.Add("user");
        _systemGuardian = _root.Add("system");
        Log = new BusLogging(EventStream, $"ActorSystem({name})", typeof(ActorSystem));
        _userGuardian.Start();
        _systemGuardian.Start();
        ClusterRuntime?.Attach(this);
    }

    public override string Name { get; }

    public override Settings Settings { get; }

    public override EventStream EventStream { get; }

    public override IActorRef DeadLetters { get; }

    public override IScheduler Scheduler => SchedulerImpl;

    public override ILoggingAdapter Log { get; }

    public override Serialization.Serialization Serialization { get; }

    public override IActorRefProvider Provider { get; }

    public override Task WhenTerminated => _terminated.Task;

    public override TimeSpan Uptime => Clock.Elapsed;

    /// <summary>With host and port only in a cluster.</summary>
    internal Address Address { get; }

    /// <summary><c>null</c>: the system is alone.</summary>
    internal ClusterRuntime? ClusterRuntime { get; }

    internal IReadOnlyList<ActorCell> Guardians => [_userGuardian, _systemGuardian];

    internal Clock Clock { get; }

    internal Scheduler SchedulerImpl { get; }

    internal Random Random { get; }

    /// <summary><c>null</c>: the thread pool.</summary>
    internal ITurnDispatcher? Dispatcher { get; }

    /// <summary><c>null</c>: one in memory, of its own.</summary>
    internal IJournal? Journal { get; }

    internal InternalActorRef RootRef => _root;

    internal ActorPath TempPath { get; }

    internal LocalRefs LocalRefs { get; }

    internal MessageCodec Codec { get; }

    /// <summary>When entities may act; <c>null</c> when alone: always.</summary>
    internal ActingTime? ActingTime { get; set; }

    /// <summary>References to other nodes; <c>null</c> when alone.</summary>
    internal RemoteProvider? Remote => ClusterRuntime?.Remote;

    /// <summary>What all numbers of this system's actors have in common: the node's incarnation.</summary>
    internal long UidBase { get; }

    public override IActorRef ActorOf(Props props, string? name = null) => _userGuardian.ActorOf(props, name);

    public override void Stop(IActorRef actor)
    {
        if (actor is InternalActorRef internalRef) internalRef.SendSystem(new TerminateActor());
    }

    public override Task Terminate()
    {
        if (!Settings.CoordinatedShutdownRunByActorSystemTerminate) return FinalTerminate();
        // The outcome is told by WhenTerminated; what the shutdown meets on its way is logged by it.
        _ = CoordinatedShutdown.Get(this).Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance);
        return WhenTerminated;
    }

    internal ActorCell SystemActorOf(Props props, string name, bool sharedChildren) =>
        _systemGuardian.AttachChild(props, name, sharedChildren);

    public override ActorSelection ActorSelection(string actorPath) => Actor.ActorSelection.Of(this, actorPath);

    public override ActorSelection ActorSelection(ActorPath actorPath) => Actor.ActorSelection.Of(this, actorPath);

    /// <summary>The local actor at a place.</summary>
    /// <param name="path">As <see cref="ActorPath.ToStringWithoutAddress"/> writes it.</param>
    internal InternalActorRef? Find(string path)
    {
        if (path == "/") return _root;
        var elements = path.Split('/');
        if (elements.Length < 2 || elements[0].Length != 0) return null;
        ActorCell? found;
        switch (elements[1])
        {
            case "user": found = _userGuardian; break;
            case "system": found = _systemGuardian; break;
            case "deadLetters" when elements.Length == 2: return (InternalActorRef)DeadLetters;
            default: return null;
        }

        for (var i = 2; i < elements.Length && found is not null; i++) found = found.FindChild(elements[i]);
        return found;
    }

    internal int NextUid() => Interlocked.Increment(ref _lastUid);

    internal long UidOf(int number) => UidBase | (uint)number;

    /// <summary>One object of a kind for the whole system, made when first asked for.</summary>
    internal T Extension<T>(Func<ActorSystemImpl, T> make) where T : class => (T)_extensions
        .GetOrAdd(typeof(T), _ => new Lazy<object>(() => make(this))).Value;

    /// <summary>The bound that the configuration at a path gives a mailbox.</summary>
    internal int MailboxCapacity(string path) => _mailboxCapacities.GetOrAdd(path, static (path, config) =>
    {
        var type = config.GetString(path + ".mailbox-type");
        if (type is null || !type.Contains("Akka.Dispatch.BoundedMailbox", StringComparison.Ordinal))
            throw new ConfigurationException($"{path}: mailbox-type has to be Akka.Dispatch.BoundedMailbox; without a bound, name no mailbox.");
        var capacity = config.GetInt(
            path + ".mailbox-capacity", config.GetInt("akka.actor.default-mailbox.mailbox-capacity"));
        return capacity > 0 ? capacity : throw new ConfigurationException($"{path}.mailbox-capacity has to be positive.");
    }, Settings.Config);

    internal Task FinalTerminate()
    {
        Stop(_userGuardian);
        return WhenTerminated;
    }

    /// <summary>Told by the root as its children end.</summary>
    internal void GuardianEnded(IActorRef guardian)
    {
        if (ReferenceEquals(guardian, _userGuardian))
        {
            Stop(_systemGuardian);
            return;
        }

        SchedulerImpl.Dispose();
        _terminated.TrySetResult();
    }

    private protected override void Dispose(bool disposing)
    {
        if (disposing) _ = Terminate();
    }
}
