using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Event;
using XmppActors.Kernel.Support;

namespace XmppActors.Kernel.ActorTests;

public sealed class SupervisionTests
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

    private sealed class Scene : IDisposable
    {
        private readonly IActorRef _parent;

        internal Scene(Directive directive) : this(new OneForOneStrategy(_ => directive))
        {
        }

        internal Scene(SupervisorStrategy strategy)
        {
            _parent = Stage.System.ActorOf(Props.Create(() => new Supervisor(strategy, Child.Props(Log))), "parent");
            Stage.Settle();
        }

        internal Stage Stage { get; } = new();

        internal List<string> Log { get; } = [];

        public void Dispose() => Stage.Dispose();

        internal void TellChild(params object[] messages)
        {
            foreach (var message in messages) _parent.Tell(new ToChild(message));
            Stage.Settle();
        }
    }

    private sealed record ToChild(object Message);

    private sealed class Supervisor(SupervisorStrategy strategy, Props child) : UntypedActor
    {
        private IActorRef _child = ActorRefs.Nobody;

        protected override SupervisorStrategy SupervisorStrategy() => strategy;

        protected override void PreStart() => _child = Context.ActorOf(child, "child");

        protected override void OnReceive(object message)
        {
            if (message is "child?") Sender.Tell(_child);
            else _child.Tell(message is ToChild to ? to.Message : message);
        }
    }

    private sealed class Asker(IActorRef parent) : UntypedActor
    {
        [ThreadStatic]
        internal static IActorRef? Found;

        protected override void OnReceive(object message)
        {
            if (message is IActorRef found) Found = found;
            else parent.Tell("child?");
        }
    }

    private sealed class Child : UntypedActor
    {
        private readonly List<string> _log;
        private readonly int _instance;

        public Child(List<string> log)
        {
            _log = log;
            _instance = 1 + log.Count(entry => entry.EndsWith(":made", StringComparison.Ordinal));
            Note("made");
        }

        internal static Props Props(List<string> log) => Actor.Props.Create<Child>(log);

        protected override void PreStart() => Note("started");

        protected override void PostStop() => Note("stopped");

        protected override void PreRestart(Exception reason, object? message)
        {
            Note($"pre-restart({message})");
            base.PreRestart(reason, message);
        }

        protected override void PostRestart(Exception reason)
        {
            Note("post-restart");
            base.PostRestart(reason);
        }

        protected override void OnReceive(object message)
        {
            if (message is "boom") throw new InvalidOperationException("boom");
            Note((string)message);
        }

        private void Note(string what) => _log.Add($"{_instance}:{what}");
    }

    private sealed class Stillborn : UntypedActor
    {
        public Stillborn() => throw new InvalidOperationException("never");

        protected override void OnReceive(object message) => Unhandled(message);
    }

    private sealed class Hesitant : UntypedActor
    {
        private readonly List<string> _log;

        public Hesitant(Func<bool> mayStart, List<string> log)
        {
            _log = log;
            if (!mayStart()) throw new InvalidOperationException("not yet");
        }

        protected override void OnReceive(object message) => _log.Add((string)message);
    }

    private sealed class Parent : UntypedActor
    {
        private readonly List<string> _log;

        public Parent(List<string> log)
        {
            _log = log;
            log.Add("parent made");
        }

        protected override void PreStart() => Context.ActorOf(Props.Create(() => new Noted(_log)), "noted");

        protected override void PreRestart(Exception reason, object? message)
        {
            _log.Add("parent failing");
            base.PreRestart(reason, message);
        }

        protected override void OnReceive(object message) => throw new InvalidOperationException("boom");
    }

    private sealed class Noted : UntypedActor
    {
        private readonly List<string> _log;

        public Noted(List<string> log)
        {
            _log = log;
            log.Add("child made");
        }

        protected override void PostStop() => _log.Add("child stopped");

        protected override void OnReceive(object message) => Unhandled(message);
    }

    private sealed class Keeper(Props child) : UntypedActor
    {
        protected override void PreStart() => Context.ActorOf(child, "kept");

        protected override void PostRestart(Exception reason)
        {
        }

        protected override void PreRestart(Exception reason, object? message)
        {
        }

        protected override void OnReceive(object message)
        {
            if (message is "boom!") throw new InvalidOperationException("boom");
            Context.Child("kept").Tell(message);
        }
    }

    private sealed class Relapsing(List<string> log) : UntypedActor
    {
        protected override void PreRestart(Exception reason, object? message) => log.Add("pre-restart");

        protected override void PostRestart(Exception reason)
        {
            log.Add("post-restart");
            throw new InvalidOperationException("again");
        }

        protected override void OnReceive(object message) => throw new InvalidOperationException("boom");
    }

    private sealed class BadEnd : UntypedActor
    {
        protected override void PostStop() => throw new InvalidOperationException("bad end");

        protected override void OnReceive(object message) => Unhandled(message);
    }
}
