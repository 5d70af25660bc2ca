using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Event;
using XmppActors.Kernel.Support;

namespace XmppActors.Kernel.ActorTests;

public sealed class DeathWatchTests
{
    [Fact]
    public void A_watcher_is_told_once_when_the_watched_actor_ends()
    {
        using var scene = new Scene();
        scene.Do(context => context.Watch(scene.Subject.Ref));
        scene.Do(context => context.Watch(scene.Subject.Ref));

        scene.End();

        var terminated = Assert.IsType<Terminated>(Assert.Single(scene.Heard));
        Assert.Equal((scene.Subject.Ref, true), (terminated.ActorRef, terminated.ExistenceConfirmed));
    }

    [Fact]
    public void What_the_ended_actor_told_comes_before_its_end()
    {
        using var scene = new Scene();
        var subject = scene.Stage.Start((message, context) =>
        {
            for (var i = 0; i < 100; i++) scene.Watcher.Tell(i);
            context.Stop(context.Self);
        });
        scene.Do(context => context.Watch(subject));

        scene.Stage.Tell(subject, "go");

        Assert.Equal(Enumerable.Range(0, 100).Cast<object>(), scene.Heard.Take(100));
        Assert.IsType<Terminated>(scene.Heard[100]);
    }

    [Fact]
    public void Watching_what_has_ended_tells_at_once()
    {
        using var scene = new Scene();
        scene.End();

        scene.Do(context => context.Watch(scene.Subject.Ref));

        Assert.IsType<Terminated>(Assert.Single(scene.Heard));
    }

    [Fact]
    public void Watching_nobody_or_dead_letters_tells_at_once_that_none_existed()
    {
        using var scene = new Scene();

        scene.Do(context => context.Watch(ActorRefs.Nobody));
        scene.Do(context => context.Watch(context.System.DeadLetters));

        Assert.Equal([false, false], scene.Heard.Cast<Terminated>().Select(terminated => terminated.ExistenceConfirmed));
    }

    [Fact]
    public void An_actor_that_watches_itself_hears_nothing()
    {
        using var scene = new Scene();

        scene.Do(context => context.Watch(context.Self));

        Assert.Empty(scene.Heard);
    }

    [Fact]
    public void A_message_of_choice_takes_the_place_of_Terminated()
    {
        using var scene = new Scene();
        scene.Do(context => context.WatchWith(scene.Subject.Ref, "it is over"));

        scene.End();

        Assert.Equal(["it is over"], scene.Heard);
    }

    [Fact]
    public void Two_different_messages_of_choice_are_refused()
    {
        using var scene = new Scene();
        Exception? refused = null;
        scene.Do(context => context.WatchWith(scene.Subject.Ref, "a"));

        scene.Do(context => refused = Record.Exception(() => context.WatchWith(scene.Subject.Ref, "b")));
        scene.Do(context => context.WatchWith(scene.Subject.Ref, "a"));
        scene.End();

        Assert.IsType<InvalidOperationException>(refused);
        Assert.Equal(["a"], scene.Heard);
    }

    [Fact]
    public void After_unwatching_nothing_is_heard()
    {
        using var scene = new Scene();
        scene.Do(context => context.Watch(scene.Subject.Ref));
        scene.Do(context => context.Unwatch(scene.Subject.Ref));

        scene.End();

        Assert.Empty(scene.Heard);
    }

    [Fact]
    public void Unwatching_takes_back_what_waits_in_the_mailbox()
    {
        using var scene = new Scene();
        scene.Do(context => context.Watch(scene.Subject.Ref));
        scene.Watcher.Tell((Action<IActorContext>)(context =>
        {
            context.Stop(scene.Subject.Ref);
            context.Self.Tell((Action<IActorContext>)(later => later.Unwatch(scene.Subject.Ref)));
        }));

        scene.Stage.Settle();

        Assert.Empty(scene.Heard);
    }

    [Fact]
    public void An_actor_may_watch_again_after_unwatching()
    {
        using var scene = new Scene();
        scene.Do(context => context.Watch(scene.Subject.Ref));
        scene.Do(context => context.Unwatch(scene.Subject.Ref));
        scene.Do(context => context.Watch(scene.Subject.Ref));

        scene.End();

        Assert.Single(scene.Heard);
    }

    [Fact]
    public void An_unhandled_end_makes_the_watcher_fail()
    {
        using var stage = new Stage();
        var subject = Probe.In(stage.System);
        var watcher = stage.System.ActorOf(Props.Create(() => new Careless(subject.Ref)));
        stage.Settle();

        stage.System.Stop(subject.Ref);
        stage.Settle();
        stage.Tell(watcher, "late");

        Assert.IsType<DeathPactException>(Assert.IsType<Error>(Assert.Single(stage.Log)).Cause);
        Assert.Equal("late", stage.DeadLetters.Received.OfType<DeadLetter>().Single().Message);
    }

    [Fact]
    public void A_parent_may_watch_its_child_and_reuse_its_name_when_told()
    {
        using var scene = new Scene();
        IActorRef? second = null;
        scene.Do(context => context.Watch(context.ActorOf(Scripted.Props((_, _) => { }), "child")));

        scene.Do(context => context.Stop(context.Child("child")));
        scene.Do(context => second = context.ActorOf(Scripted.Props((_, _) => { }), "child"));

        Assert.IsType<Terminated>(Assert.Single(scene.Heard));
        Assert.NotNull(second);
    }

    [Fact]
    public void A_watcher_that_ends_is_forgotten()
    {
        using var scene = new Scene();
        scene.Do(context => context.Watch(scene.Subject.Ref));
        scene.Stage.Tell(scene.Watcher, PoisonPill.Instance);

        scene.End();

        Assert.Empty(scene.Heard);
        Assert.Empty(scene.Stage.DeadLetters.Received);
    }

    [Fact]
    public void A_restarted_watcher_still_watches()
    {
        using var scene = new Scene();
        scene.Do(context => context.Watch(scene.Subject.Ref));
        scene.Do(_ => throw new InvalidOperationException("boom"));

        scene.End();

        Assert.IsType<Terminated>(Assert.Single(scene.Heard));
    }

    private sealed class Scene : IDisposable
    {
        internal Scene()
        {
            Subject = Probe.In(Stage.System);
            Watcher = Stage.Start((message, context) =>
            {
                if (message is Action<IActorContext> action) action(context);
                else Heard.Add(message);
            });
            Stage.Settle();
        }

        internal Stage Stage { get; } = new();

        internal Probe Subject { get; }

        internal IActorRef Watcher { get; }

        internal List<object> Heard { get; } = [];

        public void Dispose() => Stage.Dispose();

        internal void Do(Action<IActorContext> action) => Stage.Tell(Watcher, action);

        internal void End()
        {
            Stage.System.Stop(Subject.Ref);
            Stage.Settle();
        }
    }

    private sealed class Careless(IActorRef subject) : UntypedActor
    {
        protected override void PreStart() => Context.Watch(subject);

        protected override void OnReceive(object message) => Unhandled(message);
    }
}
