using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Event;
using XmppActors.Kernel.Pattern;
using XmppActors.Kernel.Support;

namespace XmppActors.Kernel.ActorTests;

public sealed class BackoffSupervisorTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(0, 0.0, 1.0)]
    [InlineData(1, 0.0, 2.0)]
    [InlineData(2, 0.0, 4.0)]
    [InlineData(3, 0.0, 8.0)]
    [InlineData(4, 0.0, 10.0)]
    [InlineData(2000, 0.0, 10.0)]
    [InlineData(0, 1.0, 1.2)]
    [InlineData(0, 0.5, 1.1)]
    public void The_wait_doubles_up_to_a_bound_and_chance_is_added(int restarts, double chance, double expectedSeconds)
    {
        var plan = Backoff.OnStop(Props.Create<Worker>(new List<string>()), "child", Second, 10 * Second, 0.2, -1).Plan;

        Assert.Equal(expectedSeconds, plan.DelayAfter(restarts, chance).TotalSeconds, 3);
    }

    [Fact]
    public void A_failed_child_is_stopped_and_started_again_after_growing_waits()
    {
        using var scene = new Scene(Backoff.OnFailure);

        var starts = new List<int>();
        for (var i = 0; i < 3; i++)
        {
            scene.Stage.Tell(scene.Supervisor, "boom");
            starts.Add(scene.SecondsUntilStart());
        }

        Assert.Equal([1, 2, 4], starts);
        Assert.Equal(["started", "stopped", "started", "stopped", "started", "stopped", "started"], scene.Log);
    }

    [Fact]
    public void A_child_that_stops_by_itself_is_started_again_on_stop_and_ends_its_supervisor_on_failure()
    {
        using var onStop = new Scene(Backoff.OnStop);
        using var onFailure = new Scene(Backoff.OnFailure);

        onStop.Stage.Tell(onStop.Supervisor, "stop");
        onFailure.Stage.Tell(onFailure.Supervisor, "stop");

        Assert.Equal(1, onStop.SecondsUntilStart());
        Assert.True(onFailure.HasEnded());
        Assert.False(onStop.HasEnded());
    }

    [Fact]
    public void After_too_many_retries_the_supervisor_ends()
    {
        using var scene = new Scene(Backoff.OnFailure, options => options.WithMaxNrOfRetries(1));
        scene.Stage.Tell(scene.Supervisor, "boom");
        scene.SecondsUntilStart();

        scene.Stage.Tell(scene.Supervisor, "boom");

        Assert.True(scene.HasEnded());
    }

    [Fact]
    public void The_wait_is_short_again_once_the_child_has_run_for_a_while()
    {
        using var scene = new Scene(Backoff.OnFailure, options => options.WithAutoReset(5 * Second));
        scene.Stage.Tell(scene.Supervisor, "boom");
        scene.SecondsUntilStart();
        scene.Stage.Advance(5 * Second);

        scene.Stage.Tell(scene.Supervisor, "boom");

        Assert.Equal(1, scene.SecondsUntilStart());
    }

    [Fact]
    public void With_manual_reset_the_wait_is_short_again_only_when_told()
    {
        using var scene = new Scene(Backoff.OnFailure, options => options.WithManualReset());
        scene.Stage.Tell(scene.Supervisor, "boom");
        scene.SecondsUntilStart();
        scene.Stage.Advance(60 * Second);
        scene.Stage.Tell(scene.Supervisor, "boom");
        var withoutReset = scene.SecondsUntilStart();

        scene.Stage.Tell(scene.Supervisor, BackoffSupervisor.Reset.Instance);
        scene.Stage.Tell(scene.Supervisor, "boom");

        Assert.Equal((2, 1), (withoutReset, scene.SecondsUntilStart()));
    }

    [Fact]
    public void What_comes_while_there_is_no_child_is_a_dead_letter_or_answered_as_told()
    {
        using var plain = new Scene(Backoff.OnFailure);
        using var replying = new Scene(Backoff.OnFailure, options => options.WithReplyWhileStopped("wait"));
        var sender = Probe.In(replying.Stage.System);

        foreach (var scene in (Scene[])[plain, replying]) scene.Stage.Tell(scene.Supervisor, "boom");
        plain.Stage.Tell(plain.Supervisor, "lost");
        replying.Stage.Tell(replying.Supervisor, "lost", sender.Ref);

        Assert.Equal("lost", plain.Stage.DeadLetters.Received.OfType<DeadLetter>().Single().Message);
        Assert.Equal(["wait"], sender.Received);
    }

    [Fact]
    public void Messages_pass_to_the_child_and_its_own_go_to_the_parent_of_the_supervisor()
    {
        using var scene = new Scene(Backoff.OnFailure);
        var sender = Probe.In(scene.Stage.System);

        scene.Stage.Tell(scene.Supervisor, "answer", sender.Ref);
        scene.Stage.Tell(scene.Supervisor, "report", sender.Ref);

        Assert.Equal(["answered"], sender.Received);
        Assert.Equal(["report"], scene.ParentHeard);
    }

    [Fact]
    public void The_child_and_the_number_of_restarts_are_told_on_request()
    {
        using var scene = new Scene(Backoff.OnFailure);
        var sender = Probe.In(scene.Stage.System);
        scene.Stage.Tell(scene.Supervisor, BackoffSupervisor.GetCurrentChild.Instance, sender.Ref);
        scene.Stage.Tell(scene.Supervisor, "boom");

        scene.Stage.Tell(scene.Supervisor, BackoffSupervisor.GetCurrentChild.Instance, sender.Ref);
        scene.Stage.Tell(scene.Supervisor, BackoffSupervisor.GetRestartCount.Instance, sender.Ref);

        var answers = sender.Received;
        Assert.Equal("child", Assert.IsType<BackoffSupervisor.CurrentChild>(answers[0]).Ref?.Path.Name);
        Assert.Null(Assert.IsType<BackoffSupervisor.CurrentChild>(answers[1]).Ref);
        Assert.Equal(1, Assert.IsType<BackoffSupervisor.RestartCount>(answers[2]).Count);
    }

    private delegate BackoffOptions Kind(
        Props childProps, string childName, TimeSpan min, TimeSpan max, double randomFactor, int maxNrOfRetries);

    private sealed class Scene : IDisposable
    {
        private bool _ended;

        internal Scene(Kind kind, Func<BackoffOptions, BackoffOptions>? adapt = null)
        {
            var options = kind(Props.Create<Worker>(Log), "child", Second, 10 * Second, 0, -1).WithAutoReset(100 * Second);
            var props = BackoffSupervisor.Props(adapt is null ? options : adapt(options));
            IActorRef? supervisor = null;
            Stage.Start((message, context) =>
            {
                if (message is Terminated) _ended = true;
                else if (supervisor is null) supervisor = context.Watch(context.ActorOf(props, "supervisor"));
                else ParentHeard.Add(message);
            }).Tell("start");
            Stage.Settle();
            Supervisor = supervisor!;
        }

        internal Stage Stage { get; } = new();

        internal IActorRef Supervisor { get; }

        internal List<string> Log { get; } = [];

        internal List<object> ParentHeard { get; } = [];

        public void Dispose() => Stage.Dispose();

        internal bool HasEnded() => _ended;

        internal int SecondsUntilStart()
        {
            var starts = Log.Count(entry => entry == "started");
            for (var seconds = 1; seconds < 100; seconds++)
            {
                Stage.Advance(Second);
                if (Log.Count(entry => entry == "started") > starts) return seconds;
            }

            throw new InvalidOperationException("The child was not started again.");
        }
    }

    private sealed class Worker(List<string> log) : UntypedActor
    {
        protected override void PreStart() => log.Add("started");

        protected override void PostStop() => log.Add("stopped");

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case "boom":
                    throw new InvalidOperationException("boom");
                case "stop":
                    Context.Stop(Self);
                    break;
                case "answer":
                    Sender.Tell("answered");
                    break;
                case "report":
                    Context.Parent.Tell("report");
                    break;
            }
        }
    }
}
