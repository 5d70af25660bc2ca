using System.Runtime.CompilerServices;

namespace XmppActors.Kernel.Actor;

/// <summary>What every reference of this engine can do beside being told: take system messages, and know its system.</summary>
internal abstract class InternalActorRef : IActorRef
{
    public abstract ActorPath Path { get; }

    internal abstract ActorSystemImpl SystemImpl { get; }

    /// <summary>Which incarnation of its name it means, unique in the cluster; 0 for whichever there is.</summary>
    internal virtual long Uid => Path.Uid;

    public abstract void Tell(object message, IActorRef? sender);

    internal abstract void SendSystem(SystemMessage message);

    /// <summary>Notes that others may find it by its number, so that it has to be forgotten when it ends; by any thread.</summary>
    /// <returns><c>false</c> if it has ended.</returns>
    internal virtual bool TryMarkExported() => true;

    public virtual bool Equals(IActorRef? other) => ReferenceEquals(this, other);

    public sealed override bool Equals(object? obj) => obj is IActorRef other && Equals(other);

    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

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
