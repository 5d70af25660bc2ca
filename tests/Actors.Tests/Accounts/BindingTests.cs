using XmppActors.Actors.Accounts;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Tests.Accounts;

public class BindingTests
{
    private const string Juliet = "juliet@capulet.example";
    private static readonly FullJid Balcony = FullJid.Parse($"{Juliet}/balcony");

    [Fact] // RFC 6120 §7.6, §7.7
    public void A_stream_gets_the_resource_it_asks_for_or_one_of_the_servers_choice()
    {
        using var server = new TestServer();
        server.AddAccount(Juliet);

        var first = server.Bind(Juliet, "balcony");
        var second = server.Bind(Juliet, null);

        Assert.Equal(Balcony, first.Address);
        Assert.Equal($"{Juliet}/generated2", second.Address!.Value);
    }

    [Fact] // RFC 6120 §7.7.2.2
    public void A_newer_stream_takes_the_resource_over()
    {
        using var server = new TestServer();
        var chamber = server.ConnectAvailable($"{Juliet}/chamber");
        var older = server.ConnectAvailable($"{Juliet}/balcony");
        chamber.Received.Clear();

        var newer = server.Bind(Juliet, "balcony");

        Assert.Equal(Balcony, newer.Address);
        older.Hears(new ReplacedByNewBinding(Balcony));
        chamber.Receives($"<presence type='unavailable' from='{Balcony}' to='{Juliet}'/>");
        server.Arrives($"<message from='romeo@verona.example' to='{Balcony}'/>");
        newer.Receives($"<message from='romeo@verona.example' to='{Balcony}'/>");
        older.ReceivesNothing();
    }

    [Fact] // RFC 6120 §7.7.2.2
    public void The_end_of_a_replaced_stream_does_not_touch_its_successor()
    {
        using var server = new TestServer();
        var older = server.ConnectAvailable($"{Juliet}/balcony");
        var newer = server.Bind(Juliet, "balcony");
        newer.Sends("<presence/>");
        newer.Received.Clear();

        older.Sends("<presence><show>away</show></presence>");
        older.Ends();
        older.Crashes();

        newer.ReceivesNothing();
        server.Arrives($"<message from='romeo@verona.example' to='{Balcony}'/>");
        newer.Receives($"<message from='romeo@verona.example' to='{Balcony}'/>");
    }

    [Fact] // RFC 6120 §7.7.2.2
    public void A_newer_stream_may_be_refused()
    {
        using var server = new TestServer(new AccountSettings { ConflictPolicy = ResourceConflictPolicy.Refuse });
        var older = server.Connect($"{Juliet}/balcony");

        var newer = server.Bind(Juliet, "balcony");

        Assert.Null(newer.Address);
        newer.Hears(new BindRefused(StanzaErrorCondition.Conflict));
        Assert.Empty(older.Events);
    }

    [Fact] // RFC 6120 §7.6.2.1
    public void Resources_are_bounded()
    {
        using var server = new TestServer(new AccountSettings { MaxResources = 1 });
        var first = server.Connect($"{Juliet}/balcony");

        var second = server.Bind(Juliet, "chamber");
        first.Ends();
        var third = server.Bind(Juliet, "chamber");

        second.Hears(new BindRefused(StanzaErrorCondition.ResourceConstraint));
        Assert.NotNull(third.Address);
    }

    [Fact]
    public void An_account_made_a_moment_ago_can_be_bound_though_its_absence_is_remembered()
    {
        using var server = new TestServer();
        server.Arrives($"<message from='romeo@verona.example' to='{Juliet}'><body>Hello?</body></message>");
        server.Elsewhere.Clear();

        server.AddAccount(Juliet);
        var juliet = server.Bind(Juliet, "balcony");

        Assert.Equal(Balcony, juliet.Address);
    }

    [Fact]
    public void Without_an_account_there_is_nothing_to_bind()
    {
        using var server = new TestServer();

        var nobody = server.Bind(Juliet, "balcony");

        nobody.Hears(new BindRefused(StanzaErrorCondition.NotAllowed));
        Assert.Null(nobody.Address);
    }

    [Fact] // XEP-0175
    public void A_temporary_account_lives_as_long_as_its_resource()
    {
        using var server = new TestServer();
        const string Guest = "guest@capulet.example";

        var guest = server.Bind(Guest, "web", isTemporary: true);
        guest.Sends("<presence/>");
        guest.Received.Clear();
        server.Arrives($"<message id='m1' from='romeo@verona.example' to='{Guest}'><body>Hello.</body></message>");
        guest.Receives($"<message id='m1' from='romeo@verona.example' to='{Guest}'><body>Hello.</body></message>");
        guest.Sends("<presence type='unavailable'/>");
        guest.Received.Clear();
        server.Arrives($"<message id='m2' from='romeo@verona.example' to='{Guest}'><body>Hello.</body></message>");
        guest.Ends();
        server.Arrives($"<iq id='i1' type='get' from='romeo@verona.example' to='{Guest}'><ping xmlns='urn:xmpp:ping'/></iq>");

        Assert.Equal(["m2", "i1"], server.Elsewhere.Select(stanza => stanza.Id));
        Assert.All(server.Elsewhere, stanza => Assert.Equal(StanzaType.Error, stanza.Type));
        server.Elsewhere.Clear();
    }

    [Fact] // XEP-0077 §3.2
    public void Removal_of_the_account_closes_its_streams_and_tells_its_contacts()
    {
        using var server = new TestServer();
        server.AddAccount(Juliet);
        server.AddContact(Juliet, "romeo@verona.example", XmppActors.Actors.Storage.RosterSubscription.Both);
        var juliet = server.ConnectAvailable($"{Juliet}/balcony");
        var ctl = server.Listener();
        server.Elsewhere.Clear();

        server.Region.Tell(new RemoveAccount(BareJid.Parse(Juliet)), ctl.Actor);
        server.Run();

        Assert.Equal(new AccountRemoved(BareJid.Parse(Juliet), Existed: true), Assert.Single(ctl.Heard));
        juliet.Hears(new CloseStream(StreamErrorCondition.NotAuthorized));
        server.GoesElsewhere($"<presence type='unavailable' from='{Balcony}' to='romeo@verona.example'/>");
        server.GoesElsewhere($"<presence type='unsubscribe' from='{Juliet}' to='romeo@verona.example'/>");
        server.GoesElsewhere($"<presence type='unsubscribed' from='{Juliet}' to='romeo@verona.example'/>");
        server.NothingGoesElsewhere();
        Assert.Null(server.StoredAccount(Juliet));
        server.Bind(Juliet, "balcony").Hears(new BindRefused(StanzaErrorCondition.NotAllowed));
    }

    [Fact]
    public void Removal_of_no_account_says_so()
    {
        using var server = new TestServer();
        var ctl = server.Listener();

        server.Region.Tell(new RemoveAccount(BareJid.Parse(Juliet)), ctl.Actor);
        server.Run();

        Assert.Equal(new AccountRemoved(BareJid.Parse(Juliet), Existed: false), Assert.Single(ctl.Heard));
    }
}
