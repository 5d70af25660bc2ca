using System.Diagnostics.CodeAnalysis;
using XmppActors.Kernel.Actor;

namespace XmppActors.Kernel.Persistence;

/// <summary>A persistent actor with one handler for commands and one for what it begins with.</summary>
[SuppressMessage("Performance", "CA1822", Justification = "The surface is Akka.NET's.")]
public abstract class UntypedPersistentActor : Eventsourced
{
    protected static new IUntypedActorContext Context => ActorCell.CurrentOrThrow;

    /// <summary>Handles a message. Changes the state only in what it gives to <see cref="Eventsourced.Persist{TEvent}"/>.</summary>
    protected abstract void OnCommand(object message);

    /// <summary>Takes a <see cref="SnapshotOffer"/> if there is one, then each event after it, then <see cref="RecoveryCompleted"/>;
    /// until that it does nothing but change the state.</summary>
    protected abstract void OnRecover(object message);

    protected sealed override bool Receive(object message) => ReceiveCommand(message);

    protected sealed override bool ReceiveCommand(object message)
    {
        OnCommand(message);
        return true;
    }

    protected sealed override bool ReceiveRecover(object message)
    {
        OnRecover(message);
        return true;
    }

    protected void Become(UntypedReceive receive) => Context.Become(receive);

    protected void BecomeStacked(UntypedReceive receive) => Context.BecomeStacked(receive);
}
