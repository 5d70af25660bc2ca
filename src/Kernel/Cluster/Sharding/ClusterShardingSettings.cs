using System.Diagnostics.CodeAnalysis;
using XmppActors.Kernel.Actor;

namespace XmppActors.Kernel.Cluster.Sharding;

/// <summary>How the entities of one type are kept; read from <c>akka.cluster.sharding</c>.</summary>
public sealed class ClusterShardingSettings
{
    /// <summary>An entity that had no message through its region for this long (and at most half as long again) is passivated with the
    /// region's hand-off message; zero: never.</summary>
    [SuppressMessage("Design", "CA1051", Justification = "The surface is Akka.NET's.")]
    public readonly TimeSpan PassivateIdleEntityAfter;

    private ClusterShardingSettings(TimeSpan passivateIdleEntityAfter)
    {
        PassivateIdleEntityAfter = passivateIdleEntityAfter;
    }

    /// <summary>Messages that may wait, per shard, for entities that are passivating; one more becomes a dead letter.</summary>
    internal int BufferSize { get; private init; }

    /// <summary>Messages for one shard of another node that may wait or be unanswered; one more becomes a dead letter.</summary>
    internal int OutboxSize { get; private init; }

    /// <summary>How long the entities of a shard that moves may take to end; then they are stopped.</summary>
    internal TimeSpan HandOffTimeout { get; private init; }

    public static ClusterShardingSettings Create(ActorSystem system)
    {
        var config = system.Settings.Config;
        const string IdleKey = "akka.cluster.sharding.passivate-idle-entity-after";
        var isOff = string.Equals(config.GetString(IdleKey), "off", StringComparison.OrdinalIgnoreCase);
        return new ClusterShardingSettings(isOff ? TimeSpan.Zero : config.GetTimeSpan(IdleKey))
        {
            BufferSize = config.GetInt("akka.cluster.sharding.buffer-size"),
            OutboxSize = config.GetInt("akka.cluster.sharding.shard-buffer-size"),
            HandOffTimeout = config.GetTimeSpan("akka.cluster.sharding.handoff-timeout"),
        };
    }

    /// <param name="duration">Zero: entities end only when they want to.</param>
    public ClusterShardingSettings WithPassivateIdleAfter(TimeSpan duration) => new(duration)
    {
        BufferSize = BufferSize,
        OutboxSize = OutboxSize,
        HandOffTimeout = HandOffTimeout,
    };
}
