using XmppActors.Actors.Accounts;
using XmppActors.Actors.Components;
using XmppActors.Actors.Components.Instances;
using XmppActors.Actors.Streams.Settling;
using XmppActors.Actors.Tests.Accounts;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Tests.Components.Instances;

/// <summary>What a lost or silent component has not acknowledged (docs/decisions/0017).</summary>
public sealed class LossTests
{
    private static readonly FullJid Romeo = FullJid.Parse("romeo@montague.example/orchard");

    [Fact]
    public void What_was_written_goes_to_another_instance_in_order_and_marked_what_waited_unmarked()
    {
        using var world = new FarmWorld(configure: farm => farm with { Ledger = farm.Ledger with { Window = 2 } });
        var first = ConnectSilent(world);
        var reader = world.Listener();
        Send(world, reader, 1, 2, 3);
        var second = world.ConnectServing();
        world.Advance(TimeSpan.FromSeconds(1));

        first.Disconnects();
        world.Advance(TimeSpan.FromMilliseconds(100));

        Assert.Equal(["m1", "m2", "m3"], second.Stanzas.Select(stanza => stanza.Id));
        Assert.Equal(
            "<delay xmlns='urn:xmpp:delay' from='montague.example' stamp='2026-01-02T03:04:05.000Z'/>"
                + "<stanza-id xmlns='urn:xmpp:sid:0' by='montague.example' id='0000000000000007-00000001'/>",
            System.Text.Encoding.UTF8.GetString(second.Stanzas[0].Payload.Span));
        Assert.False(second.Stanzas[1].Payload.IsEmpty);
        Assert.True(second.Stanzas[2].Payload.IsEmpty);
        Assert.Equal(3, reader.Heard.OfType<StanzaSettled>().Sum(settled => settled.Count));
        Assert.Equal((2, 0, 1), world.Counters.Losses);
        Assert.Equal(3, world.Counters.Read().Delivered);
    }

    [Fact]
    public void Its_readers_newer_stanzas_do_not_overtake_what_is_routed_again()
    {
        using var world = new FarmWorld();
        var first = ConnectSilent(world);
        var reader = world.Listener();
        Send(world, reader, 1, 2);
        first.Stanzas.Clear();
        var second = world.ConnectServing();
        var stream = world.Snapshot.Find(world.Snapshot.Instances[1].Id)!.Stream;

        world.Counters.Accepted();
        stream.Tell(Message(3, gap: 1), reader.Actor); // From a node that knew of the loss sooner.
        world.Run();
        Assert.Equal([new StanzaRefused(7, 3)], reader.Heard);
        first.Disconnects();
        stream.Tell(Message(3, gap: 1), reader.Actor);
        world.Advance(TimeSpan.FromMilliseconds(100));

        Assert.Equal(["m1", "m2", "m3"], second.Stanzas.Select(stanza => stanza.Id));
    }

    [Fact]
    public void After_what_was_acknowledged_the_next_is_in_order_for_another_instance()
    {
        using var world = new FarmWorld();
        var first = ConnectSilent(world);
        var reader = world.Listener();
        Send(world, reader, 1);
        world.Advance(TimeSpan.FromMilliseconds(20));
        SendAfter(world, reader, 2, gap: 1);
        first.Sends(StanzaErrors.IqResult(first.Stanzas[1]));
        var second = world.ConnectServing();

        first.Disconnects();

        Assert.Equal(["m2"], second.Stanzas.Select(stanza => stanza.Id));
        Assert.DoesNotContain(reader.Heard, message => message is StanzaRefused);
    }

    [Fact]
    public void A_mark_is_made_once_and_nobody_else_speaks_for_us()
    {
        var by = "montague.example";
        var at = new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);
        var message = StanzaText.Parse(
            "<message to='globe@echo.example'><body>1</body><origin-id xmlns='urn:xmpp:sid:0' id='his'/>"
            + "<stanza-id xmlns='urn:xmpp:sid:0' by='montague.example' id='false'/></message>").WithOrigin(new StanzaOrigin(1, 2));

        var marked = ReplayMarks.Mark(message, by, at);

        Assert.Equal(["body", "origin-id", "delay", "stanza-id"], marked.Children().Select(child => child.Name.LocalName));
        Assert.Equal("0000000000000001-00000002", marked.Children()[^1].Attribute("id")!.Value);
        Assert.Same(marked, ReplayMarks.Mark(marked, by, at.AddHours(1)));
        var iq = StanzaText.Parse("<iq type='get' id='1' to='echo.example'><ping xmlns='urn:xmpp:ping'/></iq>");
        Assert.Same(iq, ReplayMarks.Mark(iq, by, at));
    }

    [Theory]
    [InlineData(true, 60, 32768, 2)]
    [InlineData(false, 5, 32768, 2)]
    [InlineData(false, 60, 1, 1)]
    public void What_is_not_to_be_replayed_goes_back(bool isForbidden, int age, int stanzas, int bounced)
    {
        using var world = new FarmWorld(configure: farm => farm with
        {
            Ledger = farm.Ledger with { LostMessages = isForbidden ? OnLoss.Bounce : OnLoss.Replay, ReplayAge = TimeSpan.FromSeconds(age), Replay = stanzas },
        });
        var first = ConnectSilent(world);
        var reader = world.Listener();
        Send(world, reader, 1, 2);
        world.Advance(TimeSpan.FromSeconds(6));
        var second = world.ConnectServing();

        first.Disconnects();
        world.Advance(TimeSpan.FromMilliseconds(100));

        var errors = world.TakeFromAccounts();
        Assert.Equal(bounced, errors.Length);
        Assert.All(errors, error => Assert.Contains("remote-server-timeout", string.Concat(error.Children())));
        Assert.Equal(2 - bounced, second.Stanzas.Count);
        Assert.Equal(2, reader.Heard.OfType<StanzaSettled>().Sum(settled => settled.Count));
        Assert.Equal((2 - bounced, bounced, 1), world.Counters.Losses);
    }

    [Fact]
    public void With_nobody_left_senders_are_told()
    {
        using var world = new FarmWorld();
        var component = ConnectSilent(world);
        var reader = world.Listener();
        Send(world, reader, 1, 2);

        component.Disconnects();

        Assert.Equal(["m1", "m2"], world.TakeFromAccounts().Select(error => error.Id));
        Assert.Equal(2, reader.Heard.Count);
    }

    [Fact]
    public void What_a_silent_component_has_not_acknowledged_goes_to_others_while_its_link_stays()
    {
        using var world = new FarmWorld();
        var first = ConnectSilent(world);
        var reader = world.Listener();
        Send(world, reader, 1, 2);
        world.Advance(TimeSpan.FromMilliseconds(20));
        var ping = first.Stanzas[^1];
        var second = world.ConnectServing();
        var instance = world.Snapshot.Instances[0];

        Direct(world, instance, InstanceState.Suspect, hasOthers: true);
        Assert.Equal(["m1", "m2"], second.Stanzas.Select(stanza => stanza.Id));
        Assert.False(first.IsClosed);
        reader.Heard.Clear();
        world.Counters.Accepted();
        instance.Stream.Tell(Message(3, gap: 0), reader.Actor); // From a node that does not know yet.
        world.Run();
        Assert.Equal([new StanzaRefused(7, 3)], reader.Heard);
        world.Advance(TimeSpan.FromMilliseconds(20));
        reader.Heard.Clear();
        first.Sends(StanzaErrors.IqResult(ping)); // It has read them, too late.
        Assert.Empty(reader.Heard);
        Direct(world, instance, InstanceState.Ready, hasOthers: true);
        instance.Stream.Tell(Message(3, gap: 0), reader.Actor);
        world.Run();

        Assert.Equal("m3", first.Stanzas.Last(stanza => stanza.Kind == StanzaKind.Message).Id);
        first.Disconnects();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_whose_node_stops_may_say_first_what_it_has_read(bool doesSo)
    {
        using var world = new FarmWorld();
        var first = ConnectSilent(world);
        var reader = world.Listener();
        Send(world, reader, 1);
        world.Advance(TimeSpan.FromMilliseconds(20));
        var ping = first.Stanzas[^1];
        var second = world.ConnectServing();
        var instance = world.Snapshot.Instances[0];

        instance.Stream.Tell(new CloseStream(StreamErrorCondition.SystemShutdown));
        world.Run();
        SendAfter(world, reader, 2, gap: 0);
        Assert.False(first.IsClosed);
        Assert.Equal("m2", second.Stanzas.Single().Id); // Its share is others' at once.
        if (doesSo) first.Sends(StanzaErrors.IqResult(ping));
        else world.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(StreamErrorCondition.SystemShutdown, first.Error!.Condition);
        Assert.Equal(doesSo ? ["m2"] : ["m2", "m1"], second.Stanzas.Select(stanza => stanza.Id));
        first.Disconnects();
    }

    [Fact]
    public void A_farm_that_wants_a_link_closed_says_why()
    {
        using var world = new FarmWorld();
        var first = ConnectSilent(world);
        var reader = world.Listener();
        Send(world, reader, 1);
        var second = world.ConnectServing();
        var instance = world.Snapshot.Instances[0];

        instance.Stream.Tell(new InstanceDirective("echo.example", 99, InstanceState.Down, true, "it is silent")
        {
            CloseWith = StreamErrorCondition.ConnectionTimeout,
        });
        world.Run();

        Assert.Equal(StreamErrorCondition.ConnectionTimeout, first.Error!.Condition);
        Assert.Equal("m1", second.Stanzas.Single().Id);
        first.Disconnects();
    }

    [Fact]
    public void Held_for_an_instance_is_what_comes_while_there_is_none()
    {
        using var world = new FarmWorld(configure: farm => farm with { HoldsWhenEmpty = true, Hold = new HoldSettings { Stanzas = 2 } });
        var reader = world.Listener();

        Send(world, reader, 1, 2, 3);
        Assert.Equal(["m3"], world.TakeFromAccounts().Select(error => error.Id));
        Assert.Equal(2, world.Counters.Read().Held);
        world.Router.Route(Message(1, gap: 0), reader.Actor);
        world.Run();
        Assert.Equal(new StanzaHeld(7, 1), reader.Heard[^1]);
        world.Advance(TimeSpan.FromSeconds(10));
        var component = world.ConnectServing();
        world.Advance(TimeSpan.FromMilliseconds(100));

        Assert.Equal(["m1", "m2"], component.Stanzas.Select(stanza => stanza.Id));
        Assert.Equal(3, reader.Heard.OfType<StanzaSettled>().Sum(settled => settled.Count));
    }

    [Fact]
    public void What_is_held_too_long_goes_back()
    {
        using var world = new FarmWorld(configure: farm => farm with { HoldsWhenEmpty = true });
        var reader = world.Listener();
        Send(world, reader, 1);
        world.Advance(TimeSpan.FromSeconds(10));
        Send(world, reader, 2);

        world.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(["m1"], world.TakeFromAccounts().Select(error => error.Id));
        world.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(["m2"], world.TakeFromAccounts().Select(error => error.Id));
        Assert.Equal([new StanzaSettled(7, 1), new StanzaSettled(7, 2)], reader.Heard);
    }

    [Fact]
    public void Where_the_operator_says_hold_a_newcomer_gets_what_is_in_doubt()
    {
        using var world = new FarmWorld(configure: farm => farm with { Ledger = farm.Ledger with { LostMessages = OnLoss.Hold } });
        var first = ConnectSilent(world);
        var reader = world.Listener();
        Send(world, reader, 1);
        var second = world.ConnectServing();

        first.Disconnects();
        Assert.Empty(second.Stanzas);
        var third = world.ConnectServing();

        Assert.Equal("m1", Assert.Single([.. second.Stanzas, .. third.Stanzas]).Id);
    }

    private static void Direct(FarmWorld world, FarmInstance instance, InstanceState state, bool hasOthers)
    {
        instance.Stream.Tell(new InstanceDirective("echo.example", world.Snapshot.Version + 1, state, hasOthers, null));
        world.Run();
    }

    private static ComponentLink ConnectSilent(FarmWorld world)
    {
        var component = world.ConnectServing();
        component.AnswersPings = false;
        return component;
    }

    private static void Send(FarmWorld world, TestListener reader, params int[] numbers)
    {
        foreach (var number in numbers)
        {
            world.Counters.Accepted();
            world.Router.Route(Message(number, gap: number > numbers[0] ? 1 : 0), reader.Actor);
        }

        world.Run();
    }

    private static void SendAfter(FarmWorld world, TestListener reader, int number, int gap)
    {
        world.Counters.Accepted();
        world.Router.Route(Message(number, gap), reader.Actor);
        world.Run();
    }

    private static Stanza Message(int number, int gap) =>
        Stanza.Create(StanzaKind.Message, StanzaType.Chat, Romeo, BareJid.Parse("globe@echo.example"), $"m{number}")
            .WithOrigin(new StanzaOrigin(7, (uint)number, (ushort)(number - 1), (ushort)gap));
}
