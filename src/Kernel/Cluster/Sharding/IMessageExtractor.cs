namespace XmppActors.Kernel.Cluster.Sharding;

/// <summary>Reads from a message whom it is for. Called by any thread at any time.</summary>
public interface IMessageExtractor
{
    /// <summary><c>null</c> if the message is for no entity; it becomes a dead letter then.</summary>
    string? EntityId(object message);

    /// <summary>What the entity is told; as a rule the message itself.</summary>
    object? EntityMessage(object message);

    [Obsolete("Use ShardId(EntityId, object) instead.")]
    string? ShardId(object message);

    /// <summary>The same for the same entity, on every node and in every version.</summary>
    string ShardId(string entityId, object? messageHint = null);
}
