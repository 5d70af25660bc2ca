namespace XmppActors.Actors.Bridge;

/// <summary>Sees to it that the bridge is there, wherever it is, and keeps what it tells.</summary>
internal sealed class BridgeKeeper(IActorRef bridge, BridgeDirectory directory) : UntypedActor, IWithTimers
{
    /// <summary>Its name below <c>/user</c>.</summary>
    public const string Name = "bridge-keeper";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private IActorRef? _watched;

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        Ask();
        Timers.StartPeriodicTimer(nameof(AskDue), AskDue.Instance, Interval);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case AskDue when _watched is null: Ask(); break; // Whoever was asked may be gone.
            case AskDue: break;
            case BridgeSeen seen: OnSeen(seen); break;
            case Terminated terminated when terminated.ActorRef.Equals(_watched): OnGone(); break;
            default: Unhandled(message); break;
        }
    }

    private void Ask() => bridge.Tell(new KeepBridge(Self));

    private void OnSeen(BridgeSeen seen)
    {
        if (!Sender.Equals(_watched))
        {
            if (_watched is not null) Context.Unwatch(_watched);
            _watched = Sender;
            Context.Watch(Sender);
        }
        directory.Seen = seen;
    }

    /// <summary>It moves: what it saw last goes on until its successor has told.</summary>
    private void OnGone()
    {
        _watched = null;
        Ask();
    }

    private sealed record AskDue
    {
        public static readonly AskDue Instance = new();
    }
}
