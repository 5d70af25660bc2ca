namespace XmppActors.Kernel.Actor;

/// <summary>A handle on an actor: may be kept, passed on and compared; stays valid, though unanswered, when the actor ends.</summary>
/// <remarks>Two references are equal when they mean the same incarnation: an actor that ended and one that took its name later are different.</remarks>
public interface IActorRef : ICanTell, IEquatable<IActorRef>, IComparable<IActorRef>
{
    /// <summary>Where the actor stands in the tree of supervision.</summary>
    ActorPath Path { get; }
}
