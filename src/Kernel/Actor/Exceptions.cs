namespace XmppActors.Kernel.Actor;

public abstract class AkkaException : Exception
{
    protected AkkaException()
    {
    }

    protected AkkaException(string? message, Exception? cause = null) : base(message, cause)
    {
    }
}

/// <summary>A constructor or <c>PreStart</c> failed. The default decision is to stop the actor.</summary>
public class ActorInitializationException : AkkaException
{
    public ActorInitializationException(string message) : base(message)
    {
    }

    public ActorInitializationException(IActorRef? actor, string message, Exception? cause = null)
        : base(actor is null ? message : $"{actor}: {message}", cause) => Actor = actor;

    public IActorRef? Actor { get; }
}

/// <summary><c>PreRestart</c> failed: logged, and the restart goes on.</summary>
public class PreRestartException(IActorRef? actor, Exception restartException, Exception cause, object? optionalMessage)
    : ActorInitializationException(actor, $"PreRestart failed, while restarting because of {cause.Message}", restartException)
{
    public Exception RestartException { get; } = restartException;

    public object? OptionalMessage { get; } = optionalMessage;
}

/// <summary>The fresh instance failed in its constructor or in <c>PostRestart</c>.</summary>
public class PostRestartException(IActorRef? actor, Exception cause, Exception originalCause)
    : ActorInitializationException(actor, $"PostRestart failed ({originalCause.Message})", cause)
{
    public Exception OriginalCause { get; } = originalCause;
}

/// <summary>The receiver was told to <see cref="Kill"/> itself.</summary>
public class ActorKilledException(string message) : AkkaException(message);

/// <summary>A <see cref="Terminated"/> was not handled by the actor that had asked for it.</summary>
public class DeathPactException(IActorRef deadActor) : AkkaException($"Monitored actor [{deadActor}] terminated")
{
    public IActorRef DeadActor { get; } = deadActor;
}

/// <summary>The name is malformed or taken.</summary>
public class InvalidActorNameException(string message) : AkkaException(message);

/// <summary>A <c>null</c> was told.</summary>
public class InvalidMessageException(string message) : AkkaException(message);

/// <summary>The actor did something that its state forbids, such as stashing a message twice.</summary>
public class IllegalActorStateException(string message) : AkkaException(message);

/// <summary>No answer came in time.</summary>
public class AskTimeoutException(string message) : AkkaException(message);

/// <summary>Nobody answered at the place that was asked for.</summary>
public class ActorNotFoundException(string message) : AkkaException(message);

/// <summary>The stash is full (<see cref="Props.WithStashCapacity"/>); the message stays with the failing actor's supervisor.</summary>
public class StashOverflowException(string message, Exception? cause = null) : AkkaException(message, cause);
