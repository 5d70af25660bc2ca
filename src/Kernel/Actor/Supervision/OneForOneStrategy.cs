namespace XmppActors.Kernel.Actor;

/// <summary>Applies the decision to the child that failed, and to no other.</summary>
public class OneForOneStrategy : SupervisorStrategy
{
    /// <param name="maxNrOfRetries">Restarts allowed within the time range, after which the child is stopped; negative or <c>null</c>: any number.</param>
    /// <param name="withinTimeRange"><c>null</c>: for ever. With a range and no number, one restart within it is allowed.</param>
    /// <param name="localOnlyDecider">The decision.</param>
    public OneForOneStrategy(
        int? maxNrOfRetries, TimeSpan? withinTimeRange, Func<Exception, Directive> localOnlyDecider)
        : this(maxNrOfRetries, withinTimeRange, Actor.Decider.From(localOnlyDecider))
    {
    }

    public OneForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, IDecider decider)
        : this(maxNrOfRetries ?? -1, withinTimeRange is { } range ? (int)range.TotalMilliseconds : -1, decider)
    {
    }

    public OneForOneStrategy(
        int maxNrOfRetries,
        int withinTimeMilliseconds,
        Func<Exception, Directive> localOnlyDecider,
        bool loggingEnabled = true)
        : this(maxNrOfRetries, withinTimeMilliseconds, Actor.Decider.From(localOnlyDecider), loggingEnabled)
    {
    }

    public OneForOneStrategy(
        int maxNrOfRetries, int withinTimeMilliseconds, IDecider decider, bool loggingEnabled = true)
        : base(loggingEnabled)
    {
        MaxNumberOfRetries = maxNrOfRetries;
        WithinTimeRangeMilliseconds = withinTimeMilliseconds;
        Decider = decider;
    }

    public OneForOneStrategy(Func<Exception, Directive> localOnlyDecider) : this(-1, -1, localOnlyDecider)
    {
    }

    public OneForOneStrategy(Func<Exception, Directive> localOnlyDecider, bool loggingEnabled = true)
        : this(-1, -1, localOnlyDecider, loggingEnabled)
    {
    }

    public OneForOneStrategy(IDecider decider) : this(-1, -1, decider)
    {
    }

    public override IDecider Decider { get; }

    public int MaxNumberOfRetries { get; }

    public int WithinTimeRangeMilliseconds { get; }

    public OneForOneStrategy WithMaxNrOfRetries(int maxNrOfRetries) =>
        new(maxNrOfRetries, WithinTimeRangeMilliseconds, Decider, LoggingEnabled);

    internal override bool HandleFailure(ActorCell supervisor, ActorCell child, Exception cause)
    {
        var directive = Decider.Decide(cause);
        LogFailure(supervisor, child, cause, directive);
        switch (directive)
        {
            case Directive.Resume:
                child.SendSystem(new ResumeActor(cause));
                return true;
            case Directive.Restart when MayRestart(supervisor, child):
                child.SendSystem(new RestartActor(cause));
                return true;
            case Directive.Escalate:
                return false;
            default:
                supervisor.Stop(child);
                return true;
        }
    }

    private bool MayRestart(ActorCell supervisor, ActorCell child)
    {
        if (MaxNumberOfRetries < 0 && WithinTimeRangeMilliseconds <= 0) return true;
        if (MaxNumberOfRetries == 0) return false;
        return supervisor.RestartsOf(child)
            .Permit(MaxNumberOfRetries, WithinTimeRangeMilliseconds, supervisor.SystemImpl.Clock.Milliseconds);
    }
}
