using XmppActors.Actors.Accounts;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Tests.Accounts;

/// <summary>An account's entity has ended without its streams' doing, and another follows it.</summary>
public class SuccessorTests
{
    private const string Juliet = "juliet@capulet.example";
    private const string Romeo = "romeo@montague.example";

    [Fact]
    public void Contacts_notice_nothing_and_all_goes_on()
    {
        using var server = new TestServer();
        server.AddAccount(Juliet);
        server.AddAccount(Romeo);
        server.Befriend(Juliet, Romeo);
        var romeo = server.ConnectAvailable($"{Romeo}/orchard");
        var balcony = server.ConnectAvailable($"{Juliet}/balcony", priority: 3);
        balcony.IsInterested();
        balcony.Sends("<presence to='nurse@verona.example'/>");
        server.Elsewhere.Clear();
        romeo.Received.Clear();

        Ends(server, balcony.Entity);

        romeo.ReceivesNothing();
        balcony.ReceivesNothing();
        server.NothingGoesElsewhere();
        server.Arrives($"<message id='m1' from='nurse@verona.example' to='{Juliet}'><body>1</body></message>");
        Assert.Equal("m1", Assert.Single(balcony.Received).Id);
        balcony.Received.Clear();
        server.Arrives($"<presence type='probe' from='{Romeo}/orchard' to='{Juliet}'/>");
        romeo.Receives($"<presence from='{Juliet}/balcony' to='{Romeo}/orchard'><priority>3</priority></presence>");
        balcony.Sends("<iq id='s1' type='set'><query xmlns='jabber:iq:roster'><item jid='tybalt@verona.example'/></query></iq>");
        Assert.Equal([StanzaType.Set, StanzaType.Result], balcony.Received.Select(stanza => stanza.Type).Order());
        balcony.Ends();
        server.GoesElsewhere($"<presence type='unavailable' from='{Juliet}/balcony' to='nurse@verona.example'/>");
        romeo.Receives($"<presence type='unavailable' from='{Juliet}/balcony' to='{Romeo}'/>");
    }

    [Fact]
    public void An_entity_that_fails_knows_its_streams_again()
    {
        var storage = new HeldStorage();
        using var server = new TestServer(storage: storage);
        var juliet = server.ConnectAvailable($"{Juliet}/balcony", priority: -1);
        storage.Holds = true;
        for (var i = 1; i <= 3; i++)
            server.Arrives($"<message id='m{i}' type='chat' from='romeo@verona.example' to='{Juliet}'><body>{i}</body></message>");
        storage.Throws = true;

        storage.Release();
        server.Run();
        storage.Holds = storage.Throws = false;
        storage.Release();
        server.Run();

        Assert.Empty(juliet.Events);
        Assert.Equal(["m2", "m3"], server.Elsewhere.Select(stanza => stanza.Id));
        server.Arrives($"<message id='m4' from='romeo@verona.example' to='{Juliet}/balcony'/>");
        Assert.Equal("m4", Assert.Single(juliet.Received).Id);
        juliet.Received.Clear();
        juliet.Sends("<presence/>");
        Assert.Equal("m1", juliet.Received.Last().Id);
    }

    [Fact]
    public void What_comes_first_waits_until_all_streams_have_registered()
    {
        using var server = new TestServer();
        var far = server.Listener();
        var juliet = server.ConnectAvailable($"{Juliet}/balcony");
        server.Streams.IsAlways = true;
        server.Streams.Others.Add(far.Actor);
        juliet.Forgets();
        Ends(server, juliet.Entity);

        server.Arrives($"<message id='m1' from='romeo@verona.example' to='{Juliet}/balcony'/>");
        Assert.Equal(1, server.Counters.Read().Held);
        server.Region.Tell(new StreamsFound(BareJid.Parse(Juliet), [juliet.Stream]));
        Assert.IsType<FindStreams>(Assert.Single(far.Heard));
        juliet.RegisterWithSuccessor();
        server.Run();

        juliet.ReceivesNothing();
        server.Advance(Gathering.Limit);
        Assert.Equal("m1", Assert.Single(juliet.Received).Id);
    }

    [Fact]
    public void A_node_that_does_not_answer_stops_the_account_for_a_moment_only()
    {
        using var server = new TestServer();
        server.AddAccount(Juliet);
        server.Streams.IsAlways = true;
        server.Streams.Others.Add(server.Listener().Actor);

        server.Arrives($"<message id='m1' type='error' from='romeo@verona.example' to='{Juliet}'/>");
        var juliet = server.Bind(Juliet, "balcony");
        Assert.Null(juliet.Address);
        server.Advance(Gathering.Limit);

        Assert.NotNull(juliet.Address);
        Assert.Equal(1, server.Counters.Read().Ignored);
    }

    [Fact] // XEP-0175
    public void A_temporary_account_lives_on_with_its_streams()
    {
        using var server = new TestServer();
        var stranger = server.Bind("stranger@capulet.example", "a", isTemporary: true);
        stranger.Sends("<presence/>");
        stranger.Received.Clear();

        Ends(server, stranger.Entity);
        server.Arrives("<message id='m1' from='romeo@verona.example' to='stranger@capulet.example'><body>O</body></message>");

        Assert.Equal("m1", Assert.Single(stranger.Received).Id);
    }

    [Fact]
    public void A_stream_of_an_account_that_is_gone_is_closed()
    {
        using var server = new TestServer();
        var juliet = server.Connect($"{Juliet}/balcony");
        server.RemoveStoredAccount(Juliet);

        Ends(server, juliet.Entity);

        juliet.Hears(new CloseStream(StreamErrorCondition.NotAuthorized));
    }

    [Fact] // RFC 6120 §7.7.2.2
    public void Of_two_streams_for_a_resource_the_later_binding_has_it()
    {
        using var server = new TestServer();
        var older = server.Connect($"{Juliet}/balcony");
        var newer = server.Connect($"{Juliet}/balcony");
        older.Hears(new ReplacedByNewBinding(older.Address!));
        newer.Forgets();
        Ends(server, newer.Entity);

        older.RegisterWithSuccessor();
        newer.RegisterWithSuccessor();
        server.Run();
        server.Arrives($"<message id='m1' from='romeo@verona.example' to='{Juliet}/balcony'/>");

        older.Hears(new ReplacedByNewBinding(older.Address!));
        Assert.Equal("m1", Assert.Single(newer.Received).Id);
    }

    [Fact] // RFC 6120 §7.7.2.2
    public void Who_has_bound_at_the_successor_is_newer_than_any_that_it_takes_back()
    {
        using var server = new TestServer();
        for (var i = 0; i < 3; i++)
            server.Connect($"{Juliet}/other{i}").Forgets();
        var older = server.Connect($"{Juliet}/balcony");
        older.Forgets();
        Ends(server, older.Entity);

        var newer = server.Connect($"{Juliet}/balcony");
        older.RegisterWithSuccessor();
        server.Run();

        older.Hears(new ReplacedByNewBinding(older.Address!));
        Assert.Empty(newer.Events);
    }

    [Fact]
    public void Messages_to_the_bare_JID_keep_the_order_of_binding()
    {
        using var server = new TestServer();
        var first = server.ConnectAvailable($"{Juliet}/first");
        var second = server.ConnectAvailable($"{Juliet}/second");
        first.Received.Clear();
        Ends(server, first.Entity);

        server.Arrives($"<message id='m1' from='romeo@verona.example' to='{Juliet}'><body>1</body></message>");
        second.Loses(1); // Only who came later can have missed it, and nobody has.

        Assert.Equal("m1", Assert.Single(first.Received, stanza => stanza.Kind == StanzaKind.Message).Id);
    }

    [Fact]
    public void A_successor_leaves_memory_when_nobody_is_left()
    {
        var storage = new HeldStorage();
        using var server = new TestServer(storage: storage);
        var juliet = server.Connect($"{Juliet}/balcony");
        Ends(server, juliet.Entity);
        juliet.Ends();
        var loads = storage.Loads;

        server.Advance(AccountSettings.Default.IdleTimeout + TimeSpan.FromSeconds(1));
        server.Connect($"{Juliet}/balcony");

        Assert.Equal(loads + 1, storage.Loads);
    }

    private static void Ends(TestServer server, IActorRef entity)
    {
        entity.Tell(PoisonPill.Instance);
        server.Run();
    }
}
