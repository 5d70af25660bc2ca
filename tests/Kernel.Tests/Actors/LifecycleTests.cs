using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Event;
using XmppActors.Kernel.Support;

namespace XmppActors.Kernel.ActorTests;

public sealed class LifecycleTests
{
    [Fact]
    public void An_actor_starts_handles_and_stops_in_this_order()
    {
        using var stage = new Stage();
        var log = new List<string>();
        var actor = stage.System.ActorOf(Props.Create(() => new Diary(log)), "romeo");

        actor.Tell("a");
        actor.Tell("b");
        actor.Tell(PoisonPill.Instance);
        actor.Tell("c");
        stage.Settle();

        Assert.Equal(["made", "started", "a", "b", "stopped"], log);
        Assert.Equal("c", Assert.IsType<DeadLetter>(Assert.Single(stage.DeadLetters.Received)).Message);
    }

    [Fact]
    public void A_constructor_and_PreStart_know_who_they_are_and_have_no_sender()
    {
        using var stage = new Stage();
        var seen = new List<object>();
        var props = Props.Create(() => new Curious(seen));
        var sender = Probe.In(stage.System);
        var actor = stage.System.ActorOf(props, "juliet");

        stage.Tell(actor, "first", sender.Ref);

        Assert.Equal([actor, stage.System.DeadLetters, actor, stage.System.DeadLetters, sender.Ref], seen);
    }

    [Fact]
    public void Stopping_finishes_the_message_in_hand()
    {
        using var stage = new Stage();
        var log = new List<object>();
        var actor = stage.Start((message, context) =>
        {
            context.Stop(context.Self);
            log.Add(message);
        });
        stage.Settle();

        actor.Tell(1);
        actor.Tell(2);
        stage.Settle();

        Assert.Equal([1], log);
    }

    [Fact]
    public void Children_end_before_their_parent()
    {
        using var stage = new Stage();
        var log = new List<string>();
        var parent = stage.System.ActorOf(Props.Create(() => new Family("a", 2, log)), "a");
        stage.Settle();

        stage.System.Stop(parent);
        stage.Settle();

        Assert.Equal("a", log[^1]);
        Assert.Equal(7, log.Count);
        Assert.All(log, name => Assert.True(name == "a" || log.IndexOf(name) < log.IndexOf(name[..^1])));
    }

    [Fact]
    public void A_parent_that_waits_for_its_children_handles_no_message()
    {
        using var stage = new Stage();
        var handled = new List<object>();
        var parent = stage.Start((message, context) =>
        {
            handled.Add(message);
            if (message is not "stop") return;
            context.ActorOf(Props.Create<Endless>());
            context.Stop(context.Self);
        });

        parent.Tell("stop");
        parent.Tell("late");
        stage.Settle();

        Assert.Equal(["stop"], handled);
    }

    [Fact]
    public void A_name_is_free_again_when_its_actor_has_ended_and_not_before()
    {
        using var stage = new Stage();
        var incarnations = new List<IActorRef>();
        var parent = stage.Start((message, context) =>
        {
            switch (message)
            {
                case "start":
                    incarnations.Add(context.Watch(context.ActorOf(Props.Create<Endless>(), "child")));
                    break;
                case "stop":
                    context.Stop(context.Child("child"));
                    Assert.Throws<InvalidActorNameException>(() => context.ActorOf(Props.Create<Endless>(), "child"));
                    break;
                case Terminated:
                    context.Self.Tell("start");
                    break;
            }
        });

        stage.Tell(parent, "start");
        stage.Tell(parent, "stop");

        Assert.Equal(2, incarnations.Count);
        Assert.NotEqual(incarnations[0], incarnations[1]);
        Assert.Equal(incarnations[0].Path, incarnations[1].Path);
        Assert.NotEqual(incarnations[0].Path.Uid, incarnations[1].Path.Uid);
        Assert.Empty(stage.Log);
    }

    [Theory]
    [InlineData("")]
    [InlineData("$a")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("ä")]
    [InlineData("a%2")]
    public void A_malformed_name_is_refused(string name)
    {
        using var stage = new Stage();

        Assert.Throws<InvalidActorNameException>(() => stage.System.ActorOf(Props.Create<Endless>(), name));
    }

    [Theory]
    [InlineData("romeo@montague.example")]
    [InlineData("a%20b")]
    [InlineData("x")]
    public void A_well_formed_name_stands_in_the_path(string name)
    {
        using var stage = new Stage();

        var actor = stage.System.ActorOf(Props.Create<Endless>(), name);

        Assert.Equal($"akka://stage/user/{name}", actor.Path.ToString());
        Assert.Equal(name, actor.Path.Name);
        Assert.Equal("user", actor.Path.Parent.Name);
        Assert.Equal(["user", name], actor.Path.Elements);
    }

    [Fact]
    public void Anonymous_actors_have_different_names()
    {
        using var stage = new Stage();

        var names = Enumerable.Range(0, 100).Select(_ => stage.System.ActorOf(Props.Create<Endless>()).Path.Name).ToHashSet();

        Assert.Equal(100, names.Count);
        Assert.All(names, name => Assert.StartsWith("$", name, StringComparison.Ordinal));
    }

    [Fact]
    public void An_actor_finds_its_children_by_name()
    {
        using var stage = new Stage();
        object? found = null;
        object? missing = null;
        IActorRef? child = null;
        var parent = stage.Start((_, context) =>
        {
            child = context.ActorOf(Props.Create<Endless>(), "child");
            context.ActorOf(Props.Create<Endless>());
            found = context.Child("child");
            missing = context.Child("none");
            Assert.Equal(2, context.GetChildren().Count());
        });

        stage.Tell(parent, "go");

        Assert.Same(child, found);
        Assert.Same(ActorRefs.Nobody, missing);
        Assert.Empty(stage.Log);
    }

    [Fact]
    public void An_ending_actor_can_have_no_more_children()
    {
        using var stage = new Stage();
        Exception? refused = null;
        Action<Exception> note = failure => refused = failure;
        var actor = stage.System.ActorOf(Props.Create(() => new Clinging(note)));
        stage.Settle();

        stage.System.Stop(actor);
        stage.Settle();

        Assert.IsType<InvalidOperationException>(refused);
    }

    [Fact]
    public void An_actor_cannot_be_made_by_hand() =>
        Assert.Throws<ActorInitializationException>(() => new Endless());

    [Fact]
    public async Task Outside_of_its_turn_an_actor_has_no_context()
    {
        using var system = ActorSystem.Create("real");
        var actor = system.ActorOf<Escaping>();

        var failure = await actor.Ask<Exception>("go", TestContext.Current.CancellationToken);

        Assert.IsType<NotSupportedException>(failure);
    }

    [Fact]
    public void Behaviours_are_stacked_and_taken_away()
    {
        using var stage = new Stage();
        var log = new List<string>();
        var actor = stage.System.ActorOf(Props.Create(() => new Moody(log)));

        foreach (var message in (string[])["x", "happy", "x", "sad", "x", "back", "x", "back", "x", "back", "x"])
            stage.Tell(actor, message);

        Assert.Equal(["calm x", "happy x", "sad x", "happy x", "calm x", "calm x"], log);
    }

    [Fact]
    public void Handlers_are_tried_in_order_until_one_takes_the_message()
    {
        using var stage = new Stage();
        var log = new List<string>();
        var actor = stage.System.ActorOf(Props.Create(() => new Choosy(log)));

        foreach (var message in (object[])[1, 20, "short", "a longer text", 2.5, 'c']) stage.Tell(actor, message);

        Assert.Equal(["small 1", "int 20", "text short", "any a longer text", "any 2.5", "any c"], log);
    }

    private sealed class Diary : UntypedActor
    {
        private readonly List<string> _log;

        public Diary(List<string> log)
        {
            _log = log;
            log.Add("made");
        }

        protected override void PreStart() => _log.Add("started");

        protected override void PostStop() => _log.Add("stopped");

        protected override void OnReceive(object message) => _log.Add((string)message);
    }

    private sealed class Curious : UntypedActor
    {
        private readonly List<object> _seen;

        public Curious(List<object> seen)
        {
            _seen = seen;
            seen.AddRange([Self, Sender]);
        }

        protected override void PreStart() => _seen.AddRange([Context.Self, Context.Sender]);

        protected override void OnReceive(object message) => _seen.Add(Sender);
    }

    private sealed class Family(string name, int depth, List<string> log) : UntypedActor
    {
        protected override void PreStart()
        {
            if (depth == 0) return;
            foreach (var suffix in "ab") Context.ActorOf(Props.Create(() => new Family(name + suffix, depth - 1, log)));
        }

        protected override void PostStop() => log.Add(name);

        protected override void OnReceive(object message) => Unhandled(message);
    }

    private sealed class Endless : UntypedActor
    {
        protected override void OnReceive(object message) => Unhandled(message);
    }

    private sealed class Clinging(Action<Exception> refused) : UntypedActor
    {
        protected override void PostStop()
        {
            try
            {
                Context.ActorOf(Props.Create<Endless>());
            }
            catch (InvalidOperationException failure)
            {
                refused(failure);
            }
        }

        protected override void OnReceive(object message) => Unhandled(message);
    }

    private sealed class Escaping : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            var asking = Sender;
            ThreadPool.UnsafeQueueUserWorkItem(_ =>
            {
                var failure = Record.Exception(() => Self);
                asking.Tell(failure!, ActorRefs.NoSender);
            }, null);
        }
    }

    private sealed class Moody(List<string> log) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is "happy") BecomeStacked(Happy);
            else if (message is "back") UnbecomeStacked();
            else log.Add($"calm {message}");
        }

        private void Happy(object message)
        {
            if (message is "sad") BecomeStacked(Sad);
            else if (message is "back") UnbecomeStacked();
            else log.Add($"happy {message}");
        }

        private void Sad(object message)
        {
            if (message is "back") UnbecomeStacked();
            else log.Add($"sad {message}");
        }
    }

    private sealed class Choosy : ReceiveActor
    {
        public Choosy(List<string> log)
        {
            Receive<int>(number => log.Add($"small {number}"), number => number < 10);
            Receive<int>(number => log.Add($"int {number}"));
            Receive<string>(text =>
            {
                if (text.Length > 5) return false;
                log.Add($"text {text}");
                return true;
            });
            ReceiveAny(message => log.Add(FormattableString.Invariant($"any {message}")));
        }
    }
}
