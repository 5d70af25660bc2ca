namespace XmppActors.Kernel.Actor;

/// <summary>Notices that an actor had no message for a while. A message only notes the time; the appointment, when it comes up, looks
/// how long ago the latest was and waits for the rest.</summary>
internal sealed class ReceiveTimeoutClock
{
    private readonly ActorCell _cell;
    private readonly ReceiveTimeoutTick _tick;
    private TimeSpan _latest;

    internal ReceiveTimeoutClock(ActorCell cell, TimeSpan timeout)
    {
        _cell = cell;
        Timeout = timeout;
        _latest = cell.SystemImpl.Clock.Elapsed;
        _tick = new ReceiveTimeoutTick(cell, this);
        cell.SystemImpl.SchedulerImpl.Add(_tick, timeout);
    }

    internal TimeSpan Timeout { get; }

    internal void Touch() => _latest = _cell.SystemImpl.Clock.Elapsed;

    /// <summary>Asked when the tick is handled; if it is not due, it comes again.</summary>
    internal bool IsDue()
    {
        var rest = _latest + Timeout - _cell.SystemImpl.Clock.Elapsed;
        _cell.SystemImpl.SchedulerImpl.Add(_tick, rest > TimeSpan.Zero ? rest : Timeout);
        return rest <= TimeSpan.Zero;
    }

    internal void Cancel() => _cell.SystemImpl.SchedulerImpl.Cancel(_tick);
}

internal sealed class ReceiveTimeoutTick(ActorCell cell, ReceiveTimeoutClock clock)
    : Appointment, IAutoReceivedMessage, INotInfluenceReceiveTimeout
{
    internal ReceiveTimeoutClock Clock => clock;

    internal override void Keep() => cell.TellSelf(this, null);
}
