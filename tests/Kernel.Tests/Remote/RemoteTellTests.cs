using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Event;
using XmppActors.Kernel.Serialization;

namespace XmppActors.Kernel.Remote;

public sealed class RemoteTellTests
{
    [Fact]
    public void A_message_arrives_with_its_sender_and_the_answer_comes_back()
    {
        using var pair = new NodePair();
        var echo = pair.There.Start((message, context) => context.Sender.Tell((string)message + "!", context.Self));
        var asker = pair.Here.Probe();

        pair.Here.Import(echo).Tell("hail", asker.Ref);
        pair.Settle();

        Assert.Equal(["hail!"], asker.Received);
    }

    [Fact]
    public void The_sender_of_a_remote_message_is_a_remote_reference_and_none_is_dead_letters()
    {
        using var pair = new NodePair();
        var senders = new List<IActorRef>();
        var receiver = pair.Here.Import(pair.There.Start((_, context) => senders.Add(context.Sender)));
        var sender = pair.Here.Probe("romeo");

        receiver.Tell("with", sender.Ref);
        receiver.Tell("without", ActorRefs.NoSender);
        pair.Settle();

        Assert.IsType<RemoteActorRef>(senders[0]);
        Assert.Equal(sender.Ref.Path.ToSerializationFormat(), senders[0].Path.ToSerializationFormat());
        Assert.Same(pair.There.System.DeadLetters, senders[1]);
    }

    [Fact]
    public async Task An_ask_is_answered_across()
    {
        using var pair = new NodePair();
        var echo = pair.Here.Import(pair.There.Start((message, context) => context.Sender.Tell((int)message + 1, context.Self)));

        var answer = await pair.Play(echo.Ask<int>(41, TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken));

        Assert.Equal(42, answer);
        Assert.Equal(0, pair.Here.System.LocalRefs.Count);
    }

    [Fact]
    public async Task A_failure_in_answer_is_thrown_with_its_text()
    {
        using var pair = new NodePair();
        var failing = pair.Here.Import(pair.There.Start((_, context) =>
            context.Sender.Tell(new Status.Failure(new InvalidOperationException("no such thing")), context.Self)));

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => pair.Play(failing.Ask<int>(1, TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken)));

        Assert.Equal("no such thing", failure.Message);
    }

    [Fact]
    public void A_forwarded_message_keeps_its_sender_over_both_ways()
    {
        using var pair = new NodePair();
        var receiver = pair.Here.Probe();
        var receiverThere = pair.There.Import(receiver.Ref);
        var forwarder = pair.There.Start((message, _) => receiverThere.Forward(message));
        var senders = new List<IActorRef>();
        var last = pair.Here.Start((_, context) => senders.Add(context.Sender));
        var lastThere = pair.There.Import(last);
        var second = pair.There.Start((message, _) => lastThere.Forward(message));
        var sender = pair.Here.Probe();

        pair.Here.Import(forwarder).Tell("one", sender.Ref);
        pair.Here.Import(second).Tell("two", sender.Ref);
        pair.Settle();

        Assert.Equal(["one"], receiver.Received);
        Assert.Same(sender.Ref, Assert.Single(senders));
    }

    [Fact]
    public void The_outcome_of_a_task_is_piped_across()
    {
        using var pair = new NodePair();
        var receiver = pair.There.Probe();

        _ = Task.FromResult("done").PipeTo(pair.Here.Import(receiver.Ref));
        pair.Settle();

        Assert.Equal(["done"], receiver.Received);
    }

    [Fact]
    public void The_poison_pill_and_a_stop_end_an_actor_elsewhere()
    {
        using var pair = new NodePair();
        var first = pair.There.Probe();
        var second = pair.There.Probe();

        pair.Here.Import(first.Ref).Tell(PoisonPill.Instance, ActorRefs.NoSender);
        pair.Here.System.Stop(pair.Here.Import(second.Ref));
        pair.Settle();

        Assert.True(((ActorCell)first.Ref).IsTerminated);
        Assert.True(((ActorCell)second.Ref).IsTerminated);
    }

    [Fact]
    public void A_message_for_an_actor_that_has_ended_is_a_dead_letter_there_with_its_sender()
    {
        using var pair = new NodePair();
        var ended = pair.There.Probe();
        var reference = pair.Here.Import(ended.Ref);
        pair.There.System.Stop(ended.Ref);
        pair.Settle();
        var sender = pair.Here.Probe();

        reference.Tell("late", sender.Ref);
        pair.Settle();

        var letter = Assert.IsType<DeadLetter>(Assert.Single(pair.There.DeadLetters.Received));
        Assert.Equal("late", letter.Message);
        Assert.Equal(pair.There.Import(sender.Ref), letter.Sender);
    }

    [Fact]
    public void What_the_mesh_refuses_is_a_dead_letter_here_with_its_sender()
    {
        using var pair = new NodePair(bound: 100);
        pair.Network.Cut(pair.Here.Self, pair.There.Self);
        var receiver = pair.Here.Import(pair.There.Probe().Ref);
        var sender = pair.Here.Probe();

        receiver.Tell(new byte[200], sender.Ref);
        receiver.Tell("too much", sender.Ref);
        pair.Settle();

        var letter = Assert.IsType<DeadLetter>(Assert.Single(pair.Here.DeadLetters.Received));
        Assert.Equal(("too much", sender.Ref, receiver), ((string)letter.Message, letter.Sender, letter.Recipient));
    }

    [Fact]
    public void A_message_that_no_serializer_takes_is_logged_and_a_dead_letter()
    {
        using var pair = new NodePair();
        var receiver = pair.Here.Import(pair.There.Probe().Ref);

        receiver.Tell(new Version(1, 2), ActorRefs.NoSender);
        pair.Settle();

        Assert.Contains("System.Version", Assert.Single(pair.Here.Errors).Message.ToString(), StringComparison.Ordinal);
        Assert.IsType<Version>(Assert.IsType<DeadLetter>(Assert.Single(pair.Here.DeadLetters.Received)).Message);
    }

    [Fact]
    public void A_message_that_is_too_large_is_logged_and_a_dead_letter()
    {
        using var pair = new NodePair();
        var receiver = pair.Here.Import(pair.There.Probe().Ref);

        receiver.Tell(new byte[MessageCodec.LargestMessage], ActorRefs.NoSender);
        pair.Settle();

        Assert.Single(pair.Here.Errors);
        Assert.IsType<DeadLetter>(Assert.Single(pair.Here.DeadLetters.Received));
    }

    [Fact]
    public void Messages_of_each_sender_keep_their_order()
    {
        using var pair = new NodePair();
        var receiver = pair.There.Probe();
        var target = pair.Here.Import(receiver.Ref);
        var senders = Enumerable.Range(0, 20).Select(number => pair.Here.Start((message, context) =>
        {
            target.Tell($"{number} {message}", context.Self);
            if ((int)message < 99) context.Self.Tell((int)message + 1, context.Self);
        })).ToList();

        foreach (var sender in senders) sender.Tell(0, ActorRefs.NoSender);
        pair.Settle();

        var heard = receiver.Received.Cast<string>().Select(text => text.Split(' ')).ToList();
        Assert.Equal(2000, heard.Count);
        foreach (var ofOne in heard.GroupBy(parts => parts[0]))
            Assert.Equal(Enumerable.Range(0, 100), ofOne.Select(parts => int.Parse(parts[1])));
    }

    [Fact]
    public void What_is_told_to_a_node_before_it_is_known_waits_for_it()
    {
        using var pair = new NodePair(meet: false);
        var receiver = pair.There.Probe();
        var target = pair.Here.Import(receiver.Ref);

        target.Tell("one", ActorRefs.NoSender);
        target.Tell("two", ActorRefs.NoSender);
        pair.Settle();
        Assert.Empty(receiver.Received);
        pair.Meet();
        target.Tell("three", ActorRefs.NoSender);
        pair.Settle();

        Assert.Equal(["one", "two", "three"], receiver.Received);
    }

    [Fact]
    public void What_is_told_to_a_node_that_never_comes_is_a_dead_letter_in_the_end()
    {
        using var pair = new NodePair(meet: false);
        var target = pair.Here.Import(pair.There.Probe().Ref);

        target.Tell("one", ActorRefs.NoSender);
        pair.Advance(RemoteNode.LongestUnknown);

        Assert.Equal("one", Assert.IsType<DeadLetter>(Assert.Single(pair.Here.DeadLetters.Received)).Message);
    }

    [Fact]
    public void What_is_told_to_a_node_that_was_given_up_is_a_dead_letter_and_nothing_comes_from_it()
    {
        using var pair = new NodePair();
        var there = pair.There.Probe();
        var here = pair.Here.Probe();
        var target = pair.Here.Import(there.Ref);
        var back = pair.There.Import(here.Ref);
        pair.Here.Forget();

        target.Tell("to the gone", ActorRefs.NoSender);
        back.Tell("from the gone", ActorRefs.NoSender);
        pair.Settle();

        Assert.Equal("to the gone", Assert.IsType<DeadLetter>(Assert.Single(pair.Here.DeadLetters.Received)).Message);
        Assert.Empty(there.Received);
        Assert.Empty(here.Received);
    }

    [Fact]
    public void A_malformed_frame_is_logged_and_the_next_is_handled()
    {
        using var pair = new NodePair();
        var receiver = pair.Here.Probe();

        pair.Here.Remote.Messages.OnFrame(pair.There.Self, [1, 2, 3]);
        pair.Here.Remote.SystemMessages.OnFrame(pair.There.Self, [1, 2, 3]);
        pair.There.Import(receiver.Ref).Tell("well", ActorRefs.NoSender);
        pair.Settle();

        Assert.Equal(2, pair.Here.Errors.Count());
        Assert.Equal(["well"], receiver.Received);
    }
}
