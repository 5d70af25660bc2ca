using XmppActors.Actors.Storage;
using XmppActors.Actors.Tests.Accounts;

namespace XmppActors.Actors.Tests.Roster;

public class RosterTests
{
    private const string Juliet = "juliet@capulet.example";
    private const string Balcony = $"{Juliet}/balcony";
    private const string Chamber = $"{Juliet}/chamber";
    private const string Romeo = "romeo@verona.example";
    private const string Get = "<iq type='get' id='r1'><query xmlns='jabber:iq:roster'/></iq>";

    [Fact] // RFC 6121 §2.1.3, §2.2
    public void The_roster_is_sent_to_its_owner()
    {
        using var server = new TestServer();
        server.AddAccount(Juliet);
        server.AddContact(Juliet, Romeo, RosterSubscription.Both);
        var juliet = server.Connect(Balcony);

        juliet.Sends(Get);

        juliet.Receives(
            $"<iq type='result' id='r1' from='{Juliet}' to='{Balcony}'><query xmlns='jabber:iq:roster'>"
            + $"<item jid='{Romeo}' subscription='both'/></query></iq>");
    }

    [Theory] // RFC 6121 §2.1.3, §2.3.3
    [InlineData("get")]
    [InlineData("set")]
    public void The_roster_is_nobody_elses_business(string type)
    {
        using var server = new TestServer();
        server.AddAccount(Juliet);

        server.Arrives($"<iq type='{type}' id='r1' from='{Romeo}' to='{Juliet}'><query xmlns='jabber:iq:roster'><item jid='a@b'/></query></iq>");

        Assert.Contains("<error type='auth'><forbidden ", StanzaText.Canonical(server.Elsewhere.Dequeue()), StringComparison.Ordinal);
    }

    [Fact] // RFC 6121 §2.1.6, §2.3.2
    public void A_roster_set_is_answered_and_pushed_to_interested_resources()
    {
        using var server = new TestServer();
        var balcony = server.Connect(Balcony);
        var chamber = server.Connect(Chamber);
        var garden = server.Connect($"{Juliet}/garden");
        balcony.IsInterested();
        chamber.IsInterested();

        balcony.Sends(
            $"<iq type='set' id='s1'><query xmlns='jabber:iq:roster'><item jid='{Romeo}' name='Romeo'><group>Friends</group></item></query></iq>");

        var version = server.StoredContact(Juliet, Romeo)!.Version;
        balcony.Receives($"<iq type='result' id='s1' from='{Juliet}' to='{Balcony}'/>");
        balcony.Receives(Push(Balcony));
        balcony.ReceivesNothing();
        chamber.Receives(Push(Chamber));
        garden.ReceivesNothing();
        chamber.Sends($"<iq type='result' id='push{version}'/>");
        chamber.ReceivesNothing();

        string Push(string to) =>
            $"<iq type='set' id='push{version}' from='{Juliet}' to='{to}'><query xmlns='jabber:iq:roster' ver='{version}'>"
            + $"<item jid='{Romeo}' name='Romeo' subscription='none'><group>Friends</group></item></query></iq>";
    }

    [Fact] // RFC 6121 §2.3.3
    public void A_bad_roster_set_changes_nothing()
    {
        using var server = new TestServer();
        var juliet = server.Connect(Balcony);
        juliet.IsInterested();

        juliet.Sends($"<iq type='set' id='s1'><query xmlns='jabber:iq:roster'><item jid='{Romeo}'><group/></item></query></iq>");

        Assert.Contains("<not-acceptable ", StanzaText.Canonical(Assert.Single(juliet.Received)), StringComparison.Ordinal);
        Assert.Null(server.StoredContact(Juliet, Romeo));
    }

    [Fact] // RFC 6121 §2.5
    public void Removing_a_contact_ends_what_was_between_the_two()
    {
        using var server = new TestServer();
        server.AddAccount(Juliet);
        server.AddContact(Juliet, Romeo, RosterSubscription.Both);
        var juliet = server.Connect(Balcony);
        juliet.IsInterested();
        juliet.Sends("<presence/>");
        juliet.Received.Clear();
        server.Elsewhere.Clear();

        juliet.Sends($"<iq type='set' id='s1'><query xmlns='jabber:iq:roster'><item jid='{Romeo}' subscription='remove'/></query></iq>");

        juliet.Receives($"<iq type='result' id='s1' from='{Juliet}' to='{Balcony}'/>");
        Assert.Contains($"<item jid='{Romeo}' subscription='remove' />", StanzaText.Canonical(Assert.Single(juliet.Received)), StringComparison.Ordinal);
        server.GoesElsewhere($"<presence type='unsubscribe' from='{Juliet}' to='{Romeo}'/>");
        server.GoesElsewhere($"<presence type='unsubscribed' from='{Juliet}' to='{Romeo}'/>");
        server.GoesElsewhere($"<presence type='unavailable' from='{Balcony}' to='{Romeo}'/>");
        server.NothingGoesElsewhere();
        juliet.Sends("<presence><show>away</show></presence>");
        server.NothingGoesElsewhere();
    }

    [Fact] // RFC 6121 §2.6
    public void A_client_with_the_newest_version_is_sent_nothing()
    {
        using var server = new TestServer();
        server.AddAccount(Juliet);
        server.AddContact(Juliet, Romeo, RosterSubscription.Both);
        var juliet = server.Connect(Balcony);
        juliet.Sends("<iq type='get' id='r1'><query xmlns='jabber:iq:roster' ver=''/></iq>");
        var version = juliet.Received.Dequeue().FirstChild()!.Attribute("ver")!.Value;

        juliet.Sends($"<iq type='get' id='r2'><query xmlns='jabber:iq:roster' ver='{version}'/></iq>");

        juliet.Receives($"<iq type='result' id='r2' from='{Juliet}' to='{Balcony}'/>");
        juliet.ReceivesNothing();
    }

    [Fact] // RFC 6121 §2.6.3
    public void A_client_that_missed_a_little_is_sent_what_it_missed()
    {
        using var server = new TestServer();
        var juliet = server.Connect(Balcony);
        for (var i = 0; i < 6; i++)
            juliet.Sends($"<iq type='set' id='s'><query xmlns='jabber:iq:roster'><item jid='c{i}@verona.example'/></query></iq>");
        juliet.Received.Clear();
        juliet.Sends("<iq type='get' id='r1'><query xmlns='jabber:iq:roster' ver=''/></iq>");
        var version = juliet.Received.Dequeue().FirstChild()!.Attribute("ver")!.Value;
        juliet.Ends();
        var chamber = server.Connect(Chamber);
        chamber.Sends("<iq type='set' id='s'><query xmlns='jabber:iq:roster'><item jid='c1@verona.example' name='One'/></query></iq>");
        chamber.Sends("<iq type='set' id='s'><query xmlns='jabber:iq:roster'><item jid='c2@verona.example' subscription='remove'/></query></iq>");
        juliet = server.Connect(Balcony);

        juliet.Sends($"<iq type='get' id='r2'><query xmlns='jabber:iq:roster' ver='{version}'/></iq>");

        juliet.Receives($"<iq type='result' id='r2' from='{Juliet}' to='{Balcony}'/>");
        Assert.Equal(
            ["<item jid='c1@verona.example' name='One' subscription='none' />", "<item jid='c2@verona.example' subscription='remove' />"],
            juliet.Received.Select(push => StanzaText.Canonical(push.FirstChild()!.Elements().Single().ToString())
                .Replace(" xmlns='jabber:iq:roster'", "", StringComparison.Ordinal)));
        juliet.Received.Clear();
    }

    [Fact] // RFC 6121 §2.6.3
    public void A_client_with_a_version_of_nobody_is_sent_the_whole_roster()
    {
        using var server = new TestServer();
        server.AddAccount(Juliet);
        server.AddContact(Juliet, Romeo, RosterSubscription.Both);
        var juliet = server.Connect(Balcony);

        juliet.Sends("<iq type='get' id='r1'><query xmlns='jabber:iq:roster' ver='7'/></iq>");

        var query = Assert.Single(juliet.Received).FirstChild()!;
        Assert.Single(query.Elements());
        Assert.Equal($"{server.StoredContact(Juliet, Romeo)!.Version}", query.Attribute("ver")!.Value);
    }
}
