using XmppActors.Kernel.Bootstrap;

namespace XmppActors.Kernel.Cluster.Node;

/// <summary>One process that can stop: its turns and timers wait while it is frozen, or for ever. Its clock goes on.</summary>
internal sealed class Freezer(TimeProvider time, ITurnDispatcher turns) : TimeProvider, ITurnDispatcher
{
    private readonly List<Action> _held = [];

    internal bool IsFrozen { get; private set; }

    public override long TimestampFrequency => time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(
            _ =>
            {
                if (!IsFrozen) callback(state);
                else if (period == Timeout.InfiniteTimeSpan) _held.Add(() => callback(state));
            },
            null,
            dueTime,
            period);

    public void Schedule(IThreadPoolWorkItem turn)
    {
        if (IsFrozen) _held.Add(() => turns.Schedule(turn));
        else turns.Schedule(turn);
    }

    internal void Freeze() => IsFrozen = true;

    internal void Thaw()
    {
        IsFrozen = false;
        foreach (var action in _held.ToArray()) action();
        _held.Clear();
    }
}
