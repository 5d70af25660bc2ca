namespace XmppActors.Transport.Connections;

/// <summary>One coarse timer for the time limits of all connections. A connection that waits for nothing costs nothing
/// here.</summary>
/// <remarks>A limit strikes up to <see cref="Period"/> late.</remarks>
internal sealed class Deadlines : IDisposable
{
    private readonly Lock _sync = new();
    private readonly List<IHasDeadline> _watched = [];
    private readonly List<IHasDeadline> _due = [];
    private readonly ITimer _timer;
    private bool _isTicking;

    public Deadlines(TimeProvider time)
    {
        Time = time;
        _timer = time.CreateTimer(
            static deadlines => ((Deadlines)deadlines!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public static TimeSpan Period { get; } = TimeSpan.FromSeconds(1);

    public TimeProvider Time { get; }

    /// <summary>Looks at <paramref name="item"/> until its deadline is <see cref="IHasDeadline.None"/>. Call it after a
    /// deadline was set.</summary>
    public void Watch(IHasDeadline item)
    {
        lock (_sync)
        {
            if (item.IsWatched)
                return;
            item.IsWatched = true;
            _watched.Add(item);
            if (_isTicking)
                return;
            _isTicking = true;
            _timer.Change(Period, Period);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Tick()
    {
        lock (_due) // A tick that overtakes the last one waits for it.
        {
            long now = Time.GetTimestamp();
            lock (_sync)
            {
                for (int i = _watched.Count - 1; i >= 0; i--)
                    Look(i, now);
                if (_watched.Count == 0)
                {
                    _isTicking = false;
                    _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                }
            }
            foreach (var item in _due)
                item.OnDeadline();
            _due.Clear();
        }
    }

    private void Look(int index, long now)
    {
        var item = _watched[index];
        long deadline = item.Deadline;
        if (deadline <= now)
            _due.Add(item);
        if (deadline > now && deadline != IHasDeadline.None)
            return;
        item.IsWatched = false;
        _watched[index] = _watched[^1];
        _watched.RemoveAt(_watched.Count - 1);
    }
}

/// <summary>Something that may not wait for ever.</summary>
internal interface IHasDeadline
{
    const long None = long.MaxValue;

    /// <summary>A timestamp of the <see cref="TimeProvider"/>, or <see cref="None"/>. Read on the timer's
    /// thread.</summary>
    long Deadline { get; }

    /// <summary>Belongs to <see cref="Deadlines"/>.</summary>
    bool IsWatched { get; set; }

    /// <summary>The deadline has passed; it is no longer watched.</summary>
    void OnDeadline();
}
