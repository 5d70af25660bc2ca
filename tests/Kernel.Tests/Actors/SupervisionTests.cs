using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Event;
using XmppActors.Kernel.Support;

namespace XmppActors.Kernel.ActorTests;

public sealed partial class SupervisionTests
{
    [Theory]
    [InlineData(Directive.Resume, "1:made 1:started 1:a 1:c")]
    [InlineData(Directive.Restart, "1:made 1:started 1:a 1:pre-restart(boom) 1:stopped 2:made 2:post-restart 2:started 2:c")]
    [InlineData(Directive.Stop, "1:made 1:started 1:a 1:stopped")]
    public void The_supervisor_decides_what_follows_a_failure(Directive directive, string expected)
    {
        using var scene = new Scene(directive);

        scene.TellChild("a", "boom", "c");

        Assert.Equal(expected, string.Join(' ', scene.Log));
        if (directive == Directive.Stop) Assert.Equal("c", scene.Stage.DeadLetters.Received.Cast<DeadLetter>().Single().Message);
    }

    [Fact]
    public void An_escalated_failure_becomes_the_supervisors_own()
    {
        using var stage = new Stage();
        var log = new List<string>();
        Exception? decided = null;
        var strategy = new OneForOneStrategy(cause =>
        {
            decided = cause;
            return Directive.Stop;
        });
        var top = stage.System.ActorOf(Props.Create(() => new Supervisor(strategy, Props.Create<Supervisor>(
            new OneForOneStrategy(_ => Directive.Escalate), Child.Props(log)))));
        stage.Settle();
        stage.Tell(top, "boom");

        Assert.Equal("boom", decided?.Message);
        Assert.Equal("1:made 1:started 1:stopped", string.Join(' ', log));
    }

    [Fact]
    public void A_resumed_supervisor_resumes_the_child_whose_failure_it_had_made_its_own()
    {
        using var stage = new Stage();
        var log = new List<string>();
        var top = stage.System.ActorOf(Props.Create(() => new Supervisor(
            new OneForOneStrategy(_ => Directive.Resume),
            Props.Create<Supervisor>(new OneForOneStrategy(_ => Directive.Escalate), Child.Props(log)))));
        stage.Settle();

        foreach (var message in (string[])["a", "boom", "b"]) top.Tell(message);
        stage.Settle();

        Assert.Equal("1:made 1:started 1:a 1:b", string.Join(' ', log));
    }

    [Theory]
    [InlineData(typeof(InvalidOperationException), Directive.Restart)]
    [InlineData(typeof(ActorKilledException), Directive.Stop)]
    [InlineData(typeof(ActorInitializationException), Directive.Stop)]
    [InlineData(typeof(DeathPactException), Directive.Stop)]
    public void By_default_what_cannot_be_mended_is_stopped_and_the_rest_restarted(Type failure, Directive expected)
    {
        Exception cause = failure == typeof(DeathPactException) ? new DeathPactException(ActorRefs.Nobody)
            : failure == typeof(InvalidOperationException) ? new InvalidOperationException("x")
            : failure == typeof(ActorKilledException) ? new ActorKilledException("x")
            : new ActorInitializationException("x");

        Assert.Equal(expected, SupervisorStrategy.DefaultDecider.Decide(cause));
    }

    [Fact]
    public void A_killed_actor_fails()
    {
        using var scene = new Scene(Directive.Restart);

        scene.TellChild(Kill.Instance, "a");

        Assert.Equal(
            "1:made 1:started 1:pre-restart(<Kill>) 1:stopped 2:made 2:post-restart 2:started 2:a",
            string.Join(' ', scene.Log));
    }

    [Fact]
    public void Messages_wait_while_the_supervisor_decides_and_keep_their_order()
    {
        using var stage = new Stage();
        var log = new List<string>();
        var parent = stage.System.ActorOf(Props.Create(() => new Supervisor(
            new OneForOneStrategy(_ => Directive.Resume), Child.Props(log))));
        stage.Settle();
        var child = stage.System.ActorOf(Props.Create(() => new Asker(parent)));
        stage.Tell(child, "find");
        var found = Asker.Found!;
        log.Clear();

        found.Tell("boom");
        stage.Turns.RunOne(); // The child has failed; its parent was not asked yet.
        found.Tell("a");
        found.Tell("b");
        var whileWaiting = log.ToArray();
        stage.Settle();

        Assert.Empty(whileWaiting);
        Assert.Equal(["1:a", "1:b"], log);
    }

    [Fact]
    public void An_actor_that_cannot_be_made_is_stopped_and_its_messages_are_dead_letters()
    {
        using var stage = new Stage();
        var actor = stage.System.ActorOf(Props.Create<Stillborn>());
        var watcher = Probe.In(stage.System);
        stage.Start((message, context) =>
        {
            if (message is Terminated) watcher.Ref.Tell("ended");
            else context.Watch(actor);
        }).Tell("watch");

        actor.Tell("a");
        stage.Settle();

        Assert.Equal("a", stage.DeadLetters.Received.OfType<DeadLetter>().Single().Message);
        Assert.Equal(["ended"], watcher.Received);
        var error = Assert.IsType<Error>(Assert.Single(stage.Log));
        Assert.IsType<ActorInitializationException>(error.Cause);
        Assert.Equal("never", error.Cause.InnerException?.Message);
    }

    [Fact]
    public void An_actor_that_cannot_be_made_may_be_tried_again()
    {
        using var stage = new Stage();
        var attempts = 0;
        Func<bool> mayStart = () => ++attempts == 3;
        var log = new List<string>();
        var strategy = new OneForOneStrategy(_ => Directive.Restart);
        var parent = stage.System.ActorOf(Props.Create(() => new Supervisor(strategy, Props.Create<Hesitant>(mayStart, log))));
        parent.Tell("a");

        stage.Settle();

        Assert.Equal(3, attempts);
        Assert.Equal(["a"], log);
    }

    [Fact]
    public void Restarts_beyond_the_limit_stop_the_child()
    {
        using var scene = new Scene(new OneForOneStrategy(2, -1, _ => Directive.Restart));

        scene.TellChild("boom", "boom", "a", "boom", "b");

        Assert.Equal("3:a", scene.Log.Single(entry => entry.EndsWith(":a", StringComparison.Ordinal)));
        Assert.Equal("3:stopped", scene.Log[^1]);
    }

    [Fact]
    public void Restarts_are_counted_within_a_window_that_starts_with_the_first()
    {
        using var scene = new Scene(new OneForOneStrategy(2, TimeSpan.FromSeconds(10), _ => Directive.Restart));

        scene.TellChild("boom", "boom");
        scene.Stage.Advance(TimeSpan.FromSeconds(11));
        scene.TellChild("boom", "boom", "a");
        var afterNewWindow = scene.Log[^1];
        scene.TellChild("boom", "b");

        Assert.Equal("5:a", afterNewWindow);
        Assert.Equal("5:stopped", scene.Log[^1]);
    }

    [Fact]
    public void With_a_window_and_no_number_one_restart_within_it_is_allowed()
    {
        using var scene = new Scene(new OneForOneStrategy(null, TimeSpan.FromSeconds(10), _ => Directive.Restart));

        scene.TellChild("boom", "a", "boom", "b");

        Assert.Contains("2:a", scene.Log);
        Assert.Equal("2:stopped", scene.Log[^1]);
    }

    [Fact]
    public void A_restarting_actor_stops_its_children_and_waits_for_their_end()
    {
        using var stage = new Stage();
        var log = new List<string>();
        var top = stage.System.ActorOf(Props.Create(() => new Supervisor(
            new OneForOneStrategy(_ => Directive.Restart), Props.Create<Parent>(log))));
        stage.Settle();

        stage.Tell(top, "boom");

        Assert.Equal(
            ["parent made", "child made", "parent failing", "child stopped", "parent made", "child made"], log);
    }

    [Fact]
    public void Children_that_survive_a_restart_are_restarted()
    {
        using var stage = new Stage();
        var log = new List<string>();
        var top = stage.System.ActorOf(Props.Create(() => new Supervisor(
            new OneForOneStrategy(_ => Directive.Restart), Props.Create<Keeper>(Child.Props(log)))));
        stage.Settle();

        foreach (var message in (string[])["a", "boom!", "b"]) stage.Tell(top, message);

        Assert.Equal("1:made 1:started 1:a 1:pre-restart() 1:stopped 2:made 2:post-restart 2:started 2:b", string.Join(' ', log));
    }

    [Theory]
    [InlineData(Directive.Resume, "1:a")]
    [InlineData(Directive.Restart, "2:a")]
    public void Two_failures_that_are_escalated_at_once_share_one_decision(Directive directive, string expected)
    {
        using var stage = new Stage();
        var logs = new List<string>[] { [], [] };
        var top = stage.System.ActorOf(Props.Create(() => new Supervisor(
            new OneForOneStrategy(_ => directive), Props.Create<Brood>((object)logs))));
        stage.Settle();

        foreach (var message in (string[])["boom", "a"]) stage.Tell(top, message);

        Assert.All(logs, log => Assert.Equal(expected, log[^1]));
    }

    [Fact]
    public void A_failure_while_restarting_is_decided_again()
    {
        using var stage = new Stage();
        var log = new List<string>();
        var causes = new List<Type>();
        var strategy = new OneForOneStrategy(cause =>
        {
            causes.Add(cause.GetType());
            return SupervisorStrategy.DefaultDecider.Decide(cause);
        });
        var top = stage.System.ActorOf(Props.Create(() => new Supervisor(strategy, Props.Create<Relapsing>(log))));
        stage.Settle();

        stage.Tell(top, "boom");

        Assert.Equal([typeof(InvalidOperationException), typeof(PostRestartException)], causes);
        Assert.Equal(["pre-restart", "post-restart"], log);
    }

    [Fact]
    public void A_failing_PostStop_is_logged_and_the_actor_ends()
    {
        using var stage = new Stage();
        var actor = stage.System.ActorOf(Props.Create<BadEnd>());
        stage.Settle();

        stage.Tell(actor, PoisonPill.Instance);
        stage.Tell(actor, "late");

        Assert.Equal("bad end", Assert.IsType<Error>(Assert.Single(stage.Log)).Cause?.Message);
        Assert.Equal("late", stage.DeadLetters.Received.Cast<DeadLetter>().Single().Message);
    }

    [Fact]
    public void Failures_are_logged_with_the_path_of_the_actor()
    {
        using var scene = new Scene(Directive.Restart);

        scene.TellChild("boom");

        var error = Assert.IsType<Error>(Assert.Single(scene.Stage.Log));
        Assert.Equal(("akka://stage/user/parent/child", typeof(Child)), (error.LogSource, error.LogClass));
        Assert.Equal("boom", error.Message.ToString());
    }

    [Fact]
    public void A_decider_that_fails_fails_its_actor()
    {
        using var stage = new Stage();
        var log = new List<string>();
        Exception? decided = null;
        var outer = new OneForOneStrategy(cause =>
        {
            decided = cause;
            return Directive.Stop;
        });
        var inner = new OneForOneStrategy((Func<Exception, Directive>)(_ => throw new NotSupportedException("no idea")));
        var top = stage.System.ActorOf(Props.Create(() => new Supervisor(outer, Props.Create<Supervisor>(inner, Child.Props(log)))));
        stage.Settle();

        stage.Tell(top, "boom");

        Assert.Equal("no idea", decided?.Message);
        Assert.Equal("1:stopped", log[^1]);
    }
}
