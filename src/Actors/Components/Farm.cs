using XmppActors.Actors.Components.Dialling;

namespace XmppActors.Actors.Components;

/// <summary>Decides who serves a component's domain: which instances are in, and which version of that is true.</summary>
/// <remarks>One per domain in the whole cluster (sharded). It forwards no stanza: it hands out a <see cref="FarmSnapshot"/>
/// and every node picks from it. XEP-0114 knows one connection for a domain; a farm has any number.</remarks>
internal sealed class Farm(FarmSettings settings) : UntypedActor
{
    private readonly HashSet<IActorRef> _subscribers = [];
    private FarmSnapshot _snapshot = FarmSnapshot.Empty(settings.Domain) with { Rules = settings.Rules };

    protected override void PreStart() => DialPlanner.StartFor(settings, Context);

    /// <summary>A crashed farm does not go on with an empty membership: it ends, and those who watch it join its successor.</summary>
    protected override void PostRestart(Exception reason) => Context.Stop(Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case JoinFarm join: OnJoin(join); break;
            case LeaveFarm leave: Remove(instance => instance.Id == leave.InstanceId && instance.Stream.Equals(Sender)); break;
            case SubscribeToFarm subscribe: OnSubscribe(subscribe); break;
            case Terminated terminated: OnTerminated(terminated.ActorRef); break;
            default: Unhandled(message); break;
        }
    }

    private void OnJoin(JoinFarm join)
    {
        var instance = join.Instance;
        FollowIfNewer(join.Known);
        var former = _snapshot.Find(instance.Id);
        if (former is null && _snapshot.Instances.Length >= settings.MaxInstances)
        {
            Sender.Tell(new FarmRefused($"the farm {settings.Domain} has its {settings.MaxInstances} instances already", settings.Domain));
            return;
        }
        Context.Watch(instance.Stream);
        Publish(_snapshot.With(instance));
        if (former is not null && !former.Stream.Equals(instance.Stream))
            former.Stream.Tell(new InstanceReplaced(settings.Domain, instance.Id));
        Sender.Tell(new FarmJoined(_snapshot, Self));
    }

    private void OnSubscribe(SubscribeToFarm subscribe)
    {
        if (_subscribers.Add(subscribe.Subscriber))
            Context.Watch(subscribe.Subscriber);
        FollowIfNewer(subscribe.Known);
        subscribe.Subscriber.Tell(_snapshot);
    }

    /// <summary>There was an entity before this one: its farm goes on as it was, under versions above all that it gave. Who is not there any
    /// more is noticed by watching.</summary>
    private void FollowIfNewer(FarmSnapshot known)
    {
        if (known.Version == 0 || known.Version < _snapshot.Version)
            return;
        var next = _snapshot with { Version = known.Version + 1 };
        foreach (var instance in known.Instances)
        {
            Context.Watch(instance.Stream);
            if (next.Find(instance.Id) is null)
                next = next.With(instance);
        }
        Publish(next);
    }

    private void OnTerminated(IActorRef gone)
    {
        _subscribers.Remove(gone);
        Remove(instance => instance.Stream.Equals(gone));
    }

    private void Remove(Predicate<FarmInstance> isGone)
    {
        foreach (var instance in _snapshot.Instances)
        {
            if (isGone(instance))
                Publish(_snapshot.Without(instance.Id));
        }
    }

    private void Publish(FarmSnapshot next)
    {
        _snapshot = next;
        foreach (var subscriber in _subscribers)
            subscriber.Tell(next);
    }
}
