namespace XmppActors.Actors.Tests.Accounts;

/// <summary>A clock and its timers, moved by hand.</summary>
internal sealed class VirtualTime : TimeProvider
{
    private readonly List<Timer> _timers = [];
    private DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _now.UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        lock (_timers)
            _timers.Add(timer);
        return timer;
    }

    /// <summary>
    /// Moves on, firing what falls due on the way in its order; <paramref name="afterEach"/> runs after each.
    /// </summary>
    public void Advance(TimeSpan by, Action afterEach)
    {
        var end = _now + by;
        while (Next(end) is { } timer)
        {
            _now = timer.Due!.Value;
            timer.Fire();
            afterEach();
        }

        _now = end;
        afterEach();
    }

    private Timer? Next(DateTimeOffset end)
    {
        lock (_timers)
            return _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
    }

    private sealed class Timer(VirtualTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        public DateTimeOffset? Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            Due = dueTime < TimeSpan.Zero ? null : time._now + dueTime;
            return true;
        }

        public void Fire()
        {
            Due = _period > TimeSpan.Zero ? Due + _period : null;
            callback(state);
        }

        public void Dispose()
        {
            lock (time._timers)
                time._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
