namespace XmppActors.Kernel.Actor;

/// <summary>Anything that can be told a message.</summary>
public interface ICanTell
{
    /// <summary>Sends a message, at most once, and returns at once. Messages from one sender to one receiver keep their order.</summary>
    /// <param name="message">Never <c>null</c>: that is refused with <see cref="InvalidMessageException"/>.</param>
    /// <param name="sender">Who is to be answered; <see cref="ActorRefs.NoSender"/> when nobody is.</param>
    void Tell(object message, IActorRef? sender);
}
