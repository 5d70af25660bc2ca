using XmppActors.Actors.Streams;

namespace XmppActors.Actors.Bridge;

/// <summary>Sees to it that the bridge is there, wherever it is, and keeps what it tells.</summary>
/// <param name="streams">This node's <see cref="BoundStreams"/>.</param>
internal sealed class BridgeKeeper(IActorRef bridge, BridgeDirectory directory, IActorRef streams) : UntypedActor, IWithTimers
{
    /// <summary>Its name below <c>/user</c>.</summary>
    public const string Name = "bridge-keeper";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private IActorRef? _watched;

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        Keep(clients: 0);
        Timers.StartPeriodicTimer(nameof(AskDue), AskDue.Instance, Interval);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case AskDue: streams.Tell(CountStreams.Instance); break;
            case StreamCount count: Keep(count.Count); break;
            case BridgeSeen seen: OnSeen(seen); break;
            case Terminated terminated when terminated.ActorRef.Equals(_watched): OnGone(); break;
            default: Unhandled(message); break;
        }
    }

    /// <summary>Whoever was told before may be gone.</summary>
    private void Keep(int clients) => bridge.Tell(new KeepBridge(Self, clients));

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
        Keep(clients: 0);
    }

    private sealed record AskDue
    {
        public static readonly AskDue Instance = new();
    }
}
