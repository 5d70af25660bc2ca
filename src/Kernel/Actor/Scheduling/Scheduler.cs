namespace XmppActors.Kernel.Actor;

/// <summary>Keeps all appointments of a system with one timer of its <see cref="TimeProvider"/>, set to the earliest.</summary>
internal sealed class Scheduler : IScheduler, IDisposable
{
    private static readonly TimeSpan TimerResolution = TimeSpan.FromMilliseconds(1);

    private readonly Lock _gate = new();
    private readonly AppointmentHeap _heap = new();
    private readonly Clock _clock;
    private readonly ITimer _timer;
    private TimeSpan _armedFor = TimeSpan.MaxValue;
    private bool _disposed;

    internal Scheduler(Clock clock)
    {
        _clock = clock;
        _timer = clock.Provider.CreateTimer(
            static state => ((Scheduler)state!).KeepDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public DateTimeOffset Now => _clock.Utc;

    public TimeSpan MonotonicClock => _clock.Elapsed;

    public TimeSpan HighResMonotonicClock => _clock.Elapsed;

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef? sender) =>
        ScheduleTellOnce(delay, receiver, message, sender, null);

    public void ScheduleTellOnce(
        TimeSpan delay, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable) =>
        Add(new TellLater(this, receiver, message, sender, cancelable), delay);

    public void ScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender) =>
        ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender, null);

    public void ScheduleTellRepeatedly(
        TimeSpan initialDelay,
        TimeSpan interval,
        ICanTell receiver,
        object message,
        IActorRef? sender,
        ICancelable? cancelable)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        Add(new TellLater(this, receiver, message, sender, cancelable) { Interval = interval }, initialDelay);
    }

    internal void Add(Appointment appointment, TimeSpan delay)
    {
        appointment.Due = _clock.Elapsed + (delay > TimeSpan.Zero ? delay : TimeSpan.Zero);
        lock (_gate)
        {
            if (_disposed) return;
            _heap.Add(appointment);
            Arm();
        }
    }

    /// <summary>After this returns it is not kept, unless it is being kept on another thread right now.</summary>
    internal void Cancel(Appointment appointment)
    {
        lock (_gate) _heap.Remove(appointment); // The timer may go off for nothing; that costs less than setting it anew.
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            while (_heap.Earliest is { } appointment) _heap.Remove(appointment);
        }

        _timer.Dispose();
    }

    private void KeepDue()
    {
        lock (_gate) _armedFor = TimeSpan.MaxValue;
        var now = _clock.Elapsed;
        while (TakeDue(now) is { } appointment) appointment.Keep();
        lock (_gate) Arm();
    }

    private Appointment? TakeDue(TimeSpan now)
    {
        lock (_gate)
        {
            if (_heap.Earliest is not { } appointment || appointment.Due > now) return null;
            _heap.Remove(appointment);
            if (appointment.Interval > TimeSpan.Zero)
            {
                var next = appointment.Due + appointment.Interval;
                appointment.Due = next > now ? next : now + appointment.Interval;
                _heap.Add(appointment);
            }

            return appointment;
        }
    }

    private void Arm()
    {
        if (_disposed || _heap.Earliest is not { Due: var due } || due >= _armedFor) return;
        _armedFor = due;
        var delay = due - _clock.Elapsed;
        // Rounded up, since a timer counts whole milliseconds and would otherwise go off too early, again and again.
        var milliseconds = Math.Ceiling(Math.Max(0, delay / TimerResolution));
        _timer.Change(TimeSpan.FromMilliseconds(Math.Min(milliseconds, uint.MaxValue - 1)), Timeout.InfiniteTimeSpan);
    }

    private sealed class TellLater : Appointment
    {
        private readonly Scheduler _scheduler;
        private readonly ICanTell _receiver;
        private readonly object _message;
        private readonly IActorRef? _sender;
        private readonly ICancelable? _cancelable;
        private readonly CancellationTokenRegistration _registration;

        internal TellLater(
            Scheduler scheduler, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable)
        {
            ArgumentNullException.ThrowIfNull(receiver);
            ArgumentNullException.ThrowIfNull(message);
            _scheduler = scheduler;
            _receiver = receiver;
            _message = message;
            _sender = sender;
            _cancelable = cancelable;
            if (cancelable is not null)
                _registration = cancelable.Token.UnsafeRegister(static state => ((TellLater)state!).Cancel(), this);
        }

        internal override void Keep()
        {
            if (_cancelable is { IsCancellationRequested: true })
            {
                Cancel(); // It was cancelled before it was in the heap.
                return;
            }

            _receiver.Tell(_message, _sender);
            if (Interval == TimeSpan.Zero) _registration.Unregister();
        }

        private void Cancel() => _scheduler.Cancel(this);
    }
}
