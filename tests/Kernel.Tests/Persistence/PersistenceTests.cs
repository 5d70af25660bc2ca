using XmppActors.Kernel.Support;

namespace XmppActors.Kernel.Persistence;

public sealed class PersistenceTests
{
    [Fact]
    public void What_was_kept_is_there_when_the_actor_begins_anew()
    {
        using var scene = new LedgerScene();
        var first = scene.Start();
        scene.Tell(first, "keep a", "all b c");
        scene.End(first);

        scene.Start();

        Assert.Equal(["a", "b", "c", "RecoveryCompleted"], scene.Recovered[1..]);
        Assert.Equal(["a", "b", "c"], scene.Entries);
        Assert.Equal(3, scene.Incarnations[^1].LastSequenceNr);
    }

    [Fact]
    public void A_handler_runs_when_the_event_is_kept_and_sees_who_sent_the_command()
    {
        using var scene = new LedgerScene();
        var actor = scene.Start();
        var asker = Probe.In(scene.Stage.System);
        scene.Journal.AnswersAtOnce = false;
        scene.Stage.Tell(actor, "keep a", asker.Ref);
        Assert.Empty(asker.Received);

        scene.Journal.Answer();
        scene.Stage.Settle();

        Assert.Equal(["kept a"], asker.Received);
        Assert.Equal(1, scene.Incarnations[^1].LastSequenceNr);
    }

    [Fact]
    public void Commands_wait_in_order_while_events_are_on_their_way()
    {
        using var scene = new LedgerScene();
        var actor = scene.Start();
        scene.Journal.AnswersAtOnce = false;

        scene.Tell(actor, "keep a", "1", "keep b", "2", "3");
        Assert.Equal(["keep a"], scene.Handled);
        scene.Journal.Answer();
        scene.Stage.Settle();
        Assert.Equal(["keep a", "kept a", "1", "keep b"], scene.Handled);
        scene.Tell(actor, "4");
        scene.Journal.Answer();
        scene.Stage.Settle();

        Assert.Equal(["keep a", "kept a", "1", "keep b", "kept b", "2", "3", "4"], scene.Handled);
    }

    [Fact]
    public void Events_of_one_command_go_to_the_journal_together_and_those_of_a_handler_follow()
    {
        using var scene = new LedgerScene();
        var actor = scene.Start();

        scene.Tell(actor, "all a b c", "nest x", "1");

        Assert.Equal(["all a b c", "kept a", "kept b", "kept c", "nest x", "kept x", "kept xx", "1"], scene.Handled);
        Assert.Equal([3, 1, 1], scene.Journal.Appended);
    }

    [Fact]
    public void An_event_that_nothing_makes_bytes_of_is_rejected_and_the_others_are_kept_without_gap()
    {
        using var scene = new LedgerScene();
        var actor = scene.Start();

        scene.Tell(actor, new Ledger.Unreadable(), "mixed a b", "1");

        Assert.Equal(
            [new Ledger.Unreadable(), "rejected 1", "mixed a b", "kept a", "rejected 2", "kept b", "1"], scene.Handled);
        Assert.Equal(2, scene.Incarnations[^1].LastSequenceNr);
        Assert.Equal([2], scene.Journal.Appended);
    }

    [Fact]
    public void The_actor_stops_when_its_events_cannot_be_kept_and_what_waited_becomes_dead_letters_in_order()
    {
        using var scene = new LedgerScene();
        var actor = scene.Start();
        scene.Journal.AnswersAtOnce = false;
        scene.Tell(actor, "keep a", "1", "2");

        scene.Journal.Fail(new IOException("disk"));
        scene.Stage.Settle();
        scene.Tell(actor, "3");

        Assert.Equal(["keep a", "failed 1"], scene.Handled);
        Assert.Equal(["1", "2", "3"], scene.Stage.DeadLetters.Received.Cast<Event.DeadLetter>().Select(letter => letter.Message));
        Assert.Contains(scene.Stage.Log, entry => entry.Message.ToString()!.Contains("cannot keep event 1: disk", StringComparison.Ordinal));
    }

    [Fact]
    public void Events_that_were_given_before_a_command_failed_are_kept_and_recovered_by_the_next_instance()
    {
        using var scene = new LedgerScene();
        var actor = scene.Start();

        scene.Tell(actor, "keep and boom a", "1", "keep b");

        Assert.Equal(["keep and boom a", "1", "keep b", "kept b"], scene.Handled);
        Assert.Equal(2, scene.Incarnations.Count);
        Assert.Equal(["a", "b"], scene.Entries);
    }

    [Fact]
    public void A_restart_keeps_what_waits_in_order_and_handlers_of_the_failed_instance_do_not_run()
    {
        using var scene = new LedgerScene();
        var actor = scene.Start();
        scene.Journal.AnswersAtOnce = false;
        scene.Tell(actor, "keep a", "stash", "1", "2", "unstash", "boom", "3", "4");
        scene.Journal.Answer();
        scene.Stage.Settle();
        scene.Tell(actor, "5");

        scene.Journal.AnswerAll();
        scene.Stage.Settle();
        scene.Journal.AnswerAll();
        scene.Stage.Settle();
        scene.Journal.AnswerAll();
        scene.Stage.Settle();

        Assert.Equal(["keep a", "kept a", "stash", "unstash", "1", "2", "boom", "3", "4", "5"], scene.Handled);
        Assert.Equal(["a"], scene.Entries);
    }

    [Fact]
    public void A_handler_that_fails_restarts_the_actor_with_the_events_that_are_kept()
    {
        using var scene = new LedgerScene();
        var actor = scene.Start();

        scene.Tell(actor, "fail a b", "1");

        Assert.Equal(["fail a b", "1"], scene.Handled);
        Assert.Equal(["a", "b"], scene.Entries);
    }

    [Fact]
    public void A_timer_that_goes_off_meanwhile_waits_like_a_command()
    {
        using var scene = new LedgerScene();
        var actor = scene.Start();
        scene.Tell(actor, "timer tick");
        scene.Journal.AnswersAtOnce = false;
        scene.Tell(actor, "keep a");
        scene.Stage.Advance(TimeSpan.FromSeconds(2));
        scene.Tell(actor, "1");

        scene.Journal.Answer();
        scene.Stage.Settle();

        Assert.Equal(["timer tick", "keep a", "kept a", "tick", "1"], scene.Handled);
    }

    [Fact]
    public void More_commands_than_may_wait_become_dead_letters()
    {
        using var scene = new LedgerScene(config: "akka.persistence.internal-stash-capacity = 2");
        var actor = scene.Start();
        scene.Journal.AnswersAtOnce = false;
        scene.Tell(actor, "keep a", "1", "2", "3");

        scene.Journal.Answer();
        scene.Stage.Settle();

        Assert.Equal(["keep a", "kept a", "1", "2"], scene.Handled);
        Assert.Equal(["3", "kept a"], scene.Stage.DeadLetters.Received.Cast<Event.DeadLetter>().Select(letter => letter.Message));
    }

    [Fact]
    public void What_the_actor_takes_back_from_its_own_stash_comes_before_what_waits()
    {
        using var scene = new LedgerScene();
        var actor = scene.Start();
        scene.Tell(actor, "stash", "keep a", "1");
        scene.Journal.AnswersAtOnce = false;
        scene.Tell(actor, "unstash", "2", "keep b", "3");

        scene.Journal.Answer();
        scene.Stage.Settle();
        scene.Journal.Answer();
        scene.Stage.Settle();

        Assert.Equal(["stash", "unstash", "keep a", "kept a", "1", "2", "keep b", "kept b", "3"], scene.Handled);
    }
}
