namespace XmppActors.Kernel.Actor;

/// <summary>Tells a message and awaits the answer to it.</summary>
/// <remarks>
/// A <see cref="Status.Failure"/> in answer throws its cause; an answer of another type throws <see cref="ArgumentException"/>; none in
/// time throws <see cref="AskTimeoutException"/>. An answer that comes later is a dead letter. Actors pipe the task to
/// themselves (<see cref="PipeToSupport"/>); awaiting is for code outside of actors.
/// </remarks>
public static class Futures
{
    public static Task<object> Ask(this ICanTell self, object message, TimeSpan? timeout = null) =>
        self.Ask<object>(message, timeout, CancellationToken.None);

    public static Task<object> Ask(this ICanTell self, object message, CancellationToken cancellationToken) =>
        self.Ask<object>(message, null, cancellationToken);

    public static Task<object> Ask(
        this ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken) =>
        self.Ask<object>(message, timeout, cancellationToken);

    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout = null) =>
        self.Ask<T>(message, timeout, CancellationToken.None);

    public static Task<T> Ask<T>(this ICanTell self, object message, CancellationToken cancellationToken) =>
        self.Ask<T>(message, null, cancellationToken);

    public static Task<T> Ask<T>(
        this ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken) =>
        AskWith<T>(self, message, null, timeout, cancellationToken);

    /// <param name="self">Who is asked.</param>
    /// <param name="messageFactory">Makes the message from the reference to which the answer has to be sent.</param>
    /// <param name="timeout"><c>null</c>: as <c>akka.actor.ask-timeout</c> says.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task<T> Ask<T>(
        this ICanTell self,
        Func<IActorRef, object> messageFactory,
        TimeSpan? timeout,
        CancellationToken cancellationToken) =>
        AskWith<T>(self, null, messageFactory, timeout, cancellationToken);

    private static Task<T> AskWith<T>(
        ICanTell asked,
        object? message,
        Func<IActorRef, object>? messageFactory,
        TimeSpan? timeout,
        CancellationToken cancellationToken)
    {
        var target = asked is ActorSelection selection ? selection.Anchor : asked;
        if (target is not InternalActorRef { SystemImpl: { } system })
            throw new ArgumentException("Nobody is asked: the reference belongs to no system.", nameof(asked));
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<T>(cancellationToken);
        var answer = new FutureActorRef<T>(system);
        answer.Expect(timeout ?? system.Settings.AskTimeout, cancellationToken);
        asked.Tell(messageFactory is null ? message! : messageFactory(answer), answer);
        return answer.Task;
    }
}
