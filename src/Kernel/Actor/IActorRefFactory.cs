namespace XmppActors.Kernel.Actor;

/// <summary>Whatever actors can be children of.</summary>
public interface IActorRefFactory
{
    /// <summary>Starts an actor. Its constructor and <c>PreStart</c> run later, in its own first turn.</summary>
    /// <param name="props">How to make it.</param>
    /// <param name="name">Unique among its siblings (<see cref="InvalidActorNameException"/> otherwise); <c>null</c> for any.</param>
    IActorRef ActorOf(Props props, string? name = null);

    /// <summary>Whoever is at a place when a message arrives there.</summary>
    /// <param name="actorPath">Absolute, without wildcards: <c>/user/name</c>, or with the address of a node in front.</param>
    ActorSelection ActorSelection(string actorPath);

    ActorSelection ActorSelection(ActorPath actorPath);
}

public static class ActorRefFactoryExtensions
{
    public static IActorRef ActorOf<TActor>(this IActorRefFactory factory, string? name = null)
        where TActor : ActorBase, new() => factory.ActorOf(Props.Create<TActor>(), name);
}
