using XmppActors.Kernel.Actor;

namespace XmppActors.Kernel.Cluster.Sharding;

/// <summary>A message on its way to an entity.</summary>
internal readonly struct EntityMessage(string entityId, object message, IActorRef? sender)
{
    internal readonly string EntityId = entityId;
    internal readonly object Message = message;
    internal readonly IActorRef? Sender = sender;
}

/// <summary>What became of an entity's message on the node that it was sent to. On the wire: explicit, append-only.</summary>
internal enum EntityOutcome : byte
{
    /// <summary>The shard does not run there, or takes no more: it is sent again, to whoever has the shard.</summary>
    Refused = 0,

    /// <summary>It is in the entity's mailbox, or what is left of it is that node's affair.</summary>
    Accepted = 1,

    /// <summary>The node cannot read it: it is given back to its sender.</summary>
    Unreadable = 2,
}
