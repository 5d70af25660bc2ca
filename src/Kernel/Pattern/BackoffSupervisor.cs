using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Event;

namespace XmppActors.Kernel.Pattern;

/// <summary>Stands for its child: passes messages to it, its answers to its own parent, and starts it again, ever more patiently.</summary>
public sealed class BackoffSupervisor : ActorBase
{
    private readonly BackoffPlan _plan;
    private IActorRef? _child;
    private int _restarts;
    private bool _failed; // The child is being stopped because it failed.

    private BackoffSupervisor(BackoffPlan plan) => _plan = plan;

    public static Props Props(BackoffOptions options) => Actor.Props.Create<BackoffSupervisor>(options.Plan);

    protected override void PreStart() => StartIfStopped();

    protected override SupervisorStrategy SupervisorStrategy() => _plan.OnFailure
        ? new OneForOneStrategy(DecideToStop)
        : _plan.Strategy.WithMaxNrOfRetries(-1);

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case Terminated terminated when terminated.ActorRef.Equals(_child):
                OnChildEnded();
                break;
            case StartChild:
                StartIfStopped();
                if (_plan.ResetAfter is { } after) TellSelfAfter(after, new ResetRestartCount(_restarts));
                break;
            case ResetRestartCount reset:
                if (reset.Current == _restarts) _restarts = 0;
                break;
            case Reset when _plan.ResetAfter is null:
                _restarts = 0;
                break;
            case Reset:
                return false;
            case GetRestartCount:
                Sender.Tell(new RestartCount(_restarts));
                break;
            case GetCurrentChild:
                Sender.Tell(new CurrentChild(_child));
                break;
            default:
                Pass(message);
                break;
        }

        return true;
    }

    private Directive DecideToStop(Exception cause)
    {
        var directive = _plan.Strategy.Decider.Decide(cause);
        if (directive != Directive.Restart) return directive;
        _failed = true;
        return Directive.Stop;
    }

    private void OnChildEnded()
    {
        _child = null;
        var allowed = _plan.Strategy.MaxNumberOfRetries;
        if ((_plan.OnFailure && !_failed) || (allowed >= 0 && _restarts >= allowed))
        {
            Context.Stop(Self);
            return;
        }

        _failed = false;
        var chance = ((ActorSystemImpl)Context.System).Random.NextDouble();
        TellSelfAfter(_plan.DelayAfter(_restarts, chance), StartChild.Instance);
        _restarts++;
    }

    private void StartIfStopped() => _child ??= Context.Watch(Context.ActorOf(_plan.ChildProps, _plan.ChildName));

    private void Pass(object message)
    {
        if (_child is null)
        {
            if (_plan.ReplyWhileStopped is { } reply) Sender.Tell(reply);
            else Context.System.DeadLetters.Forward(message);
        }
        else if (Sender.Equals(_child))
        {
            Context.Parent.Tell(message);
        }
        else
        {
            _child.Forward(message);
        }
    }

    private void TellSelfAfter(TimeSpan delay, object message) =>
        Context.System.Scheduler.ScheduleTellOnce(delay, Self, message, Self);

    public sealed class GetCurrentChild
    {
        public static readonly GetCurrentChild Instance = new();

        private GetCurrentChild()
        {
        }
    }

    public sealed class CurrentChild(IActorRef? @ref)
    {
        /// <summary><c>null</c> while there is none.</summary>
        public IActorRef? Ref { get; } = @ref;
    }

    public sealed class Reset
    {
        public static readonly Reset Instance = new();

        private Reset()
        {
        }
    }

    public sealed class GetRestartCount
    {
        public static readonly GetRestartCount Instance = new();

        private GetRestartCount()
        {
        }
    }

    public sealed class RestartCount(int count)
    {
        public int Count { get; } = count;
    }

    internal sealed class StartChild : IDeadLetterSuppression
    {
        internal static readonly StartChild Instance = new();
    }

    internal sealed class ResetRestartCount(int current) : IDeadLetterSuppression
    {
        internal int Current => current;
    }
}
