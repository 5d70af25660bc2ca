namespace XmppActors.Kernel.Actor;

public static class ActorRefExtensions
{
    /// <summary>Whether the reference is missing or means no actor.</summary>
    public static bool IsNobody(this IActorRef? actorRef) => actorRef is null or Nobody;
}
