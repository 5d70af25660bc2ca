using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Support;

namespace XmppActors.Kernel.ActorTests;

public sealed class TimerTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_single_timer_goes_off_once_at_its_time()
    {
        using var scene = new Scene();
        scene.Do(actor => actor.Timers.StartSingleTimer("key", "ring", Second));

        scene.Stage.Advance(Second - TimeSpan.FromMilliseconds(1));
        var before = scene.Heard.Count;
        scene.Stage.Advance(TimeSpan.FromMilliseconds(1));
        var atItsTime = scene.Heard.Count;
        scene.Stage.Advance(10 * Second);

        Assert.Equal((0, 1, 1), (before, atItsTime, scene.Heard.Count));
    }

    [Fact]
    public void A_periodic_timer_goes_off_at_its_rate_until_cancelled()
    {
        using var scene = new Scene();
        scene.Do(actor => actor.Timers.StartPeriodicTimer("key", "tick", 3 * Second, Second));

        scene.Stage.Advance(5 * Second);
        var heard = scene.Heard.Count;
        scene.Do(actor => actor.Timers.Cancel("key"));
        scene.Stage.Advance(5 * Second);

        Assert.Equal(3, heard);
        Assert.Equal(3, scene.Heard.Count);
    }

    [Fact]
    public void A_timer_started_anew_replaces_the_one_of_its_key()
    {
        using var scene = new Scene();
        scene.Do(actor => actor.Timers.StartSingleTimer("key", "old", Second));
        scene.Do(actor => actor.Timers.StartSingleTimer("key", "new", 2 * Second));

        scene.Stage.Advance(5 * Second);

        Assert.Equal(["new"], scene.Heard);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_timer_that_went_off_is_not_delivered_once_it_is_cancelled_or_replaced(bool cancel)
    {
        using var scene = new Scene();
        scene.Do(actor => actor.Timers.StartSingleTimer("key", "old", Second));
        scene.Actor.Tell((Action<Timed>)(actor =>
        {
            if (cancel) actor.Timers.Cancel("key");
            else actor.Timers.StartSingleTimer("key", "new", Second);
        }));
        scene.Stage.Time.Advance(Second); // The message of the timer is in the mailbox now, behind the one above.

        scene.Stage.Settle();
        scene.Stage.Advance(5 * Second);

        Assert.Equal(cancel ? [] : ["new"], scene.Heard);
    }

    [Fact]
    public void A_timer_is_active_until_its_message_is_handled()
    {
        using var scene = new Scene();
        var active = new List<bool>();
        scene.Do(actor => actor.Timers.StartSingleTimer("key", "ring", Second));

        scene.Do(actor => active.Add(actor.Timers.IsTimerActive("key")));
        scene.Stage.Advance(Second);
        scene.Do(actor => active.Add(actor.Timers.IsTimerActive("key")));
        scene.Do(actor => active.Add(actor.Timers.ActiveTimers.Count > 0));

        Assert.Equal([true, false, false], active);
    }

    [Fact]
    public void Timers_end_with_the_instance_that_started_them()
    {
        using var scene = new Scene();
        scene.Do(actor => actor.Timers.StartPeriodicTimer("key", "tick", Second));
        scene.Do(_ => throw new InvalidOperationException("boom"));

        scene.Stage.Advance(5 * Second);

        Assert.Empty(scene.Heard);
    }

    [Fact]
    public void Timers_end_with_the_actor_and_leave_no_dead_letters()
    {
        using var scene = new Scene();
        scene.Do(actor => actor.Timers.StartPeriodicTimer("key", "tick", Second));
        scene.Stage.Tell(scene.Actor, PoisonPill.Instance);

        scene.Stage.Advance(5 * Second);

        Assert.Empty(scene.Stage.DeadLetters.Received);
    }

    [Fact]
    public void What_a_paused_process_missed_is_not_made_up_for()
    {
        using var stage = new Stage();
        var probe = Probe.In(stage.System);
        var clock = new JumpingTime();
        using var scheduler = new Scheduler(new Clock(clock));
        scheduler.ScheduleTellRepeatedly(Second, Second, probe.Ref, "tick", ActorRefs.NoSender);

        clock.Jump(TimeSpan.FromMinutes(1));
        stage.Settle();
        var afterPause = probe.Received.Count;
        clock.Jump(Second);
        stage.Settle();

        Assert.Equal((1, 2), (afterPause, probe.Received.Count));
    }

    [Fact]
    public void The_scheduler_tells_once_repeatedly_or_never_when_cancelled()
    {
        using var stage = new Stage();
        var probe = Probe.In(stage.System);
        var scheduler = stage.System.Scheduler;
        scheduler.ScheduleTellOnce(2 * Second, probe.Ref, "once", ActorRefs.NoSender);
        scheduler.ScheduleTellOnceCancelable(Second, probe.Ref, "never", ActorRefs.NoSender).Cancel();
        var repeated = scheduler.ScheduleTellRepeatedlyCancelable(Second, Second, probe.Ref, "again", ActorRefs.NoSender);

        stage.Advance(3 * Second);
        repeated.Cancel();
        stage.Advance(3 * Second);

        Assert.Equal(["again", "once", "again", "again"], probe.Received);
        Assert.Equal(6 * Second, scheduler.MonotonicClock);
    }

    [Fact]
    public void What_is_scheduled_with_a_cancelled_cancelable_never_comes()
    {
        using var stage = new Stage();
        var probe = Probe.In(stage.System);
        using var cancelled = new Cancelable(stage.System.Scheduler);
        cancelled.Cancel();

        stage.System.Scheduler.ScheduleTellRepeatedly(Second, Second, probe.Ref, "again", ActorRefs.NoSender, cancelled);
        stage.System.Scheduler.ScheduleTellOnce(Second, probe.Ref, "once", ActorRefs.NoSender, cancelled);
        stage.Advance(3 * Second);

        Assert.Empty(probe.Received);
        Assert.Null(stage.Time.NextDue);
    }

    [Fact]
    public void Appointments_come_in_the_order_of_their_times_and_equal_ones_as_they_were_made()
    {
        var random = new Random(7);
        var heap = new AppointmentHeap();
        var expected = new List<Appointment>();
        for (var i = 0; i < 2000; i++)
        {
            if (expected.Count > 0 && random.Next(3) == 0)
            {
                var removed = expected[random.Next(expected.Count)];
                expected.Remove(removed);
                Assert.True(heap.Remove(removed));
                Assert.False(heap.Remove(removed));
            }

            var added = new Nothing { Due = TimeSpan.FromTicks(random.Next(500)) };
            heap.Add(added);
            expected.Add(added);
        }

        var taken = new List<Appointment>();
        while (heap.Earliest is { } earliest)
        {
            taken.Add(earliest);
            heap.Remove(earliest);
        }

        Assert.Equal(expected.OrderBy(appointment => appointment.Due), taken);
    }

    [Fact]
    public void A_receive_timeout_comes_whenever_there_was_no_message_for_so_long()
    {
        using var scene = new Scene();
        scene.Do(actor => actor.Timeout(10 * Second));

        scene.Stage.Advance(9 * Second);
        scene.Stage.Tell(scene.Actor, "busy");
        scene.Stage.Advance(9 * Second);
        var afterActivity = scene.Heard.OfType<ReceiveTimeout>().Count();
        scene.Stage.Advance(Second);
        var atTimeout = scene.Heard.OfType<ReceiveTimeout>().Count();
        scene.Stage.Advance(20 * Second);
        var repeated = scene.Heard.OfType<ReceiveTimeout>().Count();
        scene.Do(actor => actor.Timeout(null));
        scene.Stage.Advance(60 * Second);

        Assert.Equal((0, 1, 3, 3), (afterActivity, atTimeout, repeated, scene.Heard.OfType<ReceiveTimeout>().Count()));
    }

    [Fact]
    public void A_receive_timeout_does_not_come_when_a_message_was_before_it_in_the_mailbox()
    {
        using var scene = new Scene();
        scene.Do(actor => actor.Timeout(10 * Second));
        scene.Actor.Tell("busy");
        scene.Stage.Time.Advance(10 * Second);

        scene.Stage.Settle();

        Assert.Equal(["busy"], scene.Heard);
    }

    [Fact]
    public void Some_messages_do_not_count_as_activity()
    {
        using var scene = new Scene();
        scene.Do(actor => actor.Timeout(10 * Second));

        scene.Stage.Advance(9 * Second);
        scene.Stage.Tell(scene.Actor, new Whisper());
        scene.Stage.Advance(Second);

        Assert.Single(scene.Heard.OfType<ReceiveTimeout>());
    }

    private sealed class Whisper : INotInfluenceReceiveTimeout;

    private sealed class Nothing : Appointment
    {
        internal override void Keep()
        {
        }
    }

    private sealed class Scene : IDisposable
    {
        internal Scene()
        {
            Actor = Stage.System.ActorOf(Props.Create<Timed>(Heard));
            Stage.Settle();
        }

        internal Stage Stage { get; } = new();

        internal IActorRef Actor { get; }

        internal List<object> Heard { get; } = [];

        public void Dispose() => Stage.Dispose();

        internal void Do(Action<Timed> action) => Stage.Tell(Actor, action);
    }

    internal sealed class Timed(List<object> heard) : UntypedActor, IWithTimers
    {
        public ITimerScheduler Timers { get; set; } = null!;

        internal void Timeout(TimeSpan? timeout) => SetReceiveTimeout(timeout);

        protected override void OnReceive(object message)
        {
            if (message is Action<Timed> action) action(this);
            else heard.Add(message);
        }
    }

    /// <summary>Time that stands still and then jumps, as for a process that was stopped.</summary>
    private sealed class JumpingTime : TimeProvider
    {
        private readonly ManualTime _timers = new();
        private TimeSpan _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            _timers.CreateTimer(callback, state, dueTime, period);

        internal void Jump(TimeSpan by)
        {
            _now += by;
            _timers.Advance(by);
        }
    }
}
