using XmppActors.Kernel.Event;

namespace XmppActors.Kernel.Actor;

/// <summary>Decides about failed children.</summary>
public abstract class SupervisorStrategy
{
    private protected SupervisorStrategy(bool loggingEnabled) => LoggingEnabled = loggingEnabled;

    /// <summary>Stop what could not be made or was killed; restart after any other failure.</summary>
    public static IDecider DefaultDecider { get; } = Actor.Decider.From(cause =>
        cause is ActorInitializationException or ActorKilledException or DeathPactException
            ? Directive.Stop
            : Directive.Restart);

    /// <summary><see cref="DefaultDecider"/>, any number of times.</summary>
    public static readonly SupervisorStrategy DefaultStrategy = new OneForOneStrategy(DefaultDecider);

    /// <summary>Stop whatever fails.</summary>
    public static readonly OneForOneStrategy StoppingStrategy = new(_ => Directive.Stop);

    public abstract IDecider Decider { get; }

    private protected bool LoggingEnabled { get; }

    /// <summary>Acts on a child's failure.</summary>
    /// <returns><c>false</c>: the supervisor has to fail with the same cause.</returns>
    internal abstract bool HandleFailure(ActorCell supervisor, ActorCell child, Exception cause);

    private protected void LogFailure(ActorCell supervisor, ActorCell child, Exception cause, Directive directive)
    {
        if (!LoggingEnabled || directive == Directive.Escalate) return;
        var source = child.Path.ToString();
        var type = child.Props.Type;
        var shown = cause is ActorInitializationException { InnerException: { } inner } ? inner : cause;
        supervisor.System.EventStream.Publish(directive == Directive.Resume
            ? new Warning(source, type, shown.Message)
            : new Error(cause, source, type, shown.Message));
    }
}
