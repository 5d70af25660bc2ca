using XmppActors.Actors.Accounts;
using XmppActors.Actors.Storage;
using XmppActors.Actors.Tests.Accounts;

namespace XmppActors.Actors.Tests.Presence;

public class PresenceTests
{
    private const string Juliet = "juliet@capulet.example";
    private const string Romeo = "romeo@montague.example";
    private const string Balcony = $"{Juliet}/balcony";
    private const string Chamber = $"{Juliet}/chamber";
    private const string Orchard = $"{Romeo}/orchard";

    [Fact] // RFC 6121 §4.2.2
    public void Initial_presence_goes_to_subscribers_and_to_the_sender_itself()
    {
        using var server = new TestServer();
        server.AddAccount(Juliet);
        server.AddContact(Juliet, "both@verona.example", RosterSubscription.Both);
        server.AddContact(Juliet, "from@verona.example", RosterSubscription.From);
        server.AddContact(Juliet, "none@verona.example", RosterSubscription.None);
        var juliet = server.Connect(Balcony);

        juliet.Sends("<presence id='p1'><show>away</show></presence>");

        juliet.Receives($"<presence from='{Balcony}' to='{Juliet}' id='p1'><show>away</show></presence>");
        juliet.ReceivesNothing();
        Assert.Equal(
            [
                $"<presence from='{Balcony}' id='p1' to='both@verona.example'><show>away</show></presence>",
                $"<presence from='{Balcony}' id='p1' to='from@verona.example'><show>away</show></presence>",
                $"<presence from='{Balcony}' to='both@verona.example' type='probe' />",
            ],
            server.Elsewhere.Select(StanzaText.Canonical).Order(StringComparer.Ordinal));
        server.Elsewhere.Clear();
    }

    [Fact] // RFC 6121 §4.3.1
    public void Only_initial_presence_probes()
    {
        using var server = new TestServer();
        server.AddAccount(Juliet);
        server.AddContact(Juliet, "to@verona.example", RosterSubscription.To);
        var juliet = server.Connect(Balcony);

        juliet.Sends("<presence/>");
        server.GoesElsewhere($"<presence from='{Balcony}' to='to@verona.example' type='probe'/>");
        juliet.Sends("<presence><show>dnd</show></presence>");
        server.NothingGoesElsewhere();
        juliet.Sends("<presence type='unavailable'/>");
        juliet.Sends("<presence/>");

        server.GoesElsewhere($"<presence from='{Balcony}' to='to@verona.example' type='probe'/>");
        server.NothingGoesElsewhere();
    }

    [Fact] // RFC 6121 §4.2.2, §4.2.3
    public void A_new_resource_and_the_others_hear_of_each_other()
    {
        using var server = new TestServer();
        var balcony = server.ConnectAvailable(Balcony);
        var chamber = server.Connect(Chamber);

        chamber.Sends("<presence><priority>-1</priority></presence>");

        balcony.Receives($"<presence from='{Chamber}' to='{Juliet}'><priority>-1</priority></presence>");
        balcony.ReceivesNothing();
        chamber.Receives($"<presence from='{Chamber}' to='{Juliet}'><priority>-1</priority></presence>");
        chamber.Receives($"<presence from='{Balcony}' to='{Chamber}'/>");
        chamber.ReceivesNothing();
    }

    [Fact] // RFC 6121 §4.3.2, §4.2.3
    public void Friends_on_one_server_learn_each_others_presence()
    {
        using var server = new TestServer();
        server.AddAccount(Juliet);
        server.AddAccount(Romeo);
        server.Befriend(Juliet, Romeo);
        var juliet = server.ConnectAvailable(Balcony);
        var romeo = server.Connect(Orchard);

        romeo.Sends("<presence/>");

        juliet.Receives($"<presence from='{Orchard}' to='{Juliet}'/>");
        juliet.ReceivesNothing();
        romeo.ReceivesInAnyOrder($"<presence from='{Orchard}' to='{Romeo}'/>", $"<presence from='{Balcony}' to='{Orchard}'/>");
    }

    [Fact] // RFC 6121 §4.3.2
    public void A_probe_from_a_subscriber_gets_the_presence_of_every_available_resource()
    {
        using var server = new TestServer();
        server.AddAccount(Juliet);
        server.AddContact(Juliet, "romeo@verona.example", RosterSubscription.From);
        server.Connect($"{Juliet}/garden");
        server.ConnectAvailable(Balcony, priority: 1);
        server.ConnectAvailable(Chamber, priority: -1);
        server.Elsewhere.Clear();

        server.Arrives($"<presence type='probe' from='romeo@verona.example/orchard' to='{Juliet}'/>");

        server.GoesElsewhere($"<presence from='{Balcony}' to='romeo@verona.example/orchard'><priority>1</priority></presence>");
        server.GoesElsewhere($"<presence from='{Chamber}' to='romeo@verona.example/orchard'><priority>-1</priority></presence>");
        server.NothingGoesElsewhere();
    }

    [Fact] // RFC 6121 §4.3.2
    public void A_probe_from_a_subscriber_of_an_absent_account_is_answered_with_unavailable()
    {
        using var server = new TestServer();
        server.AddAccount(Juliet);
        server.AddContact(Juliet, "romeo@verona.example", RosterSubscription.Both);

        server.Arrives($"<presence type='probe' from='romeo@verona.example' to='{Juliet}'/>");

        server.GoesElsewhere($"<presence type='unavailable' from='{Juliet}' to='romeo@verona.example'/>");
        server.NothingGoesElsewhere();
    }

    [Theory] // RFC 6121 §4.3.2
    [InlineData(nameof(RosterSubscription.None))]
    [InlineData(nameof(RosterSubscription.To))]
    [InlineData(null)]
    public void A_probe_from_anybody_else_is_answered_with_unsubscribed(string? subscription)
    {
        using var server = new TestServer();
        server.AddAccount(Juliet);
        if (subscription is not null)
            server.AddContact(Juliet, "romeo@verona.example", Enum.Parse<RosterSubscription>(subscription));
        var juliet = server.ConnectAvailable(Balcony);
        server.Elsewhere.Clear();

        server.Arrives($"<presence type='probe' from='romeo@verona.example/orchard' to='{Juliet}'/>");

        server.GoesElsewhere($"<presence type='unsubscribed' from='{Juliet}' to='romeo@verona.example'/>");
        server.NothingGoesElsewhere();
        juliet.ReceivesNothing();
    }

    [Fact] // RFC 6121 §4.3.2, §8.5.1
    public void A_probe_of_an_address_without_account_is_answered_alike()
    {
        using var server = new TestServer();

        server.Arrives($"<presence type='probe' from='romeo@verona.example/orchard' to='{Juliet}'/>");

        server.GoesElsewhere($"<presence type='unsubscribed' from='{Juliet}' to='romeo@verona.example'/>");
        server.NothingGoesElsewhere();
    }

    [Fact] // RFC 6121 §4.4.2
    public void Subsequent_presence_goes_to_subscribers_and_own_resources()
    {
        using var server = new TestServer();
        server.AddAccount(Juliet);
        server.AddContact(Juliet, "from@verona.example", RosterSubscription.From);
        var balcony = server.ConnectAvailable(Balcony);
        var chamber = server.ConnectAvailable(Chamber);
        balcony.Received.Clear();
        server.Elsewhere.Clear();

        balcony.Sends("<presence><show>xa</show></presence>");

        balcony.Receives($"<presence from='{Balcony}' to='{Juliet}'><show>xa</show></presence>");
        chamber.Receives($"<presence from='{Balcony}' to='{Juliet}'><show>xa</show></presence>");
        server.GoesElsewhere($"<presence from='{Balcony}' to='from@verona.example'><show>xa</show></presence>");
        server.NothingGoesElsewhere();
    }

    [Fact] // RFC 6121 §4.5.2
    public void Unavailable_presence_goes_to_subscribers_and_own_resources_the_sender_included()
    {
        using var server = new TestServer();
        server.AddAccount(Juliet);
        server.AddContact(Juliet, "from@verona.example", RosterSubscription.From);
        var balcony = server.ConnectAvailable(Balcony);
        var chamber = server.ConnectAvailable(Chamber);
        balcony.Received.Clear();
        server.Elsewhere.Clear();

        balcony.Sends("<presence type='unavailable'><status>gone home</status></presence>");

        balcony.Receives($"<presence type='unavailable' from='{Balcony}' to='{Juliet}'><status>gone home</status></presence>");
        chamber.Receives($"<presence type='unavailable' from='{Balcony}' to='{Juliet}'><status>gone home</status></presence>");
        server.GoesElsewhere($"<presence type='unavailable' from='{Balcony}' to='from@verona.example'><status>gone home</status></presence>");
        server.NothingGoesElsewhere();
    }

    [Theory] // RFC 6121 §4.5.2
    [InlineData(true)]
    [InlineData(false)]
    public void The_server_speaks_for_a_stream_that_ends_without_a_word(bool isOrderly)
    {
        using var server = new TestServer();
        server.AddAccount(Juliet);
        server.AddContact(Juliet, "from@verona.example", RosterSubscription.From);
        var balcony = server.ConnectAvailable(Balcony);
        var chamber = server.ConnectAvailable(Chamber);
        server.Elsewhere.Clear();

        if (isOrderly)
            balcony.Ends();
        else
            balcony.Crashes();

        chamber.Receives($"<presence type='unavailable' from='{Balcony}' to='{Juliet}'/>");
        chamber.ReceivesNothing();
        server.GoesElsewhere($"<presence type='unavailable' from='{Balcony}' to='from@verona.example'/>");
        server.NothingGoesElsewhere();
    }

    [Fact] // RFC 6121 §4.5.2
    public void A_resource_that_never_was_available_ends_in_silence()
    {
        using var server = new TestServer();
        server.AddAccount(Juliet);
        server.AddContact(Juliet, "from@verona.example", RosterSubscription.From);
        var balcony = server.Connect(Balcony);
        var chamber = server.ConnectAvailable(Chamber);
        server.Elsewhere.Clear();

        balcony.Sends("<presence type='unavailable'/>");
        balcony.Ends();

        chamber.ReceivesNothing();
        server.NothingGoesElsewhere();
    }

    [Fact] // RFC 6121 §4.6.3
    public void Directed_presence_is_taken_back_when_the_resource_becomes_unavailable()
    {
        using var server = new TestServer();
        var juliet = server.ConnectAvailable(Balcony);

        juliet.Sends("<presence to='room@chat.verona.example/Juliet'/>");
        juliet.Sends("<presence to='room@chat.verona.example/Juliet'><show>away</show></presence>");
        server.GoesElsewhere($"<presence from='{Balcony}' to='room@chat.verona.example/Juliet'/>");
        server.GoesElsewhere($"<presence from='{Balcony}' to='room@chat.verona.example/Juliet'><show>away</show></presence>");
        juliet.Sends("<presence type='unavailable'/>");

        server.GoesElsewhere($"<presence type='unavailable' from='{Balcony}' to='room@chat.verona.example/Juliet'/>");
        server.NothingGoesElsewhere();
        juliet.Ends();
        server.NothingGoesElsewhere();
    }

    [Fact] // RFC 6121 §4.6.3
    public void Directed_presence_that_was_taken_back_is_not_taken_back_twice()
    {
        using var server = new TestServer();
        var juliet = server.ConnectAvailable(Balcony);

        juliet.Sends("<presence to='room@chat.verona.example/Juliet'/>");
        juliet.Sends("<presence type='unavailable' to='room@chat.verona.example/Juliet'/>");
        server.Elsewhere.Clear();
        juliet.Crashes();

        server.NothingGoesElsewhere();
    }

    [Fact] // RFC 6121 §4.6.3
    public void A_subscriber_with_directed_presence_hears_of_the_end_once()
    {
        using var server = new TestServer();
        server.AddAccount(Juliet);
        server.AddContact(Juliet, "from@verona.example", RosterSubscription.From);
        var juliet = server.ConnectAvailable(Balcony);
        juliet.Sends("<presence to='from@verona.example/orchard'/>");
        server.Elsewhere.Clear();

        juliet.Ends();

        server.GoesElsewhere($"<presence type='unavailable' from='{Balcony}' to='from@verona.example'/>");
        server.NothingGoesElsewhere();
    }

    [Fact] // RFC 6121 §4.6.3
    public void Directed_presence_without_initial_presence_is_taken_back_too()
    {
        using var server = new TestServer();
        server.AddAccount(Juliet);
        server.AddContact(Juliet, "from@verona.example", RosterSubscription.From);
        var juliet = server.Connect(Balcony);
        juliet.Sends("<presence to='from@verona.example'/>");
        server.Elsewhere.Clear();

        juliet.Ends();

        server.GoesElsewhere($"<presence type='unavailable' from='{Balcony}' to='from@verona.example'/>");
        server.NothingGoesElsewhere();
    }

    [Fact]
    public void Directed_presence_is_remembered_within_a_bound()
    {
        using var server = new TestServer(new AccountSettings { MaxDirectedPresence = 1 });
        var juliet = server.Connect(Balcony);
        juliet.Sends("<presence to='one@chat.verona.example/Juliet'/>");
        server.Elsewhere.Clear();

        juliet.Sends("<presence to='two@chat.verona.example/Juliet'/>");

        juliet.Receives(
            $"<presence type='error' from='two@chat.verona.example/Juliet' to='{Balcony}'><error type='wait'>"
            + "<resource-constraint xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>");
        server.NothingGoesElsewhere();
        juliet.Sends("<presence to='one@chat.verona.example/Juliet'/>");
        server.GoesElsewhere($"<presence from='{Balcony}' to='one@chat.verona.example/Juliet'/>");
        juliet.Ends();
        server.Elsewhere.Clear();
    }

    [Theory] // RFC 6121 §4.7.2.3, §4.7.1
    [InlineData("<presence id='p'><priority>high</priority></presence>")]
    [InlineData("<presence id='p' type='subscribe'/>")]
    [InlineData("<presence id='p' type='probe'/>")]
    public void Presence_that_makes_no_sense_is_a_bad_request(string presence)
    {
        using var server = new TestServer();
        var juliet = server.Connect(Balcony);

        juliet.Sends(presence);

        var answer = StanzaText.Canonical(Assert.Single(juliet.Received));
        Assert.Contains("<bad-request ", answer, StringComparison.Ordinal);
        Assert.Contains("type='error'", answer, StringComparison.Ordinal);
        Assert.Contains("id='p'", answer, StringComparison.Ordinal);
    }

    [Fact] // RFC 6121 §8.5.2.1.2
    public void Presence_from_a_contact_reaches_available_resources_only()
    {
        using var server = new TestServer();
        var balcony = server.ConnectAvailable(Balcony);
        var chamber = server.ConnectAvailable(Chamber, priority: -1);
        var garden = server.Connect($"{Juliet}/garden");
        balcony.Received.Clear();

        server.Arrives($"<presence from='romeo@verona.example/orchard' to='{Juliet}'/>");

        balcony.Receives($"<presence from='romeo@verona.example/orchard' to='{Juliet}'/>");
        chamber.Receives($"<presence from='romeo@verona.example/orchard' to='{Juliet}'/>");
        garden.ReceivesNothing();
    }
}
