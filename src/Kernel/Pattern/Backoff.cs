using XmppActors.Kernel.Actor;

namespace XmppActors.Kernel.Pattern;

/// <summary>Describes a supervisor that waits longer each time before it starts its child again.</summary>
public static class Backoff
{
    /// <summary>Starts the child again when it failed and its strategy says <see cref="Directive.Restart"/>; a child that ends by
    /// itself ends the supervisor.</summary>
    /// <param name="childProps">The child.</param>
    /// <param name="childName">Its name.</param>
    /// <param name="minBackoff">The first wait; doubled each time.</param>
    /// <param name="maxBackoff">The longest wait, before chance is added.</param>
    /// <param name="randomFactor">Up to this part of the wait is added by chance, so that many do not start together.</param>
    /// <param name="maxNrOfRetries">After so many the supervisor stops; -1: never.</param>
    public static BackoffOptions OnFailure(
        Props childProps,
        string childName,
        TimeSpan minBackoff,
        TimeSpan maxBackoff,
        double randomFactor,
        int maxNrOfRetries) => BackoffOptions.Create(
            onFailure: true, childProps, childName, minBackoff, maxBackoff, randomFactor, maxNrOfRetries);

    /// <summary>Starts the child again whenever it has ended, for whatever reason.</summary>
    /// <inheritdoc cref="OnFailure"/>
    public static BackoffOptions OnStop(
        Props childProps,
        string childName,
        TimeSpan minBackoff,
        TimeSpan maxBackoff,
        double randomFactor,
        int maxNrOfRetries) => BackoffOptions.Create(
            onFailure: false, childProps, childName, minBackoff, maxBackoff, randomFactor, maxNrOfRetries);
}

public abstract class BackoffOptions
{
    private protected BackoffOptions()
    {
    }

    internal abstract BackoffPlan Plan { get; }

    /// <summary>The wait is the first one again when the child has run for this long; by default, for <c>minBackoff</c>.</summary>
    public abstract BackoffOptions WithAutoReset(TimeSpan resetBackoff);

    /// <summary>The wait is the first one again when the child says so (<see cref="BackoffSupervisor.Reset"/>).</summary>
    public abstract BackoffOptions WithManualReset();

    /// <summary>How failures of the child are decided, and how many of its restarts are too many.</summary>
    public abstract BackoffOptions WithSupervisorStrategy(OneForOneStrategy supervisorStrategy);

    public abstract BackoffOptions WithMaxNrOfRetries(int maxNrOfRetries);

    /// <summary>Answers what comes while there is no child; by default that becomes a dead letter.</summary>
    public abstract BackoffOptions WithReplyWhileStopped(object replyWhileStopped);

    internal static BackoffOptions Create(
        bool onFailure,
        Props childProps,
        string childName,
        TimeSpan minBackoff,
        TimeSpan maxBackoff,
        double randomFactor,
        int maxNrOfRetries)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(minBackoff, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBackoff, minBackoff);
        ArgumentOutOfRangeException.ThrowIfNegative(randomFactor);
        var strategy = new OneForOneStrategy(SupervisorStrategy.DefaultDecider).WithMaxNrOfRetries(maxNrOfRetries);
        return new Options(new BackoffPlan(
            onFailure, childProps, childName, minBackoff, maxBackoff, randomFactor, minBackoff, strategy, null));
    }

    private sealed class Options(BackoffPlan plan) : BackoffOptions
    {
        internal override BackoffPlan Plan => plan;

        public override BackoffOptions WithAutoReset(TimeSpan resetBackoff) =>
            new Options(plan with { ResetAfter = resetBackoff });

        public override BackoffOptions WithManualReset() => new Options(plan with { ResetAfter = null });

        public override BackoffOptions WithSupervisorStrategy(OneForOneStrategy supervisorStrategy) =>
            new Options(plan with { Strategy = supervisorStrategy });

        public override BackoffOptions WithMaxNrOfRetries(int maxNrOfRetries) =>
            new Options(plan with { Strategy = plan.Strategy.WithMaxNrOfRetries(maxNrOfRetries) });

        public override BackoffOptions WithReplyWhileStopped(object replyWhileStopped) =>
            new Options(plan with { ReplyWhileStopped = replyWhileStopped });
    }
}

/// <param name="ResetAfter"><c>null</c>: only when the child says so.</param>
internal sealed record BackoffPlan(
    bool OnFailure,
    Props ChildProps,
    string ChildName,
    TimeSpan MinBackoff,
    TimeSpan MaxBackoff,
    double RandomFactor,
    TimeSpan? ResetAfter,
    OneForOneStrategy Strategy,
    object? ReplyWhileStopped)
{
    /// <param name="restarts">How often the child was started again already.</param>
    /// <param name="chance">Between 0 and 1.</param>
    internal TimeSpan DelayAfter(int restarts, double chance)
    {
        var ticks = Math.Min(MinBackoff.Ticks * Math.Pow(2, restarts), MaxBackoff.Ticks);
        return TimeSpan.FromTicks((long)(ticks * (1 + (chance * RandomFactor))));
    }
}
