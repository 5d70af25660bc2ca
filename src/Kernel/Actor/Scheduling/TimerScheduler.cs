namespace XmppActors.Kernel.Actor;

/// <remarks>Each start makes a new appointment, whose identity is what tells a late message from one that is due.</remarks>
internal sealed class TimerScheduler(ActorCell cell) : ITimerScheduler
{
    private readonly Dictionary<object, TimerFired> _timers = [];

    public IReadOnlyCollection<object> ActiveTimers => _timers.Keys;

    public void StartPeriodicTimer(object key, object msg, TimeSpan interval) =>
        StartPeriodicTimer(key, msg, interval, interval);

    public void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        Start(new TimerFired(cell, key, msg) { Interval = interval }, initialDelay);
    }

    public void StartSingleTimer(object key, object msg, TimeSpan timeout) =>
        Start(new TimerFired(cell, key, msg), timeout);

    public bool IsTimerActive(object key) => _timers.ContainsKey(key);

    public void Cancel(object key)
    {
        if (_timers.Remove(key, out var timer)) cell.SystemImpl.SchedulerImpl.Cancel(timer);
    }

    public void CancelAll()
    {
        foreach (var timer in _timers.Values) cell.SystemImpl.SchedulerImpl.Cancel(timer);
        _timers.Clear();
    }

    /// <summary>Says whether a timer that went off is still wanted.</summary>
    internal TimerFired? Claim(TimerFired fired)
    {
        if (!_timers.TryGetValue(fired.Key, out var active) || !ReferenceEquals(active, fired)) return null;
        if (fired.Interval == TimeSpan.Zero) _timers.Remove(fired.Key);
        return fired;
    }

    private void Start(TimerFired timer, TimeSpan delay)
    {
        ArgumentNullException.ThrowIfNull(timer.Message);
        Cancel(timer.Key);
        _timers.Add(timer.Key, timer);
        cell.SystemImpl.SchedulerImpl.Add(timer, delay);
    }
}

/// <summary>A timer, and at the same time the message in which it goes off.</summary>
internal sealed class TimerFired(ActorCell cell, object key, object message) : Appointment, IAutoReceivedMessage
{
    internal object Key => key;

    internal object Message => message;

    internal override void Keep() => cell.TellSelf(this, cell);
}
