using XmppActors.Actors.Storage;
using XmppActors.Actors.Tests.Accounts;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Tests.ServerInfo;

public class ServerIqTests
{
    private const string Juliet = "juliet@capulet.example";
    private const string Balcony = $"{Juliet}/balcony";
    private const string Romeo = "romeo@verona.example/orchard";

    [Theory]
    [InlineData("<ping xmlns='urn:xmpp:ping'/>", "")] // XEP-0199
    [InlineData("<time xmlns='urn:xmpp:time'/>", "<time xmlns='urn:xmpp:time'><tzo>+00:00</tzo><utc>2026-01-02T03:04:15Z</utc></time>")] // XEP-0202
    [InlineData("<query xmlns='jabber:iq:last'/>", "<query xmlns='jabber:iq:last' seconds='10'/>")] // XEP-0012 §5
    [InlineData(
        "<query xmlns='http://jabber.org/protocol/disco#items'/>",
        "<query xmlns='http://jabber.org/protocol/disco#items'><item jid='echo.capulet.example'/></query>")] // XEP-0030
    public void The_server_answers_for_itself(string request, string answer)
    {
        using var server = new TestServer();
        server.Advance(TimeSpan.FromSeconds(10));

        server.Arrives($"<iq type='get' id='i1' from='{Romeo}' to='capulet.example'>{request}</iq>");

        server.GoesElsewhere($"<iq type='result' id='i1' from='capulet.example' to='{Romeo}'>{answer}</iq>");
    }

    [Fact] // XEP-0030 §3, XEP-0092
    public void The_server_says_what_it_is()
    {
        using var server = new TestServer();

        server.Arrives($"<iq type='get' id='i1' from='{Romeo}' to='capulet.example'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>");
        server.Arrives($"<iq type='get' id='i2' from='{Romeo}' to='capulet.example'><query xmlns='jabber:iq:version'/></iq>");

        var info = StanzaText.Canonical(server.Elsewhere.Dequeue());
        Assert.Contains("<identity category='server' name='XmppActors' type='im' />", info, StringComparison.Ordinal);
        foreach (var feature in new[]
        {
            "http://jabber.org/protocol/disco#info", "http://jabber.org/protocol/disco#items", "jabber:iq:last", "jabber:iq:register",
            "jabber:iq:version", "msgoffline", "urn:xmpp:ping", "urn:xmpp:time",
        })
        {
            Assert.Contains($"<feature var='{feature}' />", info, StringComparison.Ordinal);
        }

        Assert.Matches("<name>XmppActors</name><version>[0-9.]+</version>", StanzaText.Canonical(server.Elsewhere.Dequeue()));
    }

    [Theory]
    [InlineData("type='get' id='i1'", "<query xmlns='http://jabber.org/protocol/disco#info' node='x'/>", "item-not-found")]
    [InlineData("type='get' id='i1'", "<query xmlns='http://jabber.org/protocol/disco#items' node='x'/>", "item-not-found")]
    [InlineData("type='get' id='i1'", "<x xmlns='urn:unknown'/>", "service-unavailable")]
    [InlineData("type='set' id='i1'", "<ping xmlns='urn:xmpp:ping'/>", "service-unavailable")]
    [InlineData("type='get' id='i1'", "", "bad-request")] // RFC 6120 §8.2.3
    [InlineData("type='get' id='i1'", "<ping xmlns='urn:xmpp:ping'/><ping xmlns='urn:xmpp:ping'/>", "bad-request")]
    [InlineData("type='get'", "<ping xmlns='urn:xmpp:ping'/>", "bad-request")]
    public void A_request_that_nobody_can_answer_is_bounced(string attributes, string payload, string condition)
    {
        using var server = new TestServer();

        server.Arrives($"<iq {attributes} from='{Romeo}' to='capulet.example'>{payload}</iq>");

        Assert.Contains($"<{condition} ", StanzaText.Canonical(Assert.Single(server.Elsewhere)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<iq type='get' id='i1' from='romeo@verona.example' to='capulet.example/x'><ping xmlns='urn:xmpp:ping'/></iq>", true)]
    [InlineData("<message from='romeo@verona.example' to='capulet.example'><body>Hello</body></message>", true)]
    [InlineData("<presence type='subscribe' from='romeo@verona.example' to='capulet.example'/>", true)]
    [InlineData("<message type='error' from='romeo@verona.example' to='capulet.example'/>", false)]
    [InlineData("<presence from='romeo@verona.example' to='capulet.example'/>", false)]
    [InlineData("<iq type='result' id='i1' from='romeo@verona.example' to='capulet.example'/>", false)]
    [InlineData("<iq type='error' id='i1' from='romeo@verona.example' to='capulet.example'/>", false)]
    public void The_server_itself_takes_requests_only(string stanza, bool isBounced)
    {
        using var server = new TestServer();

        server.Arrives(stanza);

        Assert.Equal(isBounced ? 1 : 0, server.Elsewhere.Count);
        Assert.All(server.Elsewhere, error => Assert.Contains("<service-unavailable ", StanzaText.Canonical(error), StringComparison.Ordinal));
    }

    [Fact] // XEP-0199 §4.1
    public void A_client_pings_its_server_by_pinging_nobody()
    {
        using var server = new TestServer();
        var juliet = server.Connect(Balcony);

        juliet.Sends("<iq type='get' id='p1'><ping xmlns='urn:xmpp:ping'/></iq>");
        juliet.Sends("<iq type='get' id='p2' to='capulet.example'><ping xmlns='urn:xmpp:ping'/></iq>");

        juliet.Receives($"<iq type='result' id='p1' from='{Juliet}' to='{Balcony}'/>");
        juliet.Receives($"<iq type='result' id='p2' from='capulet.example' to='{Balcony}'/>");
    }

    [Theory] // RFC 3921 §3
    [InlineData("")]
    [InlineData(" to='capulet.example'")]
    public void A_legacy_session_is_established_by_saying_so(string to)
    {
        using var server = new TestServer();
        var juliet = server.Connect(Balcony);

        juliet.Sends($"<iq type='set' id='s1'{to}><session xmlns='urn:ietf:params:xml:ns:xmpp-session'/></iq>");

        Assert.Equal(StanzaType.Result, Assert.Single(juliet.Received).Type);
    }

    [Fact] // XEP-0030 §3.1, §4.1
    public void An_account_shows_itself_to_its_subscribers()
    {
        using var server = new TestServer();
        server.AddAccount(Juliet);
        server.AddContact(Juliet, "romeo@verona.example", RosterSubscription.From);
        server.ConnectAvailable(Balcony);
        server.Connect($"{Juliet}/garden");
        server.Elsewhere.Clear();

        server.Arrives($"<iq type='get' id='i1' from='{Romeo}' to='{Juliet}'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>");
        server.Arrives($"<iq type='get' id='i2' from='{Romeo}' to='{Juliet}'><query xmlns='http://jabber.org/protocol/disco#items'/></iq>");
        server.Arrives($"<iq type='get' id='i3' from='{Romeo}' to='{Juliet}'><ping xmlns='urn:xmpp:ping'/></iq>");

        Assert.Contains("<identity category='account' type='registered' />", StanzaText.Canonical(server.Elsewhere.Dequeue()), StringComparison.Ordinal);
        server.GoesElsewhere(
            $"<iq type='result' id='i2' from='{Juliet}' to='{Romeo}'><query xmlns='http://jabber.org/protocol/disco#items'>"
            + $"<item jid='{Balcony}'/></query></iq>");
        server.GoesElsewhere($"<iq type='result' id='i3' from='{Juliet}' to='{Romeo}'/>");
    }

    [Theory] // XEP-0030 §8
    [InlineData("<query xmlns='http://jabber.org/protocol/disco#info'/>")]
    [InlineData("<query xmlns='http://jabber.org/protocol/disco#items'/>")]
    [InlineData("<query xmlns='http://jabber.org/protocol/disco#items' node='x'/>")]
    [InlineData("<ping xmlns='urn:xmpp:ping'/>")]
    [InlineData("<session xmlns='urn:ietf:params:xml:ns:xmpp-session'/>")]
    [InlineData("<query xmlns='jabber:iq:register'/>")]
    [InlineData("<x xmlns='urn:unknown'/>")]
    public void A_stranger_cannot_tell_an_account_from_none(string payload)
    {
        using var server = new TestServer();
        var juliet = server.ConnectAvailable(Balcony);

        server.Arrives($"<iq type='get' id='i1' from='{Romeo}' to='{Juliet}'>{payload}</iq>");
        server.Arrives($"<iq type='get' id='i1' from='{Romeo}' to='nobody@capulet.example'>{payload}</iq>");

        var ofJuliet = StanzaText.Canonical(server.Elsewhere.Dequeue());
        var ofNobody = StanzaText.Canonical(server.Elsewhere.Dequeue());
        Assert.Equal(ofJuliet.Replace("juliet", "nobody", StringComparison.Ordinal), ofNobody);
        juliet.ReceivesNothing();
    }

    [Fact] // XEP-0012 §3
    public void Subscribers_learn_when_an_account_was_last_there()
    {
        using var server = new TestServer();
        server.AddAccount(Juliet);
        server.AddContact(Juliet, "romeo@verona.example", RosterSubscription.From);
        var juliet = server.ConnectAvailable(Balcony);
        server.Elsewhere.Clear();
        var ask = $"<iq type='get' id='i1' from='{Romeo}' to='{Juliet}'><query xmlns='jabber:iq:last'/></iq>";
        var answered = $"<iq type='result' id='i1' from='{Juliet}' to='{Romeo}'><query xmlns='jabber:iq:last' seconds='0'/></iq>";

        server.Arrives(ask);
        server.GoesElsewhere(answered);
        juliet.Sends("<presence type='unavailable'><status>Heading Home</status></presence>");
        juliet.Ends();
        server.Elsewhere.Clear();
        server.Advance(TimeSpan.FromSeconds(903));
        server.Arrives(ask);

        server.GoesElsewhere(answered.Replace("seconds='0'/>", "seconds='903'>Heading Home</query>", StringComparison.Ordinal));
    }

    [Theory] // XEP-0012 §3, §4
    [InlineData(Juliet)]
    [InlineData(Balcony)]
    public void Others_do_not(string to)
    {
        using var server = new TestServer();
        var juliet = server.ConnectAvailable(Balcony);

        server.Arrives($"<iq type='get' id='i1' from='{Romeo}' to='{to}'><query xmlns='jabber:iq:last'/></iq>");

        Assert.Contains("<forbidden ", StanzaText.Canonical(Assert.Single(server.Elsewhere)), StringComparison.Ordinal);
        juliet.ReceivesNothing();
    }

    [Fact] // XEP-0012 §4
    public void The_idle_time_of_a_resource_is_its_own_to_tell()
    {
        using var server = new TestServer();
        server.AddAccount(Juliet);
        server.AddContact(Juliet, "romeo@verona.example", RosterSubscription.Both);
        var juliet = server.ConnectAvailable(Balcony);
        server.Elsewhere.Clear();

        server.Arrives($"<iq type='get' id='i1' from='{Romeo}' to='{Balcony}'><query xmlns='jabber:iq:last'/></iq>");

        juliet.Receives($"<iq type='get' id='i1' from='{Romeo}' to='{Balcony}'><query xmlns='jabber:iq:last'/></iq>");
    }
}
