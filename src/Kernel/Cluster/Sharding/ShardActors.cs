using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Event;

namespace XmppActors.Kernel.Cluster.Sharding;

/// <summary>The parent of a shard's entities: supervises them and hears their <see cref="Sharding.Passivate"/>.</summary>
internal sealed class ShardActor(LocalShard shard) : ActorBase, IChildObserver, IWithTimers
{
    private bool _isStopping;

    public ITimerScheduler Timers { get; set; } = null!;

    public void ChildEnded(ActorCell child)
    {
        shard.EntityEnded(child.Name);
        if (_isStopping && shard.EntityCount == 0) Context.Stop(Self);
    }

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case Passivate passivate:
                if (Sender is ActorCell entity && ReferenceEquals(entity.ParentRef, Self))
                    shard.Passivate(entity, passivate.StopMessage);
                return true;
            case StopEntities:
                _isStopping = true;
                if (!shard.StopEntities()) Context.Stop(Self);
                return true;
            case HandOff:
                _isStopping = true;
                Timers.StartSingleTimer(HandOffTimeout.Instance, HandOffTimeout.Instance, shard.HandOffTimeout);
                if (!shard.StopEntities()) Context.Stop(Self);
                return true;
            case HandOffTimeout:
                Context.System.Log.Warning(
                    "{0}: {1} entities have not ended within {2} and are stopped", Self.Path, shard.EntityCount, shard.HandOffTimeout);
                shard.Abort();
                return true;
            default:
                return false;
        }
    }

    internal sealed class StopEntities
    {
        internal static readonly StopEntities Instance = new();
    }

    /// <summary>The shard moves to another node.</summary>
    internal sealed class HandOff
    {
        internal static readonly HandOff Instance = new();
    }

    private sealed class HandOffTimeout
    {
        internal static readonly HandOffTimeout Instance = new();
    }
}

/// <summary>The parent of a region's shards: looks for idle entities, and stops all in order.</summary>
internal sealed class ShardRegionActor(ShardRegion region) : ActorBase, IChildObserver, IWithTimers
{
    private readonly List<IActorRef> _awaitingEnd = [];
    private bool _isStopping;

    public ITimerScheduler Timers { get; set; } = null!;

    public void ChildEnded(ActorCell child)
    {
        region.ShardEnded(child.Name);
        if (_isStopping) EndWhenEmpty();
    }

    protected override void PreStart()
    {
        var idleAfter = region.Type.Settings.PassivateIdleEntityAfter;
        if (idleAfter > TimeSpan.Zero) Timers.StartPeriodicTimer(LookForIdle.Instance, LookForIdle.Instance, idleAfter / 2);
    }

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case LookForIdle:
                foreach (var shard in region.Shards) shard.PassivateIdle();
                return true;
            case StopEntities:
                _awaitingEnd.Add(Sender);
                _isStopping = true;
                foreach (var shard in Context.GetChildren()) shard.Tell(ShardActor.StopEntities.Instance, Self);
                EndWhenEmpty();
                return true;
            default:
                return false;
        }
    }

    private void EndWhenEmpty()
    {
        if (Context.GetChildren().Any()) return;
        foreach (var awaiting in _awaitingEnd) awaiting.Tell(Done.Instance, Self);
        _awaitingEnd.Clear();
        Context.Stop(Self);
    }

    internal sealed class StopEntities
    {
        internal static readonly StopEntities Instance = new();
    }

    private sealed class LookForIdle
    {
        internal static readonly LookForIdle Instance = new();
    }
}
