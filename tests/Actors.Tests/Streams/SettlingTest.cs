using XmppActors.Actors.Accounts;
using XmppActors.Actors.Streams.Sessions;
using XmppActors.Actors.Streams.Settling;
using XmppActors.Actors.Tests.Accounts;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Tests.Streams;

/// <summary>A bound stream that is not alone (docs/decisions/0015).</summary>
public sealed class SettlingTest
{
    [Fact]
    public async Task A_client_is_told_what_is_settled_and_held_back_until_then()
    {
        using var world = new StreamWorld();
        var (connection, stream) = await EnabledAsync(world);
        Confirm(world.JoinOther(), stream, world);

        connection.Sends("<message to='romeo@montague.example' id='m1'/>");
        connection.Sends("<message to='romeo@montague.example' id='m2'/>");
        connection.Says("<r xmlns='urn:xmpp:sm:3'/>");
        Assert.Empty(connection.Elements);
        var processed = connection.ProcessedBytes;
        Settle(world, stream, world.Routed[1]);
        Assert.Empty(connection.Elements);
        Settle(world, stream, world.Routed[0]);
        ConfirmAll(world, stream);

        Assert.Equal("2", connection.Elements.Single().Attribute("h"));
        Assert.True(connection.ProcessedBytes > processed);
    }

    [Fact]
    public async Task What_is_not_settled_is_sent_again_in_order_when_a_member_is_gone()
    {
        using var world = new StreamWorld();
        var (connection, stream) = await EnabledAsync(world);
        world.JoinOther();
        foreach (var id in new[] { "m1", "m2", "m3" }) connection.Sends($"<message to='romeo@montague.example' id='{id}'/>");
        Settle(world, stream, world.Routed[1]);
        world.Counters.Originated(2);
        world.Routed.Clear();

        world.Tell(stream, new MemberGone());

        Assert.Equal([("m1", 1u, 0), ("m3", 3u, 2)], world.Routed.Select(stanza => (stanza.Id!, stanza.Origin.Number, (int)stanza.Origin.Gap)));
    }

    [Fact]
    public async Task What_others_may_have_told_a_member_that_was_gone_is_sent_again_when_they_have_had_time_to_settle_it()
    {
        using var world = new StreamWorld();
        var (connection, stream) = await EnabledAsync(world);
        world.JoinOther();
        world.Tell(stream, new MemberGone()); // Nothing had been read when it was heard of here.
        connection.Sends("<message to='romeo@montague.example' id='m1'/>");
        world.Routed.Clear();

        world.Tell(stream, new MemberGone(IsToldAgain: true));
        Assert.Empty(world.Routed);
        connection.Sends("<message to='romeo@montague.example' id='m2'/>");
        world.Routed.Clear();
        world.Tell(stream, new MemberGone(IsToldAgain: true));

        world.Counters.Originated(); // The router of this test delivers each time.
        Assert.Equal(("m1", true), world.Routed.Select(stanza => (stanza.Id!, stanza.Origin.IsRepeated)).Single());
    }

    [Fact]
    public async Task A_stream_that_begins_after_a_loss_is_told_of_it_too()
    {
        using var world = new StreamWorld();
        world.LoseMember();
        var (connection, _) = await EnabledAsync(world);
        world.JoinOther();
        connection.Sends("<message to='romeo@montague.example' id='m1'/>");
        world.Routed.Clear();

        world.Advance(TimeSpan.FromSeconds(2));

        world.Counters.Originated();
        Assert.Equal("m1", Assert.Single(world.Routed).Id);
    }

    [Fact]
    public async Task A_stanza_that_comes_twice_is_written_once_and_settled_twice_when_the_standby_has_it()
    {
        using var world = new StreamWorld();
        var (connection, stream) = await EnabledAsync(world);
        var standby = world.JoinOther();
        var reader = new TestReader(world);
        var message = Stanza.Create(StanzaKind.Message, StanzaType.Chat, null, StreamWorld.Balcony, "m1").WithOrigin(new StanzaOrigin(7, 1));
        world.Counters.Originated();

        stream.Tell(message, reader.Actor);
        stream.Tell(message, reader.Actor);
        world.Run();
        Assert.Single(connection.Stanzas);
        Assert.Empty(reader.Settled);
        Assert.NotEmpty(standby.Heard);
        ConfirmAll(world, stream);

        Assert.Equal([1u, 1u], reader.Settled);
    }

    [Fact]
    public async Task A_stanza_that_no_standby_has_waits_until_it_is_certain_that_this_node_is_not_the_lost_one()
    {
        using var world = new StreamWorld();
        var (connection, stream) = await EnabledAsync(world);
        world.JoinOther();
        world.Tell(stream, Stanza.Create(StanzaKind.Message, StanzaType.Chat, null, StreamWorld.Balcony, "m1"));
        ConfirmAll(world, stream);
        Assert.Single(connection.Stanzas);

        world.Tell(stream, Stanza.Create(StanzaKind.Message, StanzaType.Chat, null, StreamWorld.Balcony, "m2"));
        world.Advance(TimeSpan.FromSeconds(6));
        Assert.Single(connection.Stanzas);
        world.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal("m2", connection.Stanzas[1].Id);
    }

    [Fact]
    public async Task A_client_is_promised_a_session_when_there_is_a_copy_of_it()
    {
        using var world = new StreamWorld();
        var (connection, stream) = await world.BindAsync();
        world.JoinOther();

        connection.Says("<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
        connection.Says("<r xmlns='urn:xmpp:sm:3'/>");
        world.Tell(stream, Stanza.Create(StanzaKind.Message, StanzaType.Chat, null, StreamWorld.Balcony, "m1"));
        Assert.Empty(connection.Elements);
        Assert.Empty(connection.Stanzas);
        ConfirmAll(world, stream);

        Assert.Equal(["enabled", "a"], connection.Elements.Select(element => element.Name.LocalName));
        Assert.Equal("m1", connection.Stanzas.Single().Id);
    }

    [Fact]
    public async Task A_lost_session_goes_on_from_its_copy()
    {
        using var world = new StreamWorld();
        var (connection, stream) = await EnabledAsync(world);
        var heard = world.JoinOther();
        world.Tell(stream, Stanza.Create(StanzaKind.Message, StanzaType.Chat, null, StreamWorld.Balcony, "m1"));
        SessionCopy? copy = null;
        ConfirmAll(world, stream);
        foreach (var update in heard.Heard.OfType<StandbyUpdate>())
        {
            copy ??= new SessionCopy(update.Whole!);
            copy.Apply(update);
        }

        world.TakeFromAccounts();
        world.Streams.Tell(new ContinueSession(copy!.ToState(), stream, null));
        world.Counters.Hold(-1); // The lost node's.
        world.Run();
        var rebind = world.TakeFromAccounts().OfType<RebindResource>().Single();
        var fresh = await world.AuthenticateAsync();
        fresh.Says($"<resume xmlns='urn:xmpp:sm:3' previd='{_id}' h='0'/>");
        var resume = Assert.IsType<ResumeStream>(world.TakeFromAccounts().Single());
        world.Tell(rebind.Stream, resume);

        Assert.Equal("resumed", fresh.Elements[0].Name.LocalName);
        Assert.Equal("m1", fresh.Stanzas.Single().Id);
        connection.Disconnects();
    }

    private string _id = "";

    private async Task<(TestConnection Connection, IActorRef Stream)> EnabledAsync(StreamWorld world)
    {
        var (connection, stream) = await world.BindAsync();
        connection.Says("<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
        _id = connection.Elements.Single().Attribute("id")!;
        connection.Elements.Clear();
        return (connection, stream);
    }

    private static void Settle(StreamWorld world, IActorRef stream, Stanza stanza) =>
        world.Tell(stream, new StanzaSettled(stanza.Origin.Session, stanza.Origin.Number));

    private static void Confirm(TestListener standby, IActorRef stream, StreamWorld world)
    {
        foreach (var update in standby.Heard.OfType<StandbyUpdate>().ToArray())
            world.Tell(stream, new StandbyConfirmed(update.Sequence, IsUnknown: false));
    }

    /// <summary>Whatever number the update has that is under way.</summary>
    private static void ConfirmAll(StreamWorld world, IActorRef stream)
    {
        for (var sequence = 1u; sequence < 10; sequence++) world.Tell(stream, new StandbyConfirmed(sequence, IsUnknown: false));
    }

    private sealed class TestReader
    {
        private readonly TestListener _listener;

        public TestReader(StreamWorld world) => _listener = world.Listener();

        public IActorRef Actor => _listener.Actor;

        public IEnumerable<uint> Settled => _listener.Heard.OfType<StanzaSettled>().Select(settled => settled.Number);
    }
}
