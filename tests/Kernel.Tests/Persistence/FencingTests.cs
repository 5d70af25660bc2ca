using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Bootstrap.Journals;
using XmppActors.Kernel.Cluster.Core;
using XmppActors.Kernel.ClusterShardingTests;

namespace XmppActors.Kernel.Persistence;

/// <summary>Persistent entities whose shards move between nodes, also to a new owner before the old one knows.</summary>
public sealed class FencingTests
{
    private const string Id = "a";

    [Fact]
    public void An_entity_claims_its_events_with_the_epoch_of_its_shard()
    {
        using var scene = new Scene();
        scene.World.Give(Scene.Shard, 0);
        scene.Tell(0, "1", "2");

        scene.World.Move(Scene.Shard, 1);
        scene.Tell(0, "3");

        Assert.Equal([1], scene.Journals[0].Claims.Select(owner => owner.Epoch));
        Assert.Equal([2], scene.Journals[1].Claims.Select(owner => owner.Epoch));
        Assert.Equal([(0, "1"), (0, "2"), (1, "3")], scene.Kept);
        Assert.Equal(["1", "2"], scene.Recovered);
    }

    [Fact]
    public void The_owner_before_is_refused_and_stops()
    {
        using var scene = new Scene();
        scene.World.Give(Scene.Shard, 0);
        scene.Tell(0, "1");
        scene.World.Own(Scene.Shard, 1);
        scene.World.Start(Scene.Shard, 1);
        scene.Tell(1, "2");
        var old = Assert.Single(scene.Entities[0]);
        Assert.False(((ActorCell)old).IsTerminated);

        old.Tell("stale");
        scene.World.Settle();

        Assert.Equal([(0, "1"), (1, "2")], scene.Kept);
        Assert.IsType<StaleOwnerException>(Assert.Single(scene.Failures));
        Assert.True(((ActorCell)old).IsTerminated);
    }

    [Fact]
    public void An_owner_that_comes_late_to_its_recovery_is_refused_and_stops()
    {
        using var scene = new Scene();
        scene.World.Give(Scene.Shard, 0);
        scene.Journals[0].AnswersAtOnce = false;
        scene.Tell(0, "late");
        scene.World.Give(Scene.Shard, 1);
        scene.Tell(1, "1");

        scene.Journals[0].AnswerAll();
        scene.World.Settle();

        Assert.Equal([(1, "1")], scene.Kept);
        Assert.IsType<StaleOwnerException>(Assert.Single(scene.Failures));
    }

    [Fact]
    public void A_node_whose_time_is_over_writes_nothing()
    {
        using var scene = new Scene();
        scene.World.Give(Scene.Shard, 0);
        scene.Tell(0, "1");
        scene.BeforePersist = () => scene.World[0].Node.ActsUntil = Moment.Past;

        scene.Tell(0, "2");

        Assert.Equal([1], scene.Journals[0].Appended);
        Assert.Equal([(0, "1")], scene.Kept);
    }

    [Fact]
    public void An_entity_that_missed_an_answer_since_its_node_did_not_act_begins_anew_when_it_acts_again()
    {
        using var scene = new Scene();
        scene.World.Give(Scene.Shard, 0);
        scene.Tell(0, "1");
        scene.Journals[0].AnswersAtOnce = false;
        scene.Tell(0, "2");
        scene.World[0].Node.ActsUntil = Moment.Past;
        scene.Journals[0].Answer();
        scene.World.Settle();
        scene.World[0].Node.ActsUntil = Moment.Future;
        scene.Journals[0].AnswersAtOnce = true;

        scene.Tell(0, "3");

        Assert.Equal(["1", "2"], scene.Recovered);
        Assert.Equal([(0, "1"), (0, "3")], scene.Kept);
    }

    [Fact]
    public void A_child_of_an_entity_claims_with_the_same_epoch()
    {
        using var scene = new Scene();
        scene.World.Give(Scene.Shard, 1);
        scene.World.Move(Scene.Shard, 0);

        scene.Tell(0, "child");

        Assert.Equal([("a", 2), ("a-child", 2)], scene.Journals[0].Claims.Select(owner => (owner.PersistenceId, (int)owner.Epoch)));
    }

    [Fact]
    public void Whatever_moves_when_there_is_one_history_with_all_that_was_said_to_be_kept()
    {
        for (var seed = 1; seed <= 100; seed++) PlayRandomly(seed);
    }

    private static void PlayRandomly(int seed)
    {
        var random = new Random(seed);
        using var scene = new Scene(nodes: 3, seed);
        scene.World.Give(Scene.Shard, 0);
        foreach (var journal in scene.Journals) journal.AnswersAtOnce = false;
        for (var i = 0; i < 300; i++)
        {
            var node = random.Next(3);
            switch (random.Next(12))
            {
                case < 5: scene.World[node].Tell(Id, $"{i}"); break;
                case < 9 when scene.Journals[node].Waiting.Count > 0: scene.Journals[node].Answer(); break;
                case 9 when scene.Journals[node].Waiting.Count > 0: scene.Journals[node].Fail(new IOException("disk")); break;
                case 10 when random.Next(4) == 0: scene.World.Give(Scene.Shard, node); break; // Who had it is not told.
                case 11 when random.Next(4) == 0 && scene.Entities[node].Count > 0: scene.Entities[node][^1].Tell("stray"); break;
            }

            for (var steps = random.Next(20); steps > 0 && scene.World.Step(random); steps--)
            {
            }
        }

        foreach (var journal in scene.Journals)
        {
            journal.AnswersAtOnce = true;
            journal.AnswerAll();
        }

        scene.World.Settle();
        var history = scene.History();
        Assert.NotEmpty(history);
        Assert.Equal(Enumerable.Range(1, history.Count).Select(number => (long)number), history.Select(entry => entry.SequenceNr));
        // What was told as kept is there under its number, once; more may be there of which nobody was told.
        var texts = history.Select(entry => System.Text.Encoding.UTF8.GetString(entry.Payload)).ToList();
        Assert.All(scene.KeptWithNumbers, kept => Assert.Equal(kept.Entry, texts[(int)kept.SequenceNr - 1]));
        Assert.Distinct(scene.KeptWithNumbers.Select(kept => kept.SequenceNr));
    }

    private sealed class Scene : IDisposable
    {
        private readonly InMemoryJournal _kept = new();

        internal Scene(int nodes = 2, int? seed = null)
        {
            Journals = [.. Enumerable.Range(0, nodes).Select(_ => new SlowJournal(_kept))];
            Entities = [.. Journals.Select(_ => new List<IActorRef>())];
            World = new World(
                nodes, seed: seed, entities: new WorldEntities(node => Journals[node], (node, id) => Props.Create<Entity>(this, node, id)));
        }

        internal static ShardKey Shard => World.ShardOf(Id);

        internal World World { get; }

        internal SlowJournal[] Journals { get; }

        /// <summary>All incarnations, by node.</summary>
        internal List<IActorRef>[] Entities { get; }

        internal IEnumerable<(int Node, string Entry)> Kept => KeptWithNumbers.Select(kept => (kept.Node, kept.Entry));

        internal List<(int Node, string Entry, long SequenceNr)> KeptWithNumbers { get; } = [];

        internal List<string> Recovered { get; } = [];

        internal List<Exception> Failures { get; } = [];

        internal Action? BeforePersist { get; set; }

        public void Dispose() => World.Dispose();

        internal void Tell(int node, params object[] messages)
        {
            World[node].Tell(Id, messages);
            World.Settle();
        }

        internal IReadOnlyList<JournalEvent> History()
        {
            var read = _kept.ReadAsync(Id, 1, long.MaxValue, int.MaxValue);
            Assert.True(read.IsCompletedSuccessfully);
            return read.GetAwaiter().GetResult();
        }
    }

    private sealed class Entity(Scene scene, int node, string id) : UntypedPersistentActor
    {
        public override string PersistenceId => id;

        protected override void PreStart() => scene.Entities[node].Add(Self);

        protected override void OnRecover(object message)
        {
            if (message is string entry) scene.Recovered.Add(entry);
        }

        protected override void OnCommand(object message)
        {
            switch (message)
            {
                case "stop":
                    Context.Stop(Self);
                    break;
                case "child":
                    Context.ActorOf(Props.Create<Entity>(scene, node, id + "-child"));
                    break;
                case string text:
                    scene.BeforePersist?.Invoke();
                    Persist(text, kept => scene.KeptWithNumbers.Add((node, kept, LastSequenceNr)));
                    break;
            }
        }

        protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => scene.Failures.Add(cause);

        protected override void OnRecoveryFailure(Exception reason, object? message = null) => scene.Failures.Add(reason);
    }
}
