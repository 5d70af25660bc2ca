namespace XmppActors.Actors.Components;

/// <summary>Decides who serves a component's domain: which instances are in, and which version of that is true.</summary>
/// <remarks>One per domain in the whole cluster (sharded). It forwards no stanza: it hands out a <see cref="FarmSnapshot"/>
/// and every node picks from it. XEP-0114 knows one connection for a domain; a farm has any number.</remarks>
internal sealed class Farm(FarmSettings settings, TimeProvider time) : UntypedActor
{
    private readonly HashSet<IActorRef> _subscribers = [];
    
    // Versions go on rising when the entity starts anew elsewhere: they begin at the time of its start.
    private FarmSnapshot _snapshot = FarmSnapshot.Empty(settings.Domain) with { Version = time.GetUtcNow().UtcTicks };

    /// <summary>A crashed farm does not go on with an empty membership: it ends, and those who watch it join its successor.</summary>
    protected override void PostRestart(Exception reason) => Context.Stop(Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case JoinFarm join: OnJoin(join.Instance); break;
            case LeaveFarm leave: Remove(instance => instance.Id == leave.InstanceId); break;
            case SubscribeToFarm subscribe: OnSubscribe(subscribe.Subscriber); break;
            case Terminated terminated: OnTerminated(terminated.ActorRef); break;
            default: Unhandled(message); break;
        }
    }

    private void OnJoin(FarmInstance instance)
    {
        if (_snapshot.Find(instance.Id) is null && _snapshot.Instances.Length >= settings.MaxInstances)
        {
            Sender.Tell(new FarmRefused($"the farm {settings.Domain} has its {settings.MaxInstances} instances already"));
            return;
        }
        Context.Watch(instance.Stream);
        Publish(_snapshot.With(instance));
        Sender.Tell(new FarmJoined(_snapshot, Self));
    }

    private void OnSubscribe(IActorRef subscriber)
    {
        if (_subscribers.Add(subscriber))
            Context.Watch(subscriber);
        subscriber.Tell(_snapshot);
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
