using XmppActors.Kernel.Cluster.Core;

namespace XmppActors.Simulation;

internal enum PostFate
{
    UnderWay,
    Delivered,
    Bounced,
    InDoubt,
}

/// <summary>One entity message, numbered by its sender for this entity.</summary>
internal sealed class Post(SimulatedProcess sender, ShardKey shard, int number)
{
    internal SimulatedProcess Sender => sender;

    internal ShardKey Shard => shard;

    internal int Number => number;

    internal PostFate Fate { get; set; }

    internal SimulatedProcess? SentTo { get; set; }

    public override string ToString() => $"message {number} of {sender.Address} to {shard.Type}/{shard.Shard}";
}
