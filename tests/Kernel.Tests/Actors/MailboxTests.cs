using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Configuration;
using XmppActors.Kernel.Event;
using XmppActors.Kernel.Support;

namespace XmppActors.Kernel.ActorTests;

public sealed class MailboxTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(MailboxSegment.Capacity)]
    [InlineData(MailboxSegment.Capacity + 1)]
    [InlineData(MailboxSegment.Capacity + 2)]
    [InlineData((2 * MailboxSegment.Capacity) + 1)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(1000)]
    public void Messages_are_handled_in_the_order_in_which_they_were_told(int count)
    {
        using var stage = new Stage();
        var probe = Probe.In(stage.System);

        for (var i = 0; i < count; i++) probe.Ref.Tell(i);
        stage.Settle();

        Assert.Equal(Enumerable.Range(0, count).Cast<object>(), probe.Received);
    }

    [Fact]
    public void A_message_told_between_turns_comes_after_those_of_the_turn_before()
    {
        using var stage = new Stage();
        var probe = Probe.In(stage.System);
        stage.Settle();

        for (var i = 0; i < 200; i++)
        {
            probe.Ref.Tell(i);
            if (i % 7 == 0) stage.Turns.RunOne();
        }

        stage.Settle();

        Assert.Equal(Enumerable.Range(0, 200).Cast<object>(), probe.Received);
    }

    [Fact]
    public void A_turn_handles_64_messages_and_then_lets_others_go_first()
    {
        using var stage = new Stage();
        var first = Probe.In(stage.System);
        var second = Probe.In(stage.System);
        stage.Settle();
        for (var i = 0; i < 100; i++) first.Ref.Tell(i);
        for (var i = 0; i < 100; i++) second.Ref.Tell(i);

        stage.Turns.RunOne();
        stage.Turns.RunOne();

        Assert.Equal(64, first.Received.Count);
        Assert.Equal(64, second.Received.Count);
    }

    [Fact]
    public void An_actor_that_is_told_within_its_own_turn_handles_it_in_the_same_turn()
    {
        using var stage = new Stage();
        var handled = 0;
        var actor = stage.Start((message, context) =>
        {
            if (++handled < 10) context.Self.Tell(message);
        });
        stage.Settle();
        actor.Tell("go");

        stage.Turns.RunOne();

        Assert.Equal(10, handled);
    }

    [Fact]
    public void A_sender_is_the_actor_that_tells_unless_another_is_named()
    {
        using var stage = new Stage();
        var senders = new List<IActorRef>();
        var receiver = stage.Start((_, context) => senders.Add(context.Sender));
        var teller = stage.Start((_, _) => receiver.Tell("from an actor"));
        var forwarder = stage.Start((message, _) => receiver.Forward(message));

        stage.Tell(receiver, "from nobody");
        stage.Tell(teller, "go");
        stage.Tell(forwarder, "forwarded", teller);

        Assert.Equal([stage.System.DeadLetters, teller, teller], senders);
    }

    [Fact]
    public void A_null_cannot_be_told()
    {
        using var stage = new Stage();
        var probe = Probe.In(stage.System);

        Assert.Throws<InvalidMessageException>(() => probe.Ref.Tell(null!));
    }

    [Fact]
    public void What_an_ended_actor_is_told_is_a_dead_letter_with_its_sender()
    {
        using var stage = new Stage();
        var probe = Probe.In(stage.System);
        var sender = Probe.In(stage.System);
        stage.Tell(probe.Ref, PoisonPill.Instance);

        stage.Tell(probe.Ref, "late", sender.Ref);

        var letter = Assert.IsType<DeadLetter>(Assert.Single(stage.DeadLetters.Received));
        Assert.Equal(("late", sender.Ref, probe.Ref), (letter.Message, letter.Sender, letter.Recipient));
    }

    [Fact]
    public void What_waits_when_an_actor_ends_becomes_dead_letters_in_order()
    {
        using var stage = new Stage();
        var actor = stage.Start((message, context) =>
        {
            if (message is "stop") context.Stop(context.Self);
        });
        stage.Settle();

        foreach (var message in (string[])["stop", "a", "b", "c"]) actor.Tell(message);
        stage.Settle();

        Assert.Equal(["a", "b", "c"], stage.DeadLetters.Received.Cast<DeadLetter>().Select(letter => letter.Message));
    }

    [Fact]
    public void Dead_letters_of_messages_that_are_nobodys_loss_are_published_as_suppressed()
    {
        using var stage = new Stage();
        var probe = Probe.In(stage.System);
        stage.Tell(probe.Ref, PoisonPill.Instance);

        stage.Tell(probe.Ref, PoisonPill.Instance);

        Assert.IsType<SuppressedDeadLetter>(Assert.Single(stage.DeadLetters.Received));
    }

    [Fact]
    public void A_full_mailbox_makes_dead_letters_with_their_senders()
    {
        using var stage = new Stage("small { mailbox-type = \"Akka.Dispatch.BoundedMailbox\", mailbox-capacity = 3 }");
        var handled = new List<object>();
        var actor = stage.System.ActorOf(Scripted.Props((message, _) => handled.Add(message)).WithMailbox("small"));
        var sender = Probe.In(stage.System);
        stage.Settle();

        for (var i = 0; i < 5; i++) actor.Tell(i, sender.Ref);
        stage.Settle();
        for (var i = 5; i < 8; i++) actor.Tell(i, sender.Ref);
        stage.Settle();

        Assert.Equal([0, 1, 2, 5, 6, 7], handled);
        Assert.Equal(
            [(3, sender.Ref, actor), (4, sender.Ref, actor)],
            stage.DeadLetters.Received.Cast<DeadLetter>().Select(letter => (letter.Message, letter.Sender, letter.Recipient)));
    }

    [Fact]
    public void What_the_engine_itself_tells_passes_the_bound_of_a_mailbox()
    {
        using var stage = new Stage("small { mailbox-type = \"Akka.Dispatch.BoundedMailbox\", mailbox-capacity = 1 }");
        var handled = new List<object>();
        var watched = Probe.In(stage.System);
        var actor = stage.System.ActorOf(Scripted.Props((message, context) =>
        {
            if (message is "watch") context.Watch(watched.Ref);
            else handled.Add(message is Terminated ? "terminated" : message);
        }).WithMailbox("small"));
        stage.Tell(actor, "watch");

        stage.System.Stop(watched.Ref);
        actor.Tell("fills it");
        stage.Settle();

        Assert.Equal(["fills it", "terminated"], handled);
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("akka.actor.default-mailbox")]
    public void A_mailbox_that_the_configuration_does_not_bound_is_refused(string mailbox)
    {
        using var stage = new Stage();

        Assert.Throws<ConfigurationException>(() => stage.System.ActorOf(Props.Create<Echo>().WithMailbox(mailbox)));
    }

    [Fact]
    public void Akkas_own_bounded_mailbox_is_known()
    {
        using var stage = new Stage("akka.actor.default-mailbox.mailbox-capacity = 2");
        var actor = stage.System.ActorOf(Props.Create<Echo>().WithMailbox("akka.actor.mailbox.bounded-queue-based"));
        stage.Settle();

        for (var i = 0; i < 3; i++) actor.Tell(i);
        stage.Settle();

        Assert.Equal(2, stage.DeadLetters.Received.OfType<DeadLetter>().Single(l => l.Recipient.Equals(actor)).Message);
    }

    [Fact]
    public void An_unknown_message_is_published_as_unhandled()
    {
        using var stage = new Stage();
        var actor = stage.System.ActorOf(Props.Create<Deaf>());
        var sender = Probe.In(stage.System);

        stage.Tell(actor, "what?", sender.Ref);

        var unhandled = Assert.IsType<UnhandledMessage>(Assert.Single(stage.DeadLetters.Received));
        Assert.Equal(("what?", sender.Ref, actor), (unhandled.Message, unhandled.Sender, unhandled.Recipient));
    }

    private sealed class Echo : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(message);
    }

    private sealed class Deaf : UntypedActor
    {
        protected override void OnReceive(object message) => Unhandled(message);
    }
}
