using XmppActors.Actors.Serialization;

namespace XmppActors.Actors.Components;

/// <summary>A component's domain that this node should know: subscribes to its farm entity. Answered by nothing.</summary>
internal sealed record WatchFarm(string Domain) : IClusterMessage;

/// <summary>Keeps this node's <see cref="FarmDirectory"/> true: subscribes to each farm and stores what it is told.</summary>
internal sealed class FarmWatcher(IActorRef farms, FarmDirectory directory) : UntypedActor
{
    private readonly Dictionary<IActorRef, string> _entities = [];

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case WatchFarm watch: Subscribe(watch.Domain); break;
            case FarmSnapshot snapshot: OnSnapshot(snapshot); break;
            case Terminated terminated: OnTerminated(terminated.ActorRef); break;
            default: Unhandled(message); break;
        }
    }

    private void OnSnapshot(FarmSnapshot snapshot)
    {
        if (_entities.TryAdd(Sender, snapshot.Domain))
            Context.Watch(Sender);
        directory.GetOrAdd(snapshot.Domain).Update(snapshot);
    }

    private void OnTerminated(IActorRef entity)
    {
        if (_entities.Remove(entity, out var domain))
            Subscribe(domain); // It has moved, or crashed: its successor gets instances and subscribers anew.
    }

    private void Subscribe(string domain)
    {
        directory.GetOrAdd(domain);
        farms.Tell(new SubscribeToFarm(domain, Self));
    }
}
