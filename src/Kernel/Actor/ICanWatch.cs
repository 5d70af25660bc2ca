namespace XmppActors.Kernel.Actor;

public interface ICanWatch
{
    /// <summary>Asks for one <see cref="Terminated"/> when the subject has ended, at once if it has already.</summary>
    IActorRef Watch(IActorRef subject);

    /// <summary>Like <see cref="Watch"/>, with a message of the watcher's choice in place of <see cref="Terminated"/>.</summary>
    /// <exception cref="InvalidOperationException">It is watched already, with another message.</exception>
    IActorRef WatchWith(IActorRef subject, object message);

    /// <summary>After this returns no <see cref="Terminated"/> for the subject is delivered, even if one waits in the mailbox.</summary>
    IActorRef Unwatch(IActorRef subject);
}
