using XmppActors.Actors.Components;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Tests.Components;

public class FarmViewTests
{
    private static readonly Jid Romeo = FullJid.Parse("romeo@montague.example/orchard");
    private static readonly Jid Echo = BareJid.Parse("echo.example");

    [Fact]
    public void An_older_snapshot_does_not_undo_a_newer_one()
    {
        var view = new FarmView("echo.example", FarmBook.Empty);
        var one = FarmSnapshot.Empty("echo.example").With(Instance("a"));
        var two = one.With(Instance("b"));

        view.Update(two);
        view.Update(one);

        Assert.Same(two, view.Snapshot);
    }

    [Fact]
    public void A_lost_instance_gets_nothing_before_the_entity_has_said_so_and_the_entitys_word_replaces_ours()
    {
        var view = new FarmView("echo.example", FarmBook.Empty);
        var both = FarmSnapshot.Empty("echo.example").With(Instance("a")).With(Instance("b"));
        view.Update(both);

        view.Lose("a", ActorRefs.Nobody);
        Assert.Equal("b", view.Choose(Stanza.Create(StanzaKind.Message, StanzaType.Chat, Romeo, Echo, null)).Instance!.Id);

        var entitys = both.Without("a");
        view.Update(entitys);
        Assert.Same(entitys, view.Snapshot);
    }

    [Fact] // RFC 6120 §8.2.3
    public void An_answer_returns_once_to_the_instance_that_asked()
    {
        var replies = new ReplyRoutes();
        replies.Remember(Stanza.Create(StanzaKind.Iq, StanzaType.Get, Echo, Romeo, "q1"), "a");
        var answer = Stanza.Create(StanzaKind.Iq, StanzaType.Result, Romeo, Echo, "q1");

        Assert.Null(replies.Take(Stanza.Create(StanzaKind.Iq, StanzaType.Result, Romeo, Echo, "q2")));
        Assert.Equal("a", replies.Take(answer));
        Assert.Null(replies.Take(answer));
    }

    [Fact]
    public void Open_requests_are_bounded_and_the_oldest_is_forgotten()
    {
        var replies = new ReplyRoutes();
        for (var i = 0; i <= ReplyRoutes.Capacity; i++)
            replies.Remember(Stanza.Create(StanzaKind.Iq, StanzaType.Get, Echo, Romeo, $"q{i}"), "a");

        Assert.Null(replies.Take(Answer("q0")));
        Assert.Equal("a", replies.Take(Answer("q1")));
        Assert.Equal("a", replies.Take(Answer($"q{ReplyRoutes.Capacity}")));

        static Stanza Answer(string id) => Stanza.Create(StanzaKind.Iq, StanzaType.Result, Romeo, Echo, id);
    }

    private static FarmInstance Instance(string id) => new(id, ActorRefs.Nobody, "", DateTimeOffset.UnixEpoch);
}
