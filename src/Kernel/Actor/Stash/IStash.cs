namespace XmppActors.Kernel.Actor;

/// <summary>Keeps messages that an actor cannot handle in its present state.</summary>
public interface IStash
{
    int Count { get; }

    bool IsEmpty { get; }

    bool NonEmpty { get; }

    bool IsFull { get; }

    /// <summary>The bound (<see cref="Props.WithStashCapacity"/>); negative for none.</summary>
    int Capacity { get; }

    /// <summary>Keeps the message that is being handled.</summary>
    /// <exception cref="IllegalActorStateException">It is kept already.</exception>
    /// <exception cref="StashOverflowException">The stash is full.</exception>
    void Stash();

    /// <summary>Puts the oldest kept message in front of the mailbox.</summary>
    void Unstash();

    /// <summary>Puts all kept messages in front of the mailbox, in the order in which they came.</summary>
    void UnstashAll();
}

/// <summary>The engine gives the actor a stash before its first message.</summary>
public interface IActorStash
{
    IStash Stash { get; set; }
}

public interface IWithUnrestrictedStash : IActorStash;

/// <summary>An actor with a stash; bounded if its props say so.</summary>
public interface IWithStash : IWithUnrestrictedStash;

/// <summary>An actor with a stash that its props do not bound.</summary>
public interface IWithUnboundedStash : IWithUnrestrictedStash;
