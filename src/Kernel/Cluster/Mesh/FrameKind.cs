using XmppActors.Kernel.Cluster.Core;

namespace XmppActors.Kernel.Cluster.Mesh;

/// <summary>First byte of each data frame: for whom it is. On the wire: explicit, append-only.</summary>
internal enum FrameKind : byte
{
    /// <summary>A message told to a reference.</summary>
    Message = 1,

    /// <summary>A system message: watching, ending.</summary>
    System = 2,

    /// <summary>A message for an entity of a shard.</summary>
    Entity = 3,

    /// <summary>What became of entity messages.</summary>
    EntityAnswer = 4,

    /// <summary>Between a node that leaves and the others: whether anything is under way still.</summary>
    Farewell = 5,
}

/// <summary>Takes the data frames of one kind; the content is what follows the kind.</summary>
internal interface IFrameHandler
{
    void OnFrame(UniqueAddress from, ReadOnlySpan<byte> content);
}
