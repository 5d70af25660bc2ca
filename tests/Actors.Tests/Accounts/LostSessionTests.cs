using XmppActors.Actors.Accounts;
using XmppActors.Actors.Streams.Sessions;
using XmppActors.Actors.Streams.StreamManagement;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Tests.Accounts;

/// <summary>A client asks for a session that its account does not know, while it may be on a node that does not answer.</summary>
public sealed class LostSessionTests
{
    private const string Juliet = "juliet@capulet.example";

    private static readonly FullJid Balcony = FullJid.Parse($"{Juliet}/balcony");
    private static readonly ResumptionId Id = ResumptionId.Create(Balcony);
    private static readonly TimeSpan Wait = AccountSettings.Default.LostStreamTime;

    [Fact]
    public void It_is_neither_there_nor_refused_until_the_node_is_given_up_and_the_session_goes_on()
    {
        using var server = NewServer(out var negotiator);
        server.Streams.IsInDoubt = true;
        server.Region.Tell(Ask(negotiator));
        server.Advance(2 * Wait);
        Assert.Empty(negotiator.Heard);

        var stream = server.Listener();
        server.Region.Tell(new RebindResource(Balcony, stream.Actor, Temporary: false, ResourceState.Bound(1, 7)) { Turn = 1 });
        server.Run();

        Assert.Equal(negotiator.Actor, stream.Heard.OfType<ResumeStream>().Single().Negotiator);
        Assert.Empty(negotiator.Heard);
    }

    [Fact]
    public void It_is_refused_when_the_nodes_answer_and_nobody_has_it()
    {
        using var server = NewServer(out var negotiator);
        server.Streams.IsInDoubt = true;
        server.Region.Tell(Ask(negotiator));
        server.Advance(Wait);

        server.Streams.IsInDoubt = false;
        server.Advance(Wait);

        Assert.Equal(new ResumeRefused(StanzaErrorCondition.ItemNotFound), negotiator.Heard.Single());
    }

    [Fact]
    public void It_is_refused_in_the_end_where_a_node_never_answers()
    {
        using var server = NewServer(out var negotiator);
        server.Streams.IsInDoubt = true;
        server.Region.Tell(Ask(negotiator));

        for (var i = 0; i < 8; i++) server.Advance(Wait);

        Assert.Equal(new ResumeRefused(StanzaErrorCondition.ItemNotFound), negotiator.Heard.Single());
    }

    [Fact]
    public void It_is_not_refused_at_once_where_not_all_nodes_have_said_what_they_have()
    {
        using var server = NewServer(out var negotiator);
        server.Streams.IsAlways = true;
        server.Streams.Others.Add(server.Listener().Actor);
        server.Region.Tell(Ask(negotiator));

        server.Advance(Gathering.Limit + TimeSpan.FromSeconds(1));
        Assert.Empty(negotiator.Heard);
        server.Advance(2 * Wait);

        Assert.Equal(new ResumeRefused(StanzaErrorCondition.ItemNotFound), negotiator.Heard.Single());
    }

    [Fact]
    public void The_client_s_newest_connection_is_given_it()
    {
        using var server = NewServer(out var older);
        var newer = server.Listener();
        server.Streams.IsInDoubt = true;
        server.Region.Tell(Ask(newer));
        server.Region.Tell(Ask(older, waited: 1));
        server.Run();

        var stream = server.Listener();
        server.Region.Tell(new RebindResource(Balcony, stream.Actor, Temporary: false, ResourceState.Bound(1, 7)));
        server.Run();

        Assert.Equal(newer.Actor, stream.Heard.OfType<ResumeStream>().Single().Negotiator);
    }

    [Fact] // RFC 6120 §7.7.2.2
    public void A_session_that_goes_on_takes_no_resource_that_was_bound_anew_meanwhile()
    {
        using var server = NewServer(out _);
        var anew = server.Connect($"{Juliet}/balcony");

        var old = server.Listener();
        server.Region.Tell(new RebindResource(Balcony, old.Actor, Temporary: false, ResourceState.Bound(1, 7)) { Turn = 1 });
        server.Run();

        Assert.Equal(new ReplacedByNewBinding(Balcony), old.Heard.Single());
        Assert.Empty(anew.Events);
    }

    [Fact]
    public void An_account_whose_storage_fails_does_not_say_that_the_session_is_gone()
    {
        var storage = new HeldStorage { Holds = true, Throws = true };
        using var server = new TestServer(storage: storage);
        var negotiator = server.Listener();
        server.Region.Tell(Ask(negotiator));
        server.Run();

        storage.Release();
        server.Run();

        Assert.Empty(negotiator.Heard);
    }

    private static TestServer NewServer(out TestListener negotiator)
    {
        var server = new TestServer();
        server.AddAccount(Juliet);
        negotiator = server.Listener();
        return server;
    }

    private static ResumeStream Ask(TestListener negotiator, int waited = 0) =>
        new(Balcony.Bare, Id, negotiator.Actor, TimeSpan.FromSeconds(waited));
}
