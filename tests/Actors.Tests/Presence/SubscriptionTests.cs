using XmppActors.Actors.Accounts;
using XmppActors.Actors.Presence;
using XmppActors.Actors.Storage;
using XmppActors.Actors.Tests.Accounts;

namespace XmppActors.Actors.Tests.Presence;

public class SubscriptionTests
{
    private const string Juliet = "juliet@capulet.example";
    private const string Romeo = "romeo@montague.example";
    private const string Balcony = $"{Juliet}/balcony";
    private const string Orchard = $"{Romeo}/orchard";

    [Fact] // RFC 6121 §3.1
    public void A_request_that_is_approved_makes_a_subscription()
    {
        using var server = new TestServer();
        var romeo = Interested(server, Orchard);
        var juliet = Interested(server, Balcony);

        romeo.Sends($"<presence id='s1' type='subscribe' to='{Juliet}'><status>Pray you.</status></presence>");
        romeo.Receives(Push(server, Orchard, Romeo, $"<item jid='{Juliet}' subscription='none' ask='subscribe'/>", Juliet));
        romeo.ReceivesNothing();
        juliet.Receives($"<presence id='s1' type='subscribe' from='{Romeo}' to='{Juliet}'><status>Pray you.</status></presence>");
        juliet.ReceivesNothing();

        juliet.Sends($"<presence id='a1' type='subscribed' to='{Romeo}'/>");
        juliet.Receives(Push(server, Balcony, Juliet, $"<item jid='{Romeo}' subscription='from'/>", Romeo));
        juliet.ReceivesNothing();
        romeo.Receives($"<presence id='a1' type='subscribed' from='{Juliet}' to='{Romeo}'/>");
        romeo.Receives(Push(server, Orchard, Romeo, $"<item jid='{Juliet}' subscription='to'/>", Juliet));
        romeo.Receives($"<presence from='{Balcony}' to='{Romeo}'/>");
        romeo.ReceivesNothing();
    }

    [Fact] // RFC 6121 §3.1.2
    public void A_request_to_a_full_JID_is_one_to_the_bare_JID()
    {
        using var server = new TestServer();
        var romeo = Interested(server, Orchard);

        romeo.Sends("<presence type='subscribe' to='juliet@verona.example/balcony'/>");

        server.GoesElsewhere($"<presence type='subscribe' from='{Romeo}' to='juliet@verona.example'/>");
        Assert.True(server.StoredContact(Romeo, "juliet@verona.example")!.PendingOut);
        romeo.Received.Clear();
    }

    [Fact] // RFC 6121 §3.1.3
    public void A_request_is_kept_and_delivered_at_each_initial_presence_until_it_is_answered()
    {
        using var server = new TestServer();
        server.AddAccount(Juliet);
        const string Request = $"<presence id='s1' type='subscribe' from='romeo@verona.example' to='{Juliet}'><x xmlns='urn:x'/></presence>";

        server.Arrives(Request.Replace("verona.example'", "verona.example/orchard'", StringComparison.Ordinal));
        var juliet = server.Connect(Balcony);
        juliet.ReceivesNothing();
        juliet.Sends("<presence/>");
        juliet.Receives($"<presence from='{Balcony}' to='{Juliet}'/>");
        juliet.Receives(Request);
        juliet.Sends("<presence type='unavailable'/>");
        juliet.Sends("<presence/>");
        juliet.Received.Dequeue();
        juliet.Received.Dequeue();
        juliet.Receives(Request);
        juliet.Sends("<presence type='unsubscribed' to='romeo@verona.example'/>");
        server.GoesElsewhere($"<presence type='unsubscribed' from='{Juliet}' to='romeo@verona.example'/>");
        juliet.Sends("<presence type='unavailable'/>");
        juliet.Received.Clear();
        juliet.Sends("<presence/>");

        juliet.Receives($"<presence from='{Balcony}' to='{Juliet}'/>");
        juliet.ReceivesNothing();
        Assert.Null(server.StoredContact(Juliet, "romeo@verona.example"));
    }

    [Fact] // RFC 6121 §3.1.3
    public void A_repeated_request_is_not_delivered_again()
    {
        using var server = new TestServer();
        var juliet = Interested(server, Balcony);

        server.Arrives($"<presence type='subscribe' from='romeo@verona.example' to='{Juliet}'/>");
        server.Arrives($"<presence type='subscribe' from='romeo@verona.example' to='{Juliet}'/>");

        juliet.Receives($"<presence type='subscribe' from='romeo@verona.example' to='{Juliet}'/>");
        juliet.ReceivesNothing();
    }

    [Fact] // RFC 6121 appendix A.1: "Pending In" is not part of the roster
    public void A_request_that_waits_is_no_roster_item()
    {
        using var server = new TestServer();
        server.AddAccount(Juliet);
        server.Arrives($"<presence type='subscribe' from='romeo@verona.example' to='{Juliet}'/>");
        var juliet = server.Connect(Balcony);

        juliet.Sends("<iq type='get' id='r1'><query xmlns='jabber:iq:roster'/></iq>");

        juliet.Receives($"<iq type='result' id='r1' from='{Juliet}' to='{Balcony}'><query xmlns='jabber:iq:roster'/></iq>");
    }

    [Fact] // RFC 6121 §3.1.3
    public void A_request_of_a_subscriber_is_answered_by_the_server()
    {
        using var server = new TestServer();
        server.AddAccount(Juliet);
        server.AddContact(Juliet, "romeo@verona.example", RosterSubscription.From);
        var juliet = Interested(server, Balcony);
        server.Elsewhere.Clear();

        server.Arrives($"<presence type='subscribe' from='romeo@verona.example' to='{Juliet}'/>");

        server.GoesElsewhere($"<presence type='subscribed' from='{Juliet}' to='romeo@verona.example'/>");
        server.NothingGoesElsewhere();
        juliet.ReceivesNothing();
    }

    [Fact] // RFC 6121 §3.2
    public void A_subscription_can_be_cancelled_by_who_gives_it()
    {
        using var server = new TestServer();
        server.AddAccount(Juliet);
        server.AddAccount(Romeo);
        server.AddContact(Juliet, Romeo, RosterSubscription.From);
        server.AddContact(Romeo, Juliet, RosterSubscription.To);
        var romeo = Interested(server, Orchard);
        var juliet = Interested(server, Balcony);
        romeo.Received.Clear();

        juliet.Sends($"<presence type='unsubscribed' to='{Romeo}'/>");

        juliet.Receives(Push(server, Balcony, Juliet, $"<item jid='{Romeo}' subscription='none'/>", Romeo));
        juliet.ReceivesNothing();
        romeo.Receives($"<presence type='unsubscribed' from='{Juliet}' to='{Romeo}'/>");
        romeo.Receives(Push(server, Orchard, Romeo, $"<item jid='{Juliet}' subscription='none'/>", Juliet));
        romeo.Receives($"<presence type='unavailable' from='{Balcony}' to='{Romeo}'/>");
        romeo.ReceivesNothing();
    }

    [Fact] // RFC 6121 §3.3
    public void A_subscription_can_be_ended_by_who_has_it()
    {
        using var server = new TestServer();
        server.AddAccount(Juliet);
        server.AddAccount(Romeo);
        server.AddContact(Juliet, Romeo, RosterSubscription.From);
        server.AddContact(Romeo, Juliet, RosterSubscription.To);
        var romeo = Interested(server, Orchard);
        var juliet = Interested(server, Balcony);
        romeo.Received.Clear();

        romeo.Sends($"<presence type='unsubscribe' to='{Juliet}'/>");

        romeo.Receives(Push(server, Orchard, Romeo, $"<item jid='{Juliet}' subscription='none'/>", Juliet));
        romeo.Receives($"<presence type='unavailable' from='{Balcony}' to='{Romeo}'/>");
        romeo.ReceivesNothing();
        juliet.Receives($"<presence type='unsubscribe' from='{Romeo}' to='{Juliet}'/>");
        juliet.Receives(Push(server, Balcony, Juliet, $"<item jid='{Romeo}' subscription='none'/>", Romeo));
        juliet.ReceivesNothing();
    }

    [Fact] // RFC 6121 §3.4
    public void An_approval_beforehand_is_kept_and_answers_the_request()
    {
        using var server = new TestServer();
        var juliet = Interested(server, Balcony);

        juliet.Sends("<presence type='subscribed' to='romeo@verona.example'/>");
        juliet.Receives(Push(
            server, Balcony, Juliet, "<item jid='romeo@verona.example' subscription='none' approved='true'/>", "romeo@verona.example"));
        server.NothingGoesElsewhere();
        server.Arrives($"<presence type='subscribe' from='romeo@verona.example' to='{Juliet}'/>");

        server.GoesElsewhere($"<presence type='subscribed' from='{Juliet}' to='romeo@verona.example'/>");
        server.GoesElsewhere($"<presence from='{Balcony}' to='romeo@verona.example'/>");
        server.NothingGoesElsewhere();
        juliet.Receives(Push(
            server, Balcony, Juliet, "<item jid='romeo@verona.example' subscription='from' approved='true'/>", "romeo@verona.example"));
        juliet.ReceivesNothing();
    }

    [Fact]
    public void Nobody_subscribes_to_themselves()
    {
        using var server = new TestServer();
        var juliet = Interested(server, Balcony);

        juliet.Sends($"<presence type='subscribe' id='s1' to='{Juliet}'/>");

        Assert.Contains("<not-allowed ", StanzaText.Canonical(Assert.Single(juliet.Received)), StringComparison.Ordinal);
    }

    [Fact] // RFC 6121 §8.5.1
    public void A_request_to_nobody_is_ignored()
    {
        using var server = new TestServer();

        server.Arrives("<presence type='subscribe' from='romeo@verona.example' to='nobody@capulet.example'/>");

        server.NothingGoesElsewhere();
    }

    [Fact]
    public void Requests_are_kept_within_a_bound()
    {
        using var server = new TestServer(new AccountSettings { MaxContacts = 1, MaxRequestBytes = 10 });
        server.AddAccount(Juliet);

        server.Arrives($"<presence id='long' type='subscribe' from='romeo@verona.example' to='{Juliet}'><status>Let me.</status></presence>");
        server.Arrives($"<presence id='late' type='subscribe' from='paris@verona.example' to='{Juliet}'/>");

        server.GoesElsewhere(
            $"<presence id='late' type='error' from='{Juliet}' to='paris@verona.example'><error type='wait'>"
            + "<resource-constraint xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>");
        var juliet = server.Connect(Balcony);
        juliet.Sends("<presence/>");
        juliet.Received.Dequeue();
        juliet.Receives($"<presence id='long' type='subscribe' from='romeo@verona.example' to='{Juliet}'/>");
    }

    [Fact] // Appendix A, once through the whole server
    public void Stored_states_follow_the_rules()
    {
        using var server = new TestServer();
        var juliet = Interested(server, Balcony);
        const string Contact = "romeo@verona.example";
        (string Way, string Type, string Expected)[] steps =
        [
            ("out", "subscribe", "None + Pending Out"),
            ("in", "subscribe", "None + Pending Out+In"),
            ("in", "subscribed", "To + Pending In"),
            ("out", "subscribed", "Both"),
            ("in", "unsubscribe", "To"),
            ("in", "subscribe", "To + Pending In"),
            ("in", "unsubscribed", "None + Pending In"),
            ("out", "subscribed", "From"),
            ("out", "subscribe", "From + Pending Out"),
            ("out", "unsubscribed", "None + Pending Out"),
            ("out", "unsubscribe", "None"),
        ];

        foreach (var (way, type, expected) in steps)
        {
            if (way == "out")
                juliet.Sends($"<presence type='{type}' to='{Contact}'/>");
            else
                server.Arrives($"<presence type='{type}' from='{Contact}' to='{Juliet}'/>");

            Assert.Equal(expected, SubscriptionStates.Name(server.StoredContact(Juliet, Contact).State()));
        }

        server.Elsewhere.Clear();
    }

    private static TestClient Interested(TestServer server, string address)
    {
        var client = server.Connect(address);
        client.IsInterested();
        client.Sends("<presence/>");
        client.Received.Clear();
        return client;
    }

    private static string Push(TestServer server, string to, string account, string item, string contact)
    {
        var version = server.StoredContact(account, contact)!.Version;
        return $"<iq type='set' id='push{version}' from='{account}' to='{to}'><query xmlns='jabber:iq:roster' ver='{version}'>{item}</query></iq>";
    }
}
