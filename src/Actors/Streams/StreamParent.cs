using XmppActors.Actors.Accounts;
using XmppActors.Actors.Streams.Settling;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Streams;

/// <summary>Parent of all streams of one kind on this node: starts an actor for each connection, and closes all at the
/// node's end.</summary>
/// <remarks>A stream that fails is stopped, never restarted: half a negotiation cannot be taken up again. What it owes
/// its peer (<c>internal-server-error</c>) it pays in its own <c>PostStop</c>.</remarks>
internal abstract class StreamParent(ClusterView cluster) : UntypedActor, IWithTimers
{
    private const int LossRounds = 6;

    private static readonly TimeSpan FirstLossRound = TimeSpan.FromMilliseconds(500);

    private IActorRef? _drainAsker;
    private int _draining;

    public ITimerScheduler Timers { get; set; } = null!;

    protected bool IsDraining => _drainAsker is not null;

    protected override void PreStart() => Cluster.Get(Context.System).Subscribe(
        Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent));

    protected override void PostStop() => Cluster.Get(Context.System).Unsubscribe(Self);

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(static _ => Directive.Stop);

    /// <summary>The actor that a new connection begins with.</summary>
    protected abstract Props StreamOn(ActorStanzaSink sink);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ConnectionAccepted accepted: OnAccepted(accepted.Sink); break;
            case ConnectionEvent early when !early.Sink.Owner.Equals(Self): early.Sink.Owner.Forward(early); break;
            case DrainStreams: OnDrain(); break;
            case Terminated: OnTerminated(); break;
            case ClusterEvent.IMemberEvent change: OnMemberEvent(change); break;
            case LossRound round: OnLossRound(round.Number); break;
            default: Unhandled(message); break;
        }
    }

    private void OnAccepted(ActorStanzaSink sink)
    {
        if (IsDraining)
        {
            sink.Connection.Close(new StreamError(StreamErrorCondition.SystemShutdown));
            return;
        }
        var stream = Context.ActorOf(StreamOn(sink));
        if (sink.HandTo(stream) is { } gone) stream.Tell(gone);
    }

    private void OnMemberEvent(ClusterEvent.IMemberEvent change)
    {
        cluster.Refresh(Context.System);
        if (change is ClusterEvent.MemberRemoved) OnLossRound(0);
    }

    /// <summary>Again after ½ s, then after twice as long each time: streams that have begun meanwhile are told too.</summary>
    private void OnLossRound(int number)
    {
        var gone = new MemberGone(IsToldAgain: number > 0);
        foreach (var stream in Context.GetChildren()) stream.Tell(gone, Self);
        if (number < LossRounds) Timers.StartSingleTimer(nameof(LossRound), new LossRound(number + 1), FirstLossRound * (1 << number));
    }

    /// <summary>What a stream is told when its node stops.</summary>
    protected virtual object Farewell() => new CloseStream(StreamErrorCondition.SystemShutdown);

    private void OnDrain()
    {
        _drainAsker = Sender;
        foreach (var stream in Context.GetChildren())
        {
            _draining++;
            Context.Watch(stream);
            stream.Tell(Farewell());
        }
        AnswerWhenDrained();
    }

    private void OnTerminated()
    {
        _draining--;
        AnswerWhenDrained();
    }

    private void AnswerWhenDrained()
    {
        if (_draining == 0) _drainAsker!.Tell(StreamsDrained.Instance);
    }

    private sealed record LossRound(int Number);
}

/// <summary>A listener has a new connection.</summary>
internal sealed class ConnectionAccepted(ActorStanzaSink sink)
{
    public ActorStanzaSink Sink { get; } = sink;
}

/// <summary>Closes every stream with <c>system-shutdown</c> (RFC 6120 §4.9.3.20), and refuses new ones; answered by
/// <see cref="StreamsDrained"/>.</summary>
internal sealed class DrainStreams
{
    public static readonly DrainStreams Instance = new();
}

/// <summary>No stream is left.</summary>
internal sealed class StreamsDrained
{
    public static readonly StreamsDrained Instance = new();
}
