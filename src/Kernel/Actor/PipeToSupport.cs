namespace XmppActors.Kernel.Actor;

/// <summary>Brings the outcome of a task to an actor as a message: the result itself, or a <see cref="Status.Failure"/>, unless they
/// are translated.</summary>
public static class PipeToSupport
{
    /// <param name="taskToPipe">Nothing else needs to observe it.</param>
    /// <param name="recipient">Who is told.</param>
    /// <param name="sender">Whom the recipient sees as sender.</param>
    /// <param name="success">Translates the result; if it throws, that is told as a failure.</param>
    /// <param name="failure">Translates an exception.</param>
    public static async Task PipeTo<T>(
        this Task<T> taskToPipe,
        ICanTell recipient,
        IActorRef? sender = null,
        Func<T, object>? success = null,
        Func<Exception, object>? failure = null)
    {
        object message;
        try
        {
            var result = await taskToPipe.ConfigureAwait(false);
            message = success is null ? result! : success(result);
            if (message is null) throw new InvalidMessageException("The task's result was null.");
        }
        catch (Exception cause)
        {
            message = failure is null ? new Status.Failure(cause) : failure(cause);
        }

        recipient.Tell(message, sender);
    }

    /// <summary>Tells nothing of a success unless <paramref name="success"/> makes a message.</summary>
    public static async Task PipeTo(
        this Task taskToPipe,
        ICanTell recipient,
        IActorRef? sender = null,
        Func<object>? success = null,
        Func<Exception, object>? failure = null)
    {
        object? message;
        try
        {
            await taskToPipe.ConfigureAwait(false);
            message = success?.Invoke();
        }
        catch (Exception cause)
        {
            message = failure is null ? new Status.Failure(cause) : failure(cause);
        }

        if (message is not null) recipient.Tell(message, sender);
    }

    public static Task PipeTo<T>(
        this ValueTask<T> taskToPipe,
        ICanTell recipient,
        IActorRef? sender = null,
        Func<T, object>? success = null,
        Func<Exception, object>? failure = null) =>
        taskToPipe.AsTask().PipeTo(recipient, sender, success, failure);

    public static Task PipeTo(
        this ValueTask taskToPipe,
        ICanTell recipient,
        IActorRef? sender = null,
        Func<object>? success = null,
        Func<Exception, object>? failure = null) =>
        taskToPipe.AsTask().PipeTo(recipient, sender, success, failure);
}
