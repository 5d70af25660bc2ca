using XmppActors.Actors.Components.Administration;
using XmppActors.Actors.Serialization;

namespace XmppActors.Actors.Components;

/// <summary>A component's domain that the node should know: its watcher subscribes to the farm entity, and tells the other nodes' watchers
/// of a domain that is new to it. Answered by nothing.</summary>
internal sealed record WatchFarm(string Domain) : IClusterMessage;

/// <summary>How much an instance has to do, said to the other nodes' watchers four times a second while it changes, if the farm's rules ask for it.</summary>
/// <param name="Outstanding">Stanzas that it has not acknowledged.</param>
internal sealed record InstanceLoaded(string Domain, string InstanceId, int Outstanding) : IClusterMessage;

/// <summary>Keeps this node's <see cref="FarmDirectory"/> true: subscribes to each farm and stores what it is told.</summary>
/// <remarks>While a farm's entity moves, the node goes on with what it was told last. An instance whose stream has ended, on whatever
/// node, gets nothing more from here before the entity has said so.</remarks>
internal sealed class FarmWatcher(IActorRef farms, FarmDirectory directory) : UntypedActor, IWithTimers
{
    /// <summary>Its name below <c>/user</c>, the same on all nodes.</summary>
    public const string Name = "farm-watcher";

    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LoadsInterval = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<string, IActorRef?> _entities = []; // By domain; null: none has answered yet.
    private readonly Dictionary<string, int> _toldLoads = new(StringComparer.Ordinal); // How often those were counted that were told last.
    private readonly Dictionary<IActorRef, (string Domain, string InstanceId)> _streams = [];
    private bool _hasCatalogue; // What was made at run time before this node started.

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        Cluster.Get(Context.System).Subscribe(
            Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.MemberUp));
        Timers.StartPeriodicTimer(nameof(AnswersDue), AnswersDue.Instance, AnswerTime);
        AskCatalogue();
    }

    protected override void PostStop() => Cluster.Get(Context.System).Unsubscribe(Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case WatchFarm watch: OnWatch(watch); break;
            case FarmSnapshot snapshot: OnSnapshot(snapshot); break;
            case Terminated terminated: OnTerminated(terminated.ActorRef); break;
            case CatalogueListed listed: OnCatalogue(listed); break;
            case ListFarms: Sender.Tell(new FarmsListed([.. directory.Views.Select(Summarise).OrderBy(static farm => farm.Domain, StringComparer.Ordinal)])); break;
            case AnswersDue: OnAnswersDue(); break;
            case LoadsDue: TellLoads(); break;
            case InstanceLoaded loaded: directory.GetOrAdd(loaded.Domain).Memory.Loads.Of(loaded.InstanceId).Report(loaded.Outstanding); break;
            case ClusterEvent.MemberUp up: OnMemberUp(up.Member); break;
            default: Unhandled(message); break;
        }
    }

    private void OnWatch(WatchFarm watch)
    {
        if (!_entities.TryAdd(watch.Domain, null))
            return;
        Subscribe(watch.Domain);
        foreach (var member in Cluster.Get(Context.System).State.Members)
            Tell(member, watch);
    }

    /// <summary>It has read the stored domains when it started, and may have missed one since.</summary>
    private void OnMemberUp(Member member)
    {
        foreach (var domain in _entities.Keys)
            Tell(member, new WatchFarm(domain));
    }

    private static void Tell(Member member, IClusterMessage message)
    {
        if (!member.Address.Equals(Cluster.Get(Context.System).SelfAddress))
            Context.ActorSelection($"{member.Address}/user/{Name}").Tell(message, Context.Self);
    }

    private void OnSnapshot(FarmSnapshot snapshot)
    {
        if (!Sender.Equals(_entities.GetValueOrDefault(snapshot.Domain)))
        {
            _entities[snapshot.Domain] = Sender;
            Context.Watch(Sender);
        }
        directory.GetOrAdd(snapshot.Domain).Update(snapshot);
        if (snapshot.Rules.NeedsLoads && !Timers.IsTimerActive(nameof(LoadsDue)))
            Timers.StartPeriodicTimer(nameof(LoadsDue), LoadsDue.Instance, LoadsInterval);
        foreach (var instance in snapshot.Instances)
        {
            if (_streams.TryAdd(instance.Stream, (snapshot.Domain, instance.Id)))
                Context.Watch(instance.Stream);
        }
    }

    private void OnTerminated(IActorRef gone)
    {
        if (_streams.Remove(gone, out var instance))
        {
            _toldLoads.Remove(instance.InstanceId);
            directory.GetOrAdd(instance.Domain).Lose(instance.InstanceId, gone);
            return;
        }
        foreach (var (domain, entity) in _entities)
        {
            if (!gone.Equals(entity))
                continue;
            _entities[domain] = null;
            Subscribe(domain); // It has moved, or crashed: its successor gets instances and subscribers anew.
            return;
        }
    }

    private void OnCatalogue(CatalogueListed listed)
    {
        _hasCatalogue = true;
        foreach (var farm in listed.Farms) OnWatch(new WatchFarm(farm));
    }

    private void OnAnswersDue()
    {
        foreach (var view in directory.Views) view.Memory.Tick();
        if (!_hasCatalogue) AskCatalogue();
        foreach (var (domain, entity) in _entities)
        {
            if (entity is null)
                Subscribe(domain); // Whoever was asked may be gone, and the question with it.
        }
    }

    private void AskCatalogue() => farms.Tell(new ListCatalogue(FarmCatalogue.EntityId));

    private static FarmSummary Summarise(FarmView view)
    {
        var snapshot = view.Snapshot;
        var usable = snapshot.Instances.Count(static instance => instance.State is InstanceState.Ready or InstanceState.Degraded);
        return new FarmSummary(view.Domain, snapshot.Version, snapshot.Settings is not null, snapshot.Instances.Length, usable);
    }

    /// <summary>Only those change here whose streams are on this node.</summary>
    private void TellLoads()
    {
        foreach (var view in directory.Views)
        {
            if (!view.Rules.NeedsLoads) continue;
            foreach (var instance in view.Snapshot.Instances)
            {
                var load = view.Memory.Loads.Of(instance.Id);
                var counted = load.Counted;
                if (_toldLoads.GetValueOrDefault(instance.Id) == counted) continue;
                _toldLoads[instance.Id] = counted;
                var loaded = new InstanceLoaded(view.Domain, instance.Id, load.Reported);
                foreach (var member in Cluster.Get(Context.System).State.Members) Tell(member, loaded);
            }
        }
    }

    private void Subscribe(string domain) =>
        farms.Tell(new SubscribeToFarm(domain, Self, directory.GetOrAdd(domain).Snapshot));

    private sealed class LoadsDue
    {
        public static readonly LoadsDue Instance = new();
    }

    private sealed class AnswersDue
    {
        public static readonly AnswersDue Instance = new();
    }
}
