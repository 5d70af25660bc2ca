namespace XmppActors.Actors.Serialization;

/// <summary>References as text that names one incarnation of an actor on one node.</summary>
/// <param name="Write">The reference's text.</param>
/// <param name="Read">The reference of a text, wherever its actor is.</param>
internal sealed record ActorReferences(Func<IActorRef, string> Write, Func<string, IActorRef> Read);
