using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Bootstrap;
using XmppActors.Kernel.Event;
using XmppActors.Kernel.Support;

namespace XmppActors.Kernel.ActorTests;

public sealed class EventStreamTests
{
    private interface IFruit;

    [Fact]
    public void A_subscriber_hears_a_type_its_subtypes_and_who_implements_it()
    {
        using var stage = new Stage();
        var stream = stage.System.EventStream;
        var (apples, fruit, all) = (Probe.In(stage.System), Probe.In(stage.System), Probe.In(stage.System));
        stream.Subscribe(apples.Ref, typeof(Apple));
        stream.Subscribe<IFruit>(fruit.Ref);
        stream.Subscribe(all.Ref, typeof(object));
        object[] events = [new Apple(), new GreenApple(), new Pear(), "stone"];

        foreach (var published in events) stream.Publish(published);
        stage.Settle();

        Assert.Equal(events[..2], apples.Received);
        Assert.Equal(events[..3], fruit.Received);
        Assert.Equal(events, all.Received);
    }

    [Fact]
    public void Subscribing_twice_changes_nothing_and_several_channels_tell_once()
    {
        using var stage = new Stage();
        var stream = stage.System.EventStream;
        var probe = Probe.In(stage.System);

        Assert.True(stream.Subscribe(probe.Ref, typeof(Apple)));
        Assert.False(stream.Subscribe(probe.Ref, typeof(Apple)));
        Assert.True(stream.Subscribe(probe.Ref, typeof(IFruit)));
        stream.Publish(new Apple());
        stage.Settle();

        Assert.Single(probe.Received);
    }

    [Fact]
    public void A_subscription_ends_by_type_or_altogether()
    {
        using var stage = new Stage();
        var stream = stage.System.EventStream;
        var probe = Probe.In(stage.System);
        foreach (var type in (Type[])[typeof(Apple), typeof(Pear), typeof(string)]) stream.Subscribe(probe.Ref, type);
        stream.Publish(new Apple());

        Assert.True(stream.Unsubscribe<Apple>(probe.Ref));
        stream.Publish(new Apple());
        stream.Publish(new Pear());
        Assert.True(stream.Unsubscribe(probe.Ref));
        Assert.False(stream.Unsubscribe(probe.Ref));
        stream.Publish(new Pear());
        stage.Settle();

        Assert.Equal(2, probe.Received.Count);
    }

    [Fact]
    public void A_subscriber_that_ends_is_unsubscribed_and_one_that_has_ended_is_not_taken()
    {
        using var stage = new Stage();
        var probe = Probe.In(stage.System);
        stage.System.EventStream.Subscribe(probe.Ref, typeof(Apple));
        stage.Tell(probe.Ref, PoisonPill.Instance);

        stage.System.EventStream.Publish(new Apple());
        stage.Settle();

        Assert.Empty(stage.DeadLetters.Received);
        Assert.False(stage.System.EventStream.Subscribe(probe.Ref, typeof(Apple)));
    }

    [Theory]
    [InlineData("DEBUG", 4)]
    [InlineData("INFO", 3)]
    [InlineData("WARNING", 2)]
    [InlineData("ERROR", 1)]
    public void Log_events_below_the_configured_level_are_not_made(string level, int expected)
    {
        using var stage = new Stage($"akka.loglevel = {level}");
        var log = Logging.GetLogger(stage.System, "source");

        log.Debug("d {0}", 1);
        log.Info("i {0} {1}", 1, "x");
        log.Warning("w");
        log.Error(new InvalidOperationException("boom"), "e {0} {1} {2}", 1, 2, 3);

        string[] all = ["d 1", "i 1 x", "w", "e 1 2 3"];
        Assert.Equal(all[^expected..], stage.Log.Select(entry => entry.Message.ToString()));
        Assert.Equal("boom", stage.Log[^1].Cause?.Message);
    }

    [Fact]
    public void An_actors_log_names_its_path_and_type()
    {
        using var stage = new Stage();
        var heard = Probe.In(stage.System);
        stage.System.EventStream.Subscribe(heard.Ref, typeof(LogEvent));
        var actor = stage.Start((message, context) => context.GetLogger().Info("got {0}", message), "romeo");

        stage.Tell(actor, 5);

        var entry = Assert.IsType<Info>(Assert.Single(heard.Received));
        Assert.Equal(("akka://stage/user/romeo", typeof(Scripted), "got 5"), (entry.LogSource, entry.LogClass, $"{entry.Message}"));
        Assert.Equal(LogLevel.InfoLevel, entry.LogLevel());
    }

    [Fact]
    public void An_unknown_log_level_is_refused() =>
        Assert.Throws<Configuration.ConfigurationException>(() => ActorSystem.Create("x", "akka.loglevel = LOUD"));

    [Fact]
    public void A_malformed_name_of_a_system_is_refused() =>
        Assert.Throws<ArgumentException>(() => KernelSetup.Default.CreateSystem("a b"));

    [Fact]
    public void A_subscriber_of_dead_letters_that_cannot_take_one_makes_no_further_dead_letter()
    {
        using var stage = new Stage("small { mailbox-type = \"Akka.Dispatch.BoundedMailbox\", mailbox-capacity = 1 }");
        var heard = new List<object>();
        var subscriber = stage.System.ActorOf(Scripted.Props((message, _) => heard.Add(message)).WithMailbox("small"));
        stage.System.EventStream.Subscribe(subscriber, typeof(DeadLetter));
        stage.Settle();

        stage.System.DeadLetters.Tell("fills its mailbox");
        stage.System.DeadLetters.Tell("is one too many");
        stage.Settle();

        Assert.Equal(["fills its mailbox"], heard.Cast<DeadLetter>().Select(letter => letter.Message));
        Assert.Equal(
            ["fills its mailbox", "is one too many"],
            stage.DeadLetters.Received.Cast<DeadLetter>().Select(letter => letter.Message));
    }

    private class Apple : IFruit;

    private sealed class GreenApple : Apple;

    private sealed class Pear : IFruit;
}
