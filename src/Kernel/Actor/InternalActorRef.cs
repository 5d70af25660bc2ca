namespace XmppActors.Kernel.Actor;

/// <summary>What every reference of this engine can do beside being told: take system messages, and know its system.</summary>
internal abstract class InternalActorRef : IActorRef
{
    public abstract ActorPath Path { get; }

    internal abstract ActorSystemImpl SystemImpl { get; }

    public abstract void Tell(object message, IActorRef? sender);

    internal abstract void SendSystem(SystemMessage message);

    public bool Equals(IActorRef? other) => ReferenceEquals(this, other);

    public int CompareTo(IActorRef? other)
    {
        var byPath = Path.CompareTo(other?.Path);
        return byPath != 0 || other is null ? byPath : Path.Uid.CompareTo(other.Path.Uid);
    }

    public override string ToString() => $"[{Path.ToSerializationFormat()}]";

    private protected static void ThrowIfNull(object message)
    {
        if (message is null) throw new InvalidMessageException("A null cannot be told.");
    }
}
