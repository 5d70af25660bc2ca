using XmppActors.Actors.Accounts;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Tests.Accounts;

public class DeliveryTests
{
    private const string Juliet = "juliet@capulet.example";
    private const string Message = "<message id='m1' type='chat' from='romeo@verona.example/orchard' to='juliet@capulet.example'><body>Hi</body></message>";

    [Fact] // RFC 6121 §8.5.2.1.1
    public void A_message_to_the_bare_JID_reaches_all_resources_with_non_negative_priority()
    {
        using var server = new TestServer();
        var garden = server.Connect($"{Juliet}/garden");
        var chamber = server.ConnectAvailable($"{Juliet}/chamber", priority: -1);
        var balcony = server.ConnectAvailable($"{Juliet}/balcony");
        var orchard = server.ConnectAvailable($"{Juliet}/orchard", priority: 5);
        chamber.Received.Clear();
        balcony.Received.Clear();

        server.Arrives(Message);

        balcony.Receives(Message);
        orchard.Receives(Message);
        chamber.ReceivesNothing();
        garden.ReceivesNothing();
    }

    [Fact] // RFC 6121 §8.5.2.1.1
    public void Or_only_the_most_available_ones()
    {
        using var server = new TestServer(new AccountSettings { BareMessages = BareMessagePolicy.MostAvailable });
        var low = server.ConnectAvailable($"{Juliet}/low", priority: 1);
        var high = server.ConnectAvailable($"{Juliet}/high", priority: 5);
        var alsoHigh = server.ConnectAvailable($"{Juliet}/also-high", priority: 5);
        low.Received.Clear();
        high.Received.Clear();

        server.Arrives(Message);
        server.Arrives(Message.Replace("chat", "headline", StringComparison.Ordinal));

        high.Receives(Message);
        alsoHigh.Receives(Message);
        low.Receives(Message.Replace("chat", "headline", StringComparison.Ordinal)); // §8.5.2.1.1: headlines go to all.
        low.ReceivesNothing();
    }

    [Fact] // RFC 6121 §8.5.3.1
    public void A_message_to_a_full_JID_reaches_it_whatever_its_priority()
    {
        using var server = new TestServer();
        var garden = server.Connect($"{Juliet}/garden");
        var balcony = server.ConnectAvailable($"{Juliet}/balcony");

        server.Arrives(Message.Replace($"{Juliet}'", $"{Juliet}/garden'", StringComparison.Ordinal));

        garden.Receives(Message.Replace($"{Juliet}'", $"{Juliet}/garden'", StringComparison.Ordinal));
        balcony.ReceivesNothing();
    }

    [Theory] // RFC 6121 §8.5.1, §8.5.3.2
    [InlineData("<message id='x' type='chat' from='romeo@verona.example' to='nobody@capulet.example'><body>Hi</body></message>")]
    [InlineData("<message id='x' from='romeo@verona.example' to='nobody@capulet.example/balcony'><body>Hi</body></message>")]
    [InlineData("<iq id='x' type='get' from='romeo@verona.example' to='nobody@capulet.example'><ping xmlns='urn:xmpp:ping'/></iq>")]
    [InlineData("<iq id='x' type='set' from='romeo@verona.example' to='nobody@capulet.example/balcony'><x xmlns='urn:x'/></iq>")]
    [InlineData("<message id='x' type='groupchat' from='romeo@verona.example' to='juliet@capulet.example'><body>Hi</body></message>")]
    [InlineData("<message id='x' from='romeo@verona.example' to='juliet@capulet.example/unknown'><body>Hi</body></message>")]
    [InlineData("<iq id='x' type='get' from='romeo@verona.example' to='juliet@capulet.example/unknown'><ping xmlns='urn:xmpp:ping'/></iq>")]
    [InlineData("<iq id='x' type='get' from='romeo@verona.example' to='juliet@capulet.example'><x xmlns='urn:unknown'/></iq>")]
    [InlineData("<iq id='x' type='get' from='romeo@verona.example' to='juliet@capulet.example'><ping xmlns='urn:xmpp:ping'/></iq>")]
    public void What_cannot_be_delivered_is_service_unavailable(string stanza)
    {
        using var server = new TestServer();
        var juliet = server.ConnectAvailable($"{Juliet}/balcony");

        server.Arrives(stanza);

        var error = Assert.Single(server.Elsewhere);
        Assert.Equal(StanzaType.Error, error.Type);
        Assert.Equal("x", error.Id);
        Assert.Contains("<service-unavailable ", StanzaText.Canonical(error), StringComparison.Ordinal);
        juliet.ReceivesNothing();
    }

    [Theory] // RFC 6121 §8.5.1, §8.5.2, §8.5.3, RFC 6120 §8.2.3, §8.3.1
    [InlineData("<message type='error' from='romeo@verona.example' to='nobody@capulet.example'><body>Hi</body></message>")]
    [InlineData("<message type='headline' from='romeo@verona.example' to='nobody@capulet.example'><body>Hi</body></message>")]
    [InlineData("<message type='error' from='romeo@verona.example' to='juliet@capulet.example'><body>Hi</body></message>")]
    [InlineData("<message type='error' from='romeo@verona.example' to='juliet@capulet.example/unknown'><body>Hi</body></message>")]
    [InlineData("<iq id='x' type='result' from='romeo@verona.example' to='nobody@capulet.example'/>")]
    [InlineData("<iq id='x' type='result' from='romeo@verona.example' to='juliet@capulet.example'/>")]
    [InlineData("<iq id='x' type='error' from='romeo@verona.example' to='juliet@capulet.example/unknown'/>")]
    [InlineData("<presence from='romeo@verona.example' to='nobody@capulet.example'/>")]
    [InlineData("<presence type='unavailable' from='romeo@verona.example' to='nobody@capulet.example/balcony'/>")]
    [InlineData("<presence from='romeo@verona.example' to='juliet@capulet.example/unknown'/>")]
    [InlineData("<presence type='subscribed' from='romeo@verona.example' to='nobody@capulet.example'/>")]
    [InlineData("<presence type='subscribed' from='romeo@verona.example' to='juliet@capulet.example'/>")]
    [InlineData("<presence type='unsubscribe' from='romeo@verona.example' to='juliet@capulet.example'/>")]
    public void What_nobody_waits_for_ends_in_silence(string stanza)
    {
        using var server = new TestServer();
        var juliet = server.ConnectAvailable($"{Juliet}/balcony");

        server.Arrives(stanza);

        server.NothingGoesElsewhere();
        juliet.ReceivesNothing();
        Assert.Equal(1, server.Counters.Read().Ignored);
    }

    [Fact] // RFC 6121 §8.5.3.1
    public void An_iq_to_a_full_JID_reaches_the_resource_and_its_answer_comes_back()
    {
        using var server = new TestServer();
        var juliet = server.Connect($"{Juliet}/balcony");
        var romeo = server.Connect("romeo@montague.example/orchard");

        romeo.Sends($"<iq id='v1' type='get' to='{Juliet}/balcony'><query xmlns='jabber:iq:version'/></iq>");
        juliet.Receives($"<iq id='v1' type='get' from='{romeo.Address}' to='{Juliet}/balcony'><query xmlns='jabber:iq:version'/></iq>");
        juliet.Sends($"<iq id='v1' type='result' to='{romeo.Address}'/>");

        romeo.Receives($"<iq id='v1' type='result' from='{Juliet}/balcony' to='{romeo.Address}'/>");
    }

    [Fact] // RFC 6120 §10.3.1
    public void A_message_without_address_is_for_the_senders_own_account()
    {
        using var server = new TestServer();
        var balcony = server.ConnectAvailable($"{Juliet}/balcony");
        var chamber = server.ConnectAvailable($"{Juliet}/chamber");
        balcony.Received.Clear();

        balcony.Sends("<message id='m'><body>Note to self.</body></message>");

        balcony.Receives($"<message id='m' from='{Juliet}/balcony' to='{Juliet}'><body>Note to self.</body></message>");
        chamber.Receives($"<message id='m' from='{Juliet}/balcony' to='{Juliet}'><body>Note to self.</body></message>");
    }

    [Fact] // XEP-0198 §5
    public void A_lost_message_to_the_bare_JID_reaches_a_resource_that_came_later()
    {
        using var server = new TestServer();
        var earlier = server.ConnectAvailable($"{Juliet}/earlier");
        var lost = server.ConnectAvailable($"{Juliet}/lost");
        server.Arrives(Message);
        var later = server.ConnectAvailable($"{Juliet}/later");
        earlier.Received.Clear();

        lost.Received.Clear();
        server.Arrives(Message);
        later.Received.Clear();
        earlier.Received.Clear();
        lost.Loses(1);

        later.ReceivesInAnyOrder(Message, $"<presence type='unavailable' from='{Juliet}/lost' to='{Juliet}'/>");
        earlier.Receives($"<presence type='unavailable' from='{Juliet}/lost' to='{Juliet}'/>");
        earlier.ReceivesNothing();
    }

    [Fact] // XEP-0198 §5
    public void A_lost_message_that_others_have_is_not_repeated()
    {
        using var server = new TestServer();
        var earlier = server.ConnectAvailable($"{Juliet}/earlier");
        var lost = server.ConnectAvailable($"{Juliet}/lost");
        server.Arrives(Message);
        earlier.Received.Clear();

        lost.Loses(1);

        earlier.Receives($"<presence type='unavailable' from='{Juliet}/lost' to='{Juliet}'/>");
        earlier.ReceivesNothing();
        server.NothingGoesElsewhere();
    }

    [Fact] // XEP-0198 §5, XEP-0160
    public void Lost_messages_are_stored_in_order_when_nobody_else_is_there()
    {
        using var server = new TestServer();
        var lost = server.ConnectAvailable($"{Juliet}/lost");
        for (var i = 1; i <= 3; i++)
            server.Arrives($"<message id='m{i}' from='romeo@verona.example' to='{Juliet}/lost'><body>{i}</body></message>");
        server.Arrives($"<iq id='i1' type='get' from='romeo@verona.example' to='{Juliet}/lost'><x xmlns='urn:x'/></iq>");
        server.Arrives($"<presence from='romeo@verona.example' to='{Juliet}/lost'/>");

        lost.Loses(5);

        Assert.Equal("i1", Assert.Single(server.Elsewhere).Id);
        var juliet = server.Connect($"{Juliet}/balcony");
        juliet.Sends("<presence/>");
        juliet.Received.Dequeue();
        Assert.Equal(["m1", "m2", "m3"], juliet.Received.Select(stanza => stanza.Id));
    }
}
