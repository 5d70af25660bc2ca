using XmppActors.Actors.Accounts;
using XmppActors.Actors.Streams;
using XmppActors.Actors.Streams.Sessions;
using XmppActors.Actors.Streams.StreamManagement;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Tests.Streams;

/// <summary>What may come between: ends, failures and crossings of a bound stream.</summary>
public sealed class BoundStreamTest
{
    [Fact]
    public async Task A_connection_that_ends_while_its_resource_is_bound_ends_the_binding()
    {
        using var world = new StreamWorld();
        var (connection, stream) = await world.AskForResourceAsync();

        connection.Disconnects();
        world.Tell(stream, new ResourceBound(StreamWorld.Balcony));

        Assert.Equal(new StreamEnded(StreamWorld.Balcony, stream), world.TakeFromAccounts().Single());
    }

    [Fact]
    public async Task A_refused_binding_may_be_tried_again()
    {
        using var world = new StreamWorld();
        var (connection, stream) = await world.AskForResourceAsync();

        world.Tell(stream, new BindRefused(StanzaErrorCondition.Conflict));
        connection.Sends("<iq type='set' id='b2'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>");

        Assert.Equal(StanzaType.Error, connection.Stanzas.Single().Type);
        Assert.Null(Assert.IsType<BindResource>(world.TakeFromAccounts().Single()).RequestedResource);
        Assert.False(connection.IsClosed);
        connection.Disconnects();
    }

    [Fact] // RFC 6120 §10.1
    public async Task Nothing_overtakes_a_stanza_that_is_at_the_account()
    {
        using var world = new StreamWorld();
        var (connection, stream) = await world.BindAsync();

        connection.Sends("<presence to='room@rooms.example/juliet'/>");
        connection.Sends("<message to='room@rooms.example' type='groupchat'/>");

        var heard = world.TakeFromAccounts().Cast<OutboundStanza>().ToArray();
        Assert.Equal([(StanzaKind.Presence, false), (StanzaKind.Message, true)], heard.Select(each => (each.Stanza.Kind, each.IsPassing)));
        Assert.Empty(world.Routed);

        world.Tell(stream, OutboundHandled.Instance);
        connection.Sends("<message to='room@rooms.example' type='groupchat'/>");
        Assert.True(Assert.IsType<OutboundStanza>(world.TakeFromAccounts().Single()).IsPassing);
        world.Tell(stream, OutboundHandled.Instance);
        world.Tell(stream, OutboundHandled.Instance);
        connection.Sends("<message to='room@rooms.example' type='groupchat'/>");

        Assert.Single(world.Routed);
    }

    [Fact]
    public async Task A_client_is_held_back_until_its_account_is_done()
    {
        using var world = new StreamWorld();
        var (connection, stream) = await world.BindAsync();
        var presence = Wire.Stanza("<presence/>");

        connection.Sends("<presence/>");
        Assert.Equal(0, connection.ProcessedBytes);
        world.Tell(stream, OutboundHandled.Instance);

        Assert.Equal(presence.ByteCount, connection.ProcessedBytes);
    }

    [Fact]
    public async Task What_comes_after_the_end_goes_back_to_the_account()
    {
        using var world = new StreamWorld();
        var (connection, stream) = await world.BindAsync();
        var late = Stanza.Create(StanzaKind.Message, StanzaType.Chat, null, StreamWorld.Balcony, "late");

        connection.Closes();
        world.Tell(stream, late);

        var heard = world.TakeFromAccounts();
        Assert.Equal(new StreamEnded(StreamWorld.Balcony, stream), heard[0]);
        var undelivered = Assert.IsType<UndeliveredStanzas>(heard[1]);
        Assert.Same(late, undelivered.Stanzas.Single());
        Assert.Equal(1, undelivered.Binding);
    }

    [Fact] // STYLE: one place turns an escaped exception into internal-server-error
    public async Task A_stream_that_fails_says_so_and_hands_back_what_it_held()
    {
        using var world = new StreamWorld();
        var (connection, stream) = await world.BindAsync();
        connection.Says("<enable xmlns='urn:xmpp:sm:3'/>");
        var message = Stanza.Create(StanzaKind.Message, StanzaType.Chat, null, StreamWorld.Balcony, "m1");

        connection.Fault = new InvalidOperationException("a bug");
        world.Tell(stream, message);

        Assert.Equal(StreamErrorCondition.InternalServerError, connection.Error!.Condition);
        Assert.Same(message, Assert.IsType<UndeliveredStanzas>(world.TakeFromAccounts().Single()).Stanzas.Single());
        Assert.Contains(world.Log, line => line.Contains("a bug", StringComparison.Ordinal));
    }

    [Fact] // XEP-0198 §5
    public async Task What_an_abandoned_connection_still_reads_is_not_the_session_s_any_more()
    {
        using var world = new StreamWorld();
        var (old, stream, fresh) = await world.AskToResumeAsync(handled: 0);

        old.Sends("<message to='romeo@montague.example'/>");
        old.Disconnects();
        fresh.Sends("<message to='romeo@montague.example' id='m1'/>");

        Assert.Equal(StreamErrorCondition.Conflict, old.Error!.Condition);
        Assert.Equal("resumed", fresh.Elements.Single().Name.LocalName);
        Assert.Equal("m1", world.Routed.Single().Id);
        Assert.True(Assert.IsType<RebindResource>(world.TakeFromAccounts().Single()).Turn > 0);
    }

    [Fact] // XEP-0198 §5
    public async Task What_comes_late_to_the_former_stream_comes_before_what_comes_to_the_new_one()
    {
        using var world = new StreamWorld();
        var (_, stream, fresh) = await world.AskToResumeAsync(handled: 0);
        var successor = Assert.IsType<RebindResource>(world.TakeFromAccounts().Single()).Stream;

        world.Tell(successor, Message("m2"));
        world.Tell(stream, Message("m1"));
        Assert.Equal(["m1"], fresh.Stanzas.Select(stanza => stanza.Id));
        world.Tell(stream, ResourceUnbound.Instance);

        Assert.Equal(["m1", "m2"], fresh.Stanzas.Select(stanza => stanza.Id));
    }

    [Fact] // XEP-0198 §5
    public async Task A_connection_that_ends_while_it_resumes_leaves_the_session_waiting()
    {
        using var world = new StreamWorld();
        var (_, stream, fresh) = await world.AskToResumeAsync(handled: 0, isLost: true, isOldLost: true);
        world.Tell(stream, Message("m1"));

        Assert.Empty(world.TakeFromAccounts());
        world.Advance(TimeSpan.FromSeconds(10));
        world.Advance(TimeSpan.FromMinutes(5));

        var heard = world.TakeFromAccounts();
        Assert.Equal(new StreamEnded(StreamWorld.Balcony, stream), heard[0]);
        Assert.Equal("m1", Assert.IsType<UndeliveredStanzas>(heard[1]).Stanzas.Single().Id);
    }

    [Fact]
    public async Task A_question_of_a_connection_that_has_ended_takes_no_session_from_one_that_is_there()
    {
        using var world = new StreamWorld();
        var (old, stream, _) = await world.AskToResumeAsync(handled: 0, isLost: true);

        world.Tell(stream, Message("m1"));

        Assert.Null(old.Error);
        Assert.Equal("m1", old.Stanzas.Single().Id);
    }

    [Fact]
    public async Task A_connection_that_asked_earlier_takes_no_session_from_one_that_asked_later()
    {
        using var world = new StreamWorld();
        var (old, stream) = await world.BindAsync();
        old.Says("<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
        var request = $"<resume xmlns='urn:xmpp:sm:3' previd='{old.Elements.Single().Attribute("id")}' h='0'/>";
        var earlier = await world.AuthenticateAsync();
        earlier.Says(request);
        world.Advance(TimeSpan.FromMilliseconds(500));
        var later = await world.AuthenticateAsync();
        later.Says(request);
        var asked = world.TakeFromAccounts().Cast<ResumeStream>().ToArray();

        world.Tell(stream, asked[1]);
        var successor = world.TakeFromAccounts().OfType<RebindResource>().Single().Stream;
        world.Tell(stream, ResourceUnbound.Instance);
        world.Tell(successor, asked[0]);

        Assert.Equal("resumed", later.Elements.Single().Name.LocalName);
        Assert.Null(later.Error);
        Assert.Equal("failed", earlier.Elements.Single().Name.LocalName);
    }

    [Fact]
    public async Task A_client_that_has_gone_while_it_waits_asks_no_more()
    {
        using var world = new StreamWorld();
        var fresh = await world.AuthenticateAsync();
        fresh.Says($"<resume xmlns='urn:xmpp:sm:3' previd='{ResumptionId.Create(StreamWorld.Balcony).Value}' h='0'/>");
        world.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, world.TakeFromAccounts().Length);

        fresh.IsPeerGone = true;
        world.Advance(TimeSpan.FromSeconds(1));

        Assert.Empty(world.TakeFromAccounts());
        Assert.True(fresh.IsClosed);
        fresh.Disconnects();
    }

    [Fact] // XEP-0198 §4
    public async Task A_connection_that_claims_too_much_ends_the_session()
    {
        using var world = new StreamWorld();
        var (_, _, fresh) = await world.AskToResumeAsync(handled: 7);

        Assert.Equal(StreamErrorCondition.UndefinedCondition, fresh.Error!.Condition);
        Assert.Contains(world.TakeFromAccounts(), heard => heard is StreamEnded);
        fresh.Disconnects();
    }

    [Fact]
    public async Task Nobody_waits_for_an_account_that_does_not_let_go()
    {
        using var world = new StreamWorld();
        var (connection, _) = await world.BindAsync();
        connection.Disconnects();
        world.TakeFromAccounts();
        var drained = world.DrainAsync();

        world.Run();
        Assert.False(drained.IsCompleted);
        world.Advance(TimeSpan.FromSeconds(15));

        Assert.True(drained.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_shutdown_waits_for_the_streams_and_lets_nobody_in()
    {
        using var world = new StreamWorld();
        var (connection, stream) = await world.BindAsync();

        var drained = world.DrainAsync();
        world.Run();
        var late = world.Connect();
        Assert.Equal(StreamErrorCondition.SystemShutdown, connection.Error!.Condition);
        Assert.Equal(StreamErrorCondition.SystemShutdown, late.Error!.Condition);
        Assert.False(drained.IsCompleted);
        connection.Disconnects();
        world.Tell(stream, ResourceUnbound.Instance);

        Assert.True(drained.IsCompletedSuccessfully);
    }

    private static Stanza Message(string id) => Stanza.Create(StanzaKind.Message, StanzaType.Chat, null, StreamWorld.Balcony, id);
}
