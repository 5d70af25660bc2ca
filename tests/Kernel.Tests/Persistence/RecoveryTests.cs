using XmppActors.Kernel.Support;

namespace XmppActors.Kernel.Persistence;

public sealed class RecoveryTests
{
    [Fact]
    public void Commands_wait_in_order_until_all_events_are_replayed()
    {
        using var scene = new LedgerScene();
        Keep(scene, "all a b");
        scene.Journal.AnswersAtOnce = false;

        var actor = scene.Start();
        scene.Tell(actor, "1", "2");
        foreach (var call in new[] { "claim", "find", "read" })
        {
            Assert.Equal([call], scene.Journal.Waiting);
            Assert.Empty(scene.Handled);
            Assert.True(scene.Incarnations[^1].IsRecovering);
            scene.Journal.Answer();
            scene.Stage.Settle();
        }

        Assert.Equal(["1", "2"], scene.Handled);
        Assert.True(scene.Incarnations[^1].IsRecoveryFinished);
    }

    [Fact]
    public void A_recovery_begins_with_the_latest_snapshot_and_goes_on_with_the_events_after_it()
    {
        using var scene = new LedgerScene();
        Keep(scene, "all a b", "save", "keep c", "save", "keep d");

        scene.Start();

        Assert.Equal(["offer a,b,c", "d", "RecoveryCompleted"], scene.Recovered);
        Assert.Equal(["a", "b", "c", "d"], scene.Entries);
    }

    [Fact]
    public void Sequence_numbers_go_on_after_all_events_have_been_deleted()
    {
        using var scene = new LedgerScene();
        Keep(scene, "all a b c", "save", "forget all");

        var actor = scene.Start();
        scene.Tell(actor, "keep d");

        Assert.Equal(["offer a,b,c", "RecoveryCompleted"], scene.Recovered);
        Assert.Equal(4, scene.Incarnations[^1].LastSequenceNr);
    }

    [Fact]
    public void Outcomes_of_snapshots_and_deletions_come_as_messages()
    {
        using var scene = new LedgerScene();
        var actor = scene.Start();

        scene.Tell(actor, "all a b", "save", "forget 1", "forget 7", "clear 2");

        var metadata = new SnapshotMetadata("ledger", 2, scene.Stage.Time.GetUtcNow().UtcDateTime);
        Assert.Contains(new SaveSnapshotSuccess(metadata), scene.Handled);
        Assert.Contains(new DeleteMessagesSuccess(1), scene.Handled);
        Assert.Equal(7, Assert.Single(scene.Handled.OfType<DeleteMessagesFailure>()).ToSequenceNr);
        Assert.Contains(new DeleteSnapshotsSuccess(new SnapshotSelectionCriteria(2)), scene.Handled);
        scene.End(actor);
        scene.Start();
        Assert.Equal(["b", "RecoveryCompleted"], scene.Recovered[1..]);
    }

    [Fact]
    public void A_recovery_of_many_events_comes_page_by_page()
    {
        using var scene = new LedgerScene();
        var kept = Enumerable.Range(0, 1000).Select(i => $"{i}").ToArray();
        Keep(scene, "all " + string.Join(' ', kept));
        scene.Journal.AnswersAtOnce = false;

        scene.Start();
        var reads = 0;
        while (scene.Journal.Waiting.Count > 0)
        {
            reads += scene.Journal.Waiting.Count(call => call == "read");
            scene.Journal.Answer();
            scene.Stage.Settle();
        }

        Assert.Equal(4, reads);
        Assert.Equal(kept, scene.Entries);
    }

    [Fact]
    public void A_recovery_can_end_earlier_or_be_left_out()
    {
        using var scene = new LedgerScene();
        Keep(scene, "all a b", "save", "all c d");

        scene.Recovery = new Recovery(SnapshotSelectionCriteria.None, toSequenceNr: 3);
        scene.End(scene.Start());
        scene.Recovery = new Recovery(replayMax: 1);
        scene.End(scene.Start());
        scene.Recovery = Recovery.None;
        var actor = scene.Start();
        scene.Tell(actor, "keep e");

        Assert.Equal(
            ["a", "b", "c", "RecoveryCompleted", "offer a,b", "c", "RecoveryCompleted", "RecoveryCompleted"], scene.Recovered);
        Assert.Equal(5, scene.Incarnations[^1].LastSequenceNr);
    }

    [Fact]
    public void Events_may_be_persisted_as_the_recovery_completes_and_commands_wait_for_them()
    {
        using var scene = new LedgerScene { KeptAtFirst = "first" };

        var actor = scene.Start();
        scene.Tell(actor, "1");

        Assert.Equal(["kept first", "1"], scene.Handled);
    }

    [Fact]
    public void An_event_that_the_actor_cannot_take_stops_it()
    {
        using var scene = new LedgerScene();
        Keep(scene, "all a poison b");

        var actor = scene.Start();
        scene.Tell(actor, "1");

        Assert.Equal(["a", "poison"], scene.Recovered);
        Assert.Empty(scene.Handled);
        Assert.Contains(scene.Stage.Log, entry => entry.Message.ToString() == "[ledger] cannot recover after event 2: String: poison");
    }

    [Fact]
    public void A_journal_that_fails_stops_the_actor()
    {
        using var scene = new LedgerScene(answersAtOnce: false);
        var actor = scene.Start();
        scene.Tell(actor, "1");

        scene.Journal.Fail(new IOException("disk"));
        scene.Stage.Settle();

        Assert.Equal("1", Assert.IsType<Event.DeadLetter>(Assert.Single(scene.Stage.DeadLetters.Received)).Message);
        Assert.Contains(scene.Stage.Log, entry => entry.Message.ToString() == "[ledger] cannot recover after event 0: disk");
    }

    [Fact]
    public void A_journal_that_does_not_answer_in_time_stops_the_actor()
    {
        using var scene = new LedgerScene();
        Keep(scene, "keep a");
        scene.Journal.AnswersAtOnce = false;
        var actor = scene.Start();
        scene.Stage.Advance(TimeSpan.FromSeconds(29));
        scene.Journal.Answer(2);
        scene.Stage.Advance(TimeSpan.FromSeconds(29));
        Assert.DoesNotContain(scene.Stage.Log, IsTimeout);

        scene.Stage.Advance(TimeSpan.FromSeconds(2));
        scene.Tell(actor, "1");
        scene.Journal.AnswerAll();
        scene.Stage.Settle();

        Assert.Contains(scene.Stage.Log, IsTimeout);
        Assert.Empty(scene.Recovered);
        Assert.Equal("1", scene.Stage.DeadLetters.Received.Cast<Event.DeadLetter>().Last().Message);

        static bool IsTimeout(Event.LogEvent entry) => entry.Cause is RecoveryTimedOutException;
    }

    [Fact]
    public void No_more_questions_of_recoveries_are_put_to_the_journal_at_once_than_configured()
    {
        using var scene = new LedgerScene(answersAtOnce: false, config: "akka.persistence.max-concurrent-recoveries = 2");

        for (var i = 0; i < 5; i++) scene.Start();
        Assert.Equal(["claim", "claim"], scene.Journal.Waiting);
        scene.Stage.Advance(TimeSpan.FromSeconds(20));
        scene.Journal.Answer(2);
        Assert.Equal(["find", "find"], scene.Journal.Waiting);
    }

    [Fact]
    public void An_actor_may_be_stopped_while_it_recovers()
    {
        using var scene = new LedgerScene(answersAtOnce: false);
        var actor = scene.Start();
        scene.Tell(actor, "1");

        scene.End(actor);
        scene.Journal.AnswerAll();
        scene.Stage.Settle();

        Assert.Empty(scene.Recovered);
        Assert.Equal("1", Assert.Single(scene.Stage.DeadLetters.Received.OfType<Event.DeadLetter>()).Message);
    }

    private static void Keep(LedgerScene scene, params object[] commands)
    {
        var actor = scene.Start();
        scene.Tell(actor, commands);
        scene.End(actor);
        scene.Recovered.Clear();
        scene.Handled.Clear();
    }
}
