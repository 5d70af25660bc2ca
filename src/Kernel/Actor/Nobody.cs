using System.Diagnostics.CodeAnalysis;

namespace XmppActors.Kernel.Actor;

/// <summary>Stands where no actor is; what it is told vanishes.</summary>
[SuppressMessage("Design", "CA1036", Justification = "The surface is Akka.NET's.")]
public sealed class Nobody : IActorRef
{
    private static readonly ActorPath NoPath = new RootActorPath(Address.AllSystems) / "Nobody";

    private Nobody()
    {
    }

    public static Nobody Instance { get; } = new();

    public ActorPath Path => NoPath;

    public void Tell(object message, IActorRef? sender)
    {
    }

    public bool Equals(IActorRef? other) => ReferenceEquals(this, other);

    public int CompareTo(IActorRef? other) => Path.CompareTo(other?.Path);
}
