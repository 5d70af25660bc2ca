namespace XmppActors.Kernel.Actor;

/// <summary>Makes references.</summary>
public interface IActorRefProvider
{
    /// <summary>The address under which other nodes know this system.</summary>
    Address DefaultAddress { get; }

    IActorRef DeadLetters { get; }

    /// <summary>The reference that a text means: to an actor here, or on another node. One that means nobody is told into dead letters.</summary>
    /// <param name="path">As <see cref="ActorPath.ToSerializationFormat"/> writes it; without incarnation it means whoever is at the place.</param>
    IActorRef ResolveActorRef(string path);

    IActorRef ResolveActorRef(ActorPath actorPath);
}

internal sealed class ActorRefProvider(ActorSystemImpl system, RootActorPath root) : IActorRefProvider
{
    public Address DefaultAddress => root.Address;

    public IActorRef DeadLetters => system.DeadLetters;

    public IActorRef ResolveActorRef(string path) =>
        ActorPath.TryParse(path, out var actorPath) ? ResolveActorRef(actorPath) : system.DeadLetters;

    public IActorRef ResolveActorRef(ActorPath actorPath)
    {
        ArgumentNullException.ThrowIfNull(actorPath);
        if (actorPath == Nobody.Instance.Path) return Nobody.Instance;
        var isLocal = actorPath.Address == root.Address || actorPath.Address == new Address(root.Address.Protocol, root.Address.System);
        if (isLocal && (actorPath.Uid == 0 || system.LocalRefs.IsOurs(actorPath.Uid)))
            return system.LocalRefs.Find(actorPath.Uid, actorPath.ToStringWithoutAddress()) ?? new EndedActorRef(system, actorPath);
        return (IActorRef?)system.Remote?.Resolve(actorPath) ?? new EndedActorRef(system, actorPath);
    }
}
