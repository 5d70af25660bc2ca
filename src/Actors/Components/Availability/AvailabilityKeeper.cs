namespace XmppActors.Actors.Components.Availability;

/// <summary>Sees to it that each farm that its node knows has an entity that shows it, wherever that is, also when it has moved.</summary>
internal sealed class AvailabilityKeeper(IActorRef region, FarmDirectory farms) : UntypedActor, IWithTimers
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, IActorRef> _entities = new(StringComparer.Ordinal); // By domain.

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        AskForMissing();
        Timers.StartPeriodicTimer(nameof(LookDue), LookDue.Instance, Interval);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case LookDue: AskForMissing(); break;
            case AvailabilityKept kept:
                _entities[kept.Domain] = kept.Entity;
                Context.Watch(kept.Entity);
                break;
            case Terminated terminated: OnTerminated(terminated.ActorRef); break;
            default: Unhandled(message); break;
        }
    }

    /// <summary>Farms that are new, and those whose entity has not answered: whoever was asked may be gone.</summary>
    private void AskForMissing()
    {
        foreach (var view in farms.Views)
        {
            if (!_entities.ContainsKey(view.Domain))
                region.Tell(new KeepAvailability(view.Domain, Self));
        }
    }

    private void OnTerminated(IActorRef gone)
    {
        foreach (var (domain, entity) in _entities)
        {
            if (!entity.Equals(gone)) continue;
            _entities.Remove(domain); // Asked for when it is looked for next: one that cannot recover is not to begin again at once.
            return;
        }
    }

    private sealed record LookDue
    {
        public static readonly LookDue Instance = new();
    }
}
