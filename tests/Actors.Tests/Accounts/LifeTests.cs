using XmppActors.Actors.Accounts;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Tests.Accounts;

public class LifeTests
{
    private const string Juliet = "juliet@capulet.example";

    [Fact]
    public void Messages_wait_in_order_until_the_account_is_loaded()
    {
        var storage = new HeldStorage();
        using var server = new TestServer(storage: storage);
        server.AddAccount(Juliet);
        storage.Holds = true;

        var juliet = server.Bind(Juliet, "balcony");
        server.Arrives($"<message id='m1' from='romeo@verona.example' to='{Juliet}/balcony'/>");
        server.Arrives($"<message id='m2' from='romeo@verona.example' to='{Juliet}/balcony'/>");
        Assert.Null(juliet.Address);
        Assert.Equal(2, server.Counters.Read().Held);
        Assert.Equal(0, server.Counters.Unaccounted);
        storage.Release();
        server.Run();

        Assert.NotNull(juliet.Address);
        Assert.Equal(["m1", "m2"], juliet.Received.Select(stanza => stanza.Id));
    }

    [Fact]
    public void Stanzas_wait_within_a_bound_and_a_stream_that_binds_always_may()
    {
        var storage = new HeldStorage();
        using var server = new TestServer(new AccountSettings { MaxWaitingStanzas = 1 }, storage);
        server.AddAccount(Juliet);
        storage.Holds = true;

        server.Arrives($"<message id='m1' type='chat' from='romeo@verona.example' to='{Juliet}'><body>1</body></message>");
        server.Arrives($"<message id='m2' type='chat' from='romeo@verona.example' to='{Juliet}'><body>2</body></message>");
        var juliet = server.Bind(Juliet, "balcony");

        var refused = Assert.Single(server.Elsewhere);
        Assert.Equal("m2", refused.Id);
        Assert.Contains("<error type='wait'><resource-constraint ", StanzaText.Canonical(refused), StringComparison.Ordinal);
        storage.Release();
        storage.Holds = false;
        server.Run();
        Assert.NotNull(juliet.Address);
        juliet.Sends("<presence/>");
        Assert.Equal("m1", juliet.Received.Last().Id);
    }

    [Fact]
    public void What_the_storage_cannot_do_is_told_to_whoever_asked()
    {
        var storage = new HeldStorage();
        using var server = new TestServer(storage: storage);
        server.AddAccount(Juliet);
        var balcony = server.Connect($"{Juliet}/balcony");
        storage.Holds = true;

        balcony.Sends("<iq id='s1' type='set'><query xmlns='jabber:iq:roster'><item jid='romeo@verona.example'/></query></iq>");
        server.Arrives($"<message id='m1' type='chat' from='romeo@verona.example' to='{Juliet}'><body>1</body></message>");
        storage.Fail();
        server.Run();
        storage.Fail();
        server.Run();

        Assert.Contains("<error type='wait'><internal-server-error ", StanzaText.Canonical(Assert.Single(balcony.Received)), StringComparison.Ordinal);
        Assert.Contains("<error type='wait'><internal-server-error ", StanzaText.Canonical(Assert.Single(server.Elsewhere)), StringComparison.Ordinal);
        Assert.NotEmpty(server.Log);
    }

    [Fact]
    public void An_account_that_could_not_be_loaded_is_tried_again()
    {
        var storage = new HeldStorage();
        using var server = new TestServer(storage: storage);
        server.AddAccount(Juliet);
        storage.Holds = true;
        var refused = server.Bind(Juliet, "balcony");
        server.Arrives($"<message id='m1' type='chat' from='romeo@verona.example' to='{Juliet}'><body>1</body></message>");

        storage.Fail();
        storage.Holds = false;
        server.Run();
        var juliet = server.Bind(Juliet, "balcony");

        refused.Hears(new BindRefused(StanzaErrorCondition.InternalServerError));
        Assert.Equal("m1", Assert.Single(server.Elsewhere).Id);
        Assert.NotNull(juliet.Address);
    }

    [Fact]
    public void An_account_without_resources_leaves_memory_and_comes_back()
    {
        var storage = new HeldStorage();
        using var server = new TestServer(storage: storage);
        var juliet = server.Connect($"{Juliet}/balcony");
        Assert.Equal(1, storage.Loads);
        server.Advance(TimeSpan.FromHours(10));
        server.Arrives($"<message id='m1' from='romeo@verona.example' to='{Juliet}/balcony'/>");
        Assert.Equal(1, storage.Loads);

        juliet.Ends();
        server.Advance(AccountSettings.Default.IdleTimeout / 2);
        server.Bind(Juliet, "balcony").Ends();
        Assert.Equal(1, storage.Loads);
        server.Advance(AccountSettings.Default.IdleTimeout + TimeSpan.FromSeconds(1));
        server.Bind(Juliet, "balcony");

        Assert.Equal(2, storage.Loads);
    }

    [Fact]
    public void The_memory_of_an_absent_account_is_short()
    {
        var storage = new HeldStorage();
        using var server = new TestServer(storage: storage);

        for (var i = 0; i < 3; i++)
        {
            server.Arrives("<iq id='i' type='get' from='romeo@verona.example' to='nobody@capulet.example'><ping xmlns='urn:xmpp:ping'/></iq>");
            server.Arrives("<iq id='i' type='get' from='romeo@verona.example' to='nobody@capulet.example'><ping xmlns='urn:xmpp:ping'/></iq>");
            server.Advance(AccountSettings.Default.MissingAccountTimeout + TimeSpan.FromSeconds(1));
        }

        Assert.Equal(3, storage.Loads);
        server.Elsewhere.Clear();
    }

    [Fact]
    public void A_roster_that_changed_behind_the_accounts_back_is_loaded_again()
    {
        using var server = new TestServer();
        var juliet = server.Connect($"{Juliet}/balcony");
        for (var i = 0; i < 3; i++)
            server.AddContact(Juliet, "nurse@capulet.example", XmppActors.Actors.Storage.RosterSubscription.None);

        const string Set = "<iq id='s1' type='set'><query xmlns='jabber:iq:roster'><item jid='romeo@verona.example'/></query></iq>";
        juliet.Sends(Set);
        Assert.Contains("<internal-server-error ", StanzaText.Canonical(juliet.Received.Dequeue()), StringComparison.Ordinal);
        juliet.Sends(Set);

        Assert.Equal(StanzaType.Result, Assert.Single(juliet.Received).Type);
        Assert.NotNull(server.StoredContact(Juliet, "nurse@capulet.example"));
        Assert.NotNull(server.StoredContact(Juliet, "romeo@verona.example"));
    }

    [Fact]
    public void An_account_removed_behind_its_back_closes_its_streams()
    {
        using var server = new TestServer();
        var juliet = server.Connect($"{Juliet}/balcony");
        server.RemoveStoredAccount(Juliet);

        juliet.Sends("<iq id='s1' type='set'><query xmlns='jabber:iq:roster'><item jid='romeo@verona.example'/></query></iq>");

        juliet.Hears(new CloseStream(StreamErrorCondition.NotAuthorized));
    }

    [Fact]
    public void An_account_that_cannot_be_loaded_does_not_stay_in_memory()
    {
        var storage = new HeldStorage();
        using var server = new TestServer(storage: storage);
        server.AddAccount(Juliet);
        storage.Holds = true;
        var ends = new List<object>();
        var asker = server.ActorOf(Props.Create<EndObserver>(ends));
        server.Region.Tell(new BindResource(BareJid.Parse(Juliet), "balcony", asker));
        server.Run();

        storage.Fail();
        server.Run();
        server.Advance(AccountSettings.Default.MissingAccountTimeout + TimeSpan.FromSeconds(1));

        Assert.Single(ends);
    }

    [Fact] // RFC 6120 §10.1
    public void What_comes_while_an_account_is_leaving_memory_keeps_its_order()
    {
        using var server = new TestServer();
        server.Connect($"{Juliet}/balcony").Ends();
        var leaves = server.Time.GetUtcNow() + AccountSettings.Default.IdleTimeout;
        var sent = 0;

        server.Time.Advance(AccountSettings.Default.IdleTimeout, () =>
        {
            while (server.Time.GetUtcNow() == leaves && sent < 2) // In the same turn as the end of its patience.
            {
                server.Counters.Accepted();
                server.Route(StanzaText.Parse($"<message id='m{++sent}' from='romeo@verona.example' to='{Juliet}'><body>O</body></message>"), ActorRefs.Nobody);
            }

            server.Run();
        });
        var newer = server.Connect($"{Juliet}/chamber");
        newer.Sends("<presence/>");

        Assert.Equal([null, "m1", "m2"], newer.Received.Select(stanza => stanza.Id));
    }

    [Fact] // RFC 6120 §10.1
    public void What_a_lost_stream_hands_back_keeps_its_place_while_the_account_stores_it()
    {
        var storage = new HeldStorage();
        using var server = new TestServer(storage: storage);
        var balcony = server.Connect($"{Juliet}/balcony");
        for (var i = 1; i <= 3; i++)
            server.Arrives($"<message id='m{i}' from='romeo@verona.example' to='{Juliet}/balcony'><body>{i}</body></message>");
        storage.Holds = true;

        server.Arrives($"<message id='m0' from='romeo@verona.example' to='{Juliet}'><body>0</body></message>");
        balcony.Loses(3);
        server.Arrives($"<message id='m4' from='romeo@verona.example' to='{Juliet}'><body>4</body></message>");
        storage.Holds = false;
        storage.Release();
        server.Run();
        var chamber = server.Connect($"{Juliet}/chamber");
        chamber.Sends("<presence/>");

        Assert.Equal([null, "m0", "m1", "m2", "m3", "m4"], chamber.Received.Select(stanza => stanza.Id));
    }

    /// <summary>Watches whoever refuses it a resource.</summary>
    private sealed class EndObserver(List<object> ends) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is BindRefused)
                Context.Watch(Sender);
            else if (message is Terminated)
                ends.Add(message);
        }
    }
}
