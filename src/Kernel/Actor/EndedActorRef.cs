using XmppActors.Kernel.Event;

namespace XmppActors.Kernel.Actor;

/// <summary>Means an actor that has ended, or never was, and of which only the path is known.</summary>
internal sealed class EndedActorRef(ActorSystemImpl system, ActorPath path) : InternalActorRef
{
    public override ActorPath Path => path;

    internal override ActorSystemImpl SystemImpl => system;

    internal override long Uid => path.Uid;

    public override void Tell(object message, IActorRef? sender)
    {
        ThrowIfNull(message);
        if (message is Identify identify) sender?.Tell(new ActorIdentity(identify.MessageId, null), this);
        else system.DeadLetters.Tell(new DeadLetter(message, sender ?? system.DeadLetters, this), sender);
    }

    public override bool Equals(IActorRef? other) => ReferenceEquals(this, other) || other switch
    {
        ActorCell cell => Uid != 0 && cell.Uid == Uid && ReferenceEquals(cell.SystemImpl, system),
        EndedActorRef ended => ended.Uid == Uid && ended.Path == path,
        _ => false,
    };

    public override int GetHashCode() => Uid == 0 ? path.GetHashCode() : (int)Uid; // As a cell's.

    internal override bool TryMarkExported() => false;

    internal override void SendSystem(SystemMessage message) => message.ApplyToDead(this);
}
