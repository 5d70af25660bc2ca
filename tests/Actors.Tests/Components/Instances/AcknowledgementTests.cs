using XmppActors.Actors.Components;
using XmppActors.Actors.Components.Instances;
using XmppActors.Actors.Streams.Settling;
using XmppActors.Actors.Tests.Accounts;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Tests.Components.Instances;

/// <summary>What a component was sent is settled by its own word (docs/decisions/0017).</summary>
public sealed class AcknowledgementTests
{
    private static readonly FullJid Romeo = FullJid.Parse("romeo@montague.example/orchard");

    [Fact]
    public void What_is_written_is_settled_when_the_ping_behind_it_is_answered()
    {
        using var world = new FarmWorld();
        var component = ConnectSilent(world);
        var reader = world.Listener();

        Send(world, reader, 1, 2, 3);
        Assert.Equal(["m1", "m2", "m3"], component.Stanzas.Select(stanza => stanza.Id));
        world.Advance(TimeSpan.FromMilliseconds(19));
        Assert.Equal(3, component.Stanzas.Count);
        world.Advance(TimeSpan.FromMilliseconds(1));
        var ping = component.Stanzas[^1];
        Assert.True(ComponentLink.IsPing(ping));
        Assert.Equal(("montague.example", "echo.example"), (ping.From!.Value, ping.To!.Value));
        Assert.Empty(reader.Heard);
        Assert.Equal(3, world.Counters.Read().Held);
        component.Sends(StanzaErrors.IqResult(ping));

        Assert.Equal([new StanzaSettled(7, 3, 3)], reader.Heard);
        Assert.Equal((0, 3), (world.Counters.Read().Held, world.Counters.Read().Delivered));
        Assert.Equal(3, world.Counters.Read().Accepted);
    }

    [Fact]
    public void An_error_is_an_answer_too_and_answers_no_more_than_was_written_before_its_ping()
    {
        using var world = new FarmWorld(configure: farm => farm with { Ledger = farm.Ledger with { PingAfter = 2 } });
        var component = ConnectSilent(world);
        var reader = world.Listener();

        Send(world, reader, 1, 2, 3, 4, 5);
        var ping = Assert.Single(component.Stanzas, ComponentLink.IsPing);
        Assert.Equal(2, component.Stanzas.IndexOf(ping));
        component.Sends(StanzaErrors.Bounce(ping, StanzaErrorCondition.FeatureNotImplemented)!);

        Assert.Equal([new StanzaSettled(7, 2, 2)], reader.Heard);
        Assert.Equal(2, component.Stanzas.Count(ComponentLink.IsPing)); // Three more are written: it asks again at once.
        component.Sends(StanzaErrors.IqResult(ping)); // It has answered that one.
        Assert.Single(reader.Heard);
        component.Sends(StanzaErrors.IqResult(component.Stanzas[^1]));
        Assert.Equal(new StanzaSettled(7, 5, 3), reader.Heard[^1]);
        Assert.Equal(1, world.Counters.Read().Handled); // The answer to no question.
    }

    [Fact]
    public void A_component_that_gets_nothing_is_asked_now_and_then()
    {
        using var world = new FarmWorld();
        var component = world.ConnectServing();
        Assert.Equal(1, component.Pings);

        world.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(2, component.Pings);
        Assert.Equal(0, world.Counters.Read().Accepted);
    }

    [Fact]
    public void Of_a_component_that_answers_no_ping_what_is_written_counts_as_read_until_it_answers_one()
    {
        using var world = new FarmWorld();
        var component = world.Connect();
        component.AnswersPings = false;
        component.Opens("echo.example");
        component.ShakesHands("s");
        var reader = world.Listener();
        Send(world, reader, 1);

        world.Advance(TimeSpan.FromSeconds(1.9));
        Assert.Empty(reader.Heard);
        world.Advance(TimeSpan.FromSeconds(0.1)); // It need not say anything.
        Assert.Equal([new StanzaSettled(7, 1)], reader.Heard);
        Send(world, reader, 2);
        Assert.Equal(new StanzaSettled(7, 2), reader.Heard[^1]);

        world.Advance(TimeSpan.FromSeconds(10));
        var pings = component.Stanzas.FindAll(ComponentLink.IsPing);
        Assert.Equal(2, pings.Count); // It is asked still.
        Assert.Equal(InstanceState.Ready, world.Snapshot.Instances.Single().State);
        component.Sends(StanzaErrors.IqResult(pings[0])); // It does, after all.
        Send(world, reader, 3);
        world.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal(2, reader.Heard.Count);
        Assert.Equal(InstanceState.Suspect, world.Snapshot.Instances.Single().State);
        component.Disconnects();
    }

    [Fact]
    public void One_that_falls_silent_while_it_owes_nothing_is_found_out_by_its_idle_ping()
    {
        using var world = new FarmWorld();
        var component = world.ConnectServing();
        component.AnswersPings = false;

        world.Advance(TimeSpan.FromSeconds(10));
        world.Advance(TimeSpan.FromSeconds(1.5));
        Assert.Equal(InstanceState.Degraded, world.Snapshot.Instances.Single().State);
        world.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(InstanceState.Suspect, world.Snapshot.Instances.Single().State);
        component.Sends(StanzaErrors.IqResult(component.Stanzas.Single(ComponentLink.IsPing)));

        Assert.Equal(InstanceState.Ready, world.Snapshot.Instances.Single().State);
    }

    [Fact]
    public void Where_the_operator_says_so_what_is_written_is_settled_and_nobody_is_asked()
    {
        using var world = new FarmWorld(configure: farm => farm with { Ledger = farm.Ledger with { Acknowledge = AcknowledgedBy.Written } });
        var component = ConnectSilent(world);
        var reader = world.Listener();

        Send(world, reader, 1, 2);
        world.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal(2, reader.Heard.Count);
        Assert.DoesNotContain(component.Stanzas, ComponentLink.IsPing);
    }

    [Fact]
    public void What_comes_again_is_held_while_it_waits_and_settled_once_more_after()
    {
        using var world = new FarmWorld();
        var component = ConnectSilent(world);
        var (reader, resumed) = (world.Listener(), world.Listener());
        Send(world, reader, 1);

        Send(world, resumed, isNew: false, 1);
        Assert.Equal([new StanzaHeld(7, 1)], resumed.Heard);
        world.Advance(TimeSpan.FromMilliseconds(20));
        component.Sends(StanzaErrors.IqResult(component.Stanzas[^1]));
        Assert.Equal(new StanzaSettled(7, 1), resumed.Heard[^1]); // The stream that has it now.
        Assert.Empty(reader.Heard);
        Send(world, resumed, isNew: false, 1);

        Assert.Equal([new StanzaHeld(7, 1), new StanzaSettled(7, 1), new StanzaSettled(7, 1)], resumed.Heard);
        Assert.Single(component.Stanzas, stanza => stanza.Kind == StanzaKind.Message);
    }

    [Fact]
    public void None_is_taken_before_the_one_that_it_follows()
    {
        using var world = new FarmWorld();
        var component = world.ConnectServing();
        var reader = world.Listener();

        world.Counters.Accepted();
        world.Router.Route(Message(2).WithOrigin(new StanzaOrigin(7, 2, 1, Gap: 1)), reader.Actor);
        world.Run();
        Assert.Equal([new StanzaRefused(7, 2)], reader.Heard);
        Send(world, reader, 1);
        Send(world, reader, isNew: false, 2);

        Assert.Equal(["m1", "m2"], component.Stanzas.Select(stanza => stanza.Id));
    }

    [Fact]
    public void One_that_its_reader_repeats_is_marked_when_it_comes_the_first_time()
    {
        using var world = new FarmWorld();
        var component = world.ConnectServing();
        var reader = world.Listener();

        world.Counters.Accepted();
        world.Router.Route(Message(1).WithOrigin(new StanzaOrigin(7, 1) { IsRepeated = true }), reader.Actor);
        world.Run();

        Assert.Equal(["delay", "stanza-id"], component.Stanzas.Single().Children().Select(child => child.Name.LocalName));
    }

    [Fact]
    public void What_the_window_and_the_queue_have_no_room_for_goes_back()
    {
        using var world = new FarmWorld(configure: farm => farm with { Ledger = farm.Ledger with { Window = 1, Queue = 1 } });
        var component = ConnectSilent(world);
        var reader = world.Listener();

        Send(world, reader, 1, 2, 3);

        Assert.Single(component.Stanzas);
        Assert.Equal([new StanzaSettled(7, 3)], reader.Heard);
        var error = world.TakeFromAccounts().Single();
        Assert.Equal(("m3", StanzaType.Error), (error.Id, error.Type));
        Assert.Contains("resource-constraint", string.Concat(error.Children()));
        world.Advance(TimeSpan.FromMilliseconds(20));
        component.Sends(StanzaErrors.IqResult(component.Stanzas[^1]));
        Assert.Equal("m2", component.Stanzas[^1].Id);
        component.Disconnects();
    }

    /// <summary>It has answered the ping at the beginning, and none since.</summary>
    private static ComponentLink ConnectSilent(FarmWorld world)
    {
        var component = world.ConnectServing();
        component.AnswersPings = false;
        return component;
    }

    private static void Send(FarmWorld world, TestListener reader, params int[] numbers) => Send(world, reader, isNew: true, numbers);

    private static void Send(FarmWorld world, TestListener reader, bool isNew, params int[] numbers)
    {
        foreach (var number in numbers)
        {
            if (isNew) world.Counters.Accepted();
            var gap = number > 1 && numbers.Contains(number - 1) ? (ushort)1 : (ushort)0;
            world.Router.Route(Message(number).WithOrigin(new StanzaOrigin(7, (uint)number, (ushort)(number - 1), gap)), reader.Actor);
        }

        world.Run();
    }

    private static Stanza Message(int number) =>
        Stanza.Create(StanzaKind.Message, StanzaType.Chat, Romeo, BareJid.Parse("globe@echo.example"), $"m{number}");

    private static Stanza FromComponent(string id) =>
        Stanza.Create(StanzaKind.Message, StanzaType.Chat, BareJid.Parse("globe@echo.example"), Romeo, id);
}
