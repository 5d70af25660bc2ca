using XmppActors.Actors.Accounts;
using XmppActors.Actors.Tests.Accounts;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Tests.Offline;

public class OfflineTests
{
    private const string Juliet = "juliet@capulet.example";
    private const string Balcony = $"{Juliet}/balcony";
    private const string Romeo = "romeo@verona.example/orchard";

    [Fact] // XEP-0160 §2, XEP-0203
    public void Messages_to_an_absent_account_are_kept_and_delivered_with_their_time()
    {
        using var server = new TestServer();
        server.AddAccount(Juliet);
        server.Arrives($"<message id='m1' type='chat' from='{Romeo}' to='{Juliet}'><body>O blessed night!</body></message>");
        server.Advance(TimeSpan.FromMinutes(1));
        server.Arrives($"<message id='m2' from='{Romeo}' to='{Juliet}'><body>I am afeard.</body><x xmlns='urn:x'>&lt;'</x></message>");
        Assert.Equal(2, server.Counters.Read().Stored);
        var juliet = server.Connect(Balcony);

        juliet.Sends("<presence/>");

        juliet.Receives($"<presence from='{Balcony}' to='{Juliet}'/>");
        juliet.Receives(
            $"<message id='m1' type='chat' from='{Romeo}' to='{Juliet}'><body>O blessed night!</body>"
            + "<delay xmlns='urn:xmpp:delay' from='capulet.example' stamp='2026-01-02T03:04:05.000Z'/></message>");
        juliet.Receives(
            $"<message id='m2' from='{Romeo}' to='{Juliet}'><body>I am afeard.</body><x xmlns='urn:x'>&lt;'</x>"
            + "<delay xmlns='urn:xmpp:delay' from='capulet.example' stamp='2026-01-02T03:05:05.000Z'/></message>");
        juliet.ReceivesNothing();
    }

    [Fact] // XEP-0160 §2
    public void They_are_delivered_once()
    {
        using var server = new TestServer();
        server.AddAccount(Juliet);
        server.Arrives($"<message id='m1' type='chat' from='{Romeo}' to='{Juliet}'><body>O blessed night!</body></message>");
        server.ConnectAvailable(Balcony).Ends();
        server.Advance(AccountSettings.Default.IdleTimeout * 2);

        var juliet = server.Connect(Balcony);
        juliet.Sends("<presence/>");

        juliet.Receives($"<presence from='{Balcony}' to='{Juliet}'/>");
        juliet.ReceivesNothing();
    }

    [Fact] // XEP-0160 §2
    public void They_wait_for_a_resource_with_non_negative_priority()
    {
        using var server = new TestServer();
        server.AddAccount(Juliet);
        server.Arrives($"<message id='m1' type='chat' from='{Romeo}' to='{Juliet}'><body>O blessed night!</body></message>");
        var juliet = server.Connect(Balcony);

        juliet.Sends("<presence><priority>-1</priority></presence>");
        Assert.Equal(StanzaKind.Presence, Assert.Single(juliet.Received).Kind);
        server.Arrives($"<message id='m2' type='chat' from='{Romeo}' to='{Juliet}'><body>I am afeard.</body></message>");
        juliet.Received.Clear();
        juliet.Sends("<presence/>");

        Assert.Equal([null, "m1", "m2"], juliet.Received.Select(stanza => stanza.Id));
    }

    [Fact] // XEP-0160 §2, RFC 6121 §8.5.2.2.1
    public void A_full_store_bounces()
    {
        using var server = new TestServer(new AccountSettings { MaxOfflineMessages = 1 });
        server.AddAccount(Juliet);

        server.Arrives($"<message id='m1' type='chat' from='{Romeo}' to='{Juliet}'><body>1</body></message>");
        server.Arrives($"<message id='m2' type='chat' from='{Romeo}' to='{Juliet}'><body>2</body></message>");

        var refused = Assert.Single(server.Elsewhere);
        Assert.Equal("m2", refused.Id);
        Assert.Contains("<service-unavailable ", StanzaText.Canonical(refused), StringComparison.Ordinal);
    }

    [Fact] // XEP-0160 §3
    public void Who_is_typing_is_not_kept()
    {
        using var server = new TestServer();
        server.AddAccount(Juliet);

        server.Arrives($"<message type='chat' from='{Romeo}' to='{Juliet}'><composing xmlns='http://jabber.org/protocol/chatstates'/></message>");

        server.NothingGoesElsewhere();
        Assert.Equal(1, server.Counters.Read().Ignored);
    }

    [Fact]
    public void Messages_that_come_while_the_kept_ones_are_read_come_after_them()
    {
        var storage = new HeldStorage();
        using var server = new TestServer(storage: storage);
        server.AddAccount(Juliet);
        server.Arrives($"<message id='m1' type='chat' from='{Romeo}' to='{Juliet}'><body>1</body></message>");
        var juliet = server.Connect(Balcony);
        storage.Holds = true;

        juliet.Sends("<presence/>");
        server.Arrives($"<message id='m2' type='chat' from='{Romeo}' to='{Juliet}'><body>2</body></message>");
        storage.Release();
        server.Run();

        Assert.Equal([null, "m1", "m2"], juliet.Received.Select(stanza => stanza.Id));
    }
}
