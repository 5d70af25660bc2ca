using System.Collections.Concurrent;
using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Cluster.Sharding;
using XmppActors.Kernel.Event;

namespace XmppActors.Kernel.StressTests;

public sealed class ThreadedShardingTests : IAsyncLifetime
{
    private const int Threads = 4;
    private const int Messages = 60_000;

    private readonly ActorSystem _system = ActorSystem.Create("stress");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await _system.Terminate();

    [Theory]
    [InlineData(2)]
    [InlineData(50)]
    public async Task Entities_that_come_and_go_lose_nothing_and_keep_the_order(int entities)
    {
        var tally = new Tally((long)Threads * Messages);
        var misplaced = new Tally(long.MaxValue);
        var latest = new ConcurrentDictionary<string, int[]>();
        var letters = new Tally(long.MaxValue);
        _system.EventStream.Subscribe(_system.ActorOf(Props.Create(() => new Counting(letters))), typeof(DeadLetter));
        var region = ClusterSharding.Get(_system).Start(
            "restless",
            id => Props.Create(() => new Restless(latest.GetOrAdd(id, _ => new int[Threads]), tally, misplaced)),
            ClusterShardingSettings.Create(_system),
            HashCodeMessageExtractor.Create(8, message => ((Numbered)message).Id));
        var ids = Enumerable.Range(0, entities).Select(i => $"entity{i}").ToArray();

        await Together.RunAsync(Threads, thread =>
        {
            var random = new Random(thread);
            var next = new int[entities];
            for (var i = 0; i < Messages; i++)
            {
                var entity = random.Next(entities);
                region.Tell(new Numbered(ids[entity], thread, ++next[entity]));
            }
        });
        await tally.CompleteAsync();

        Assert.Equal((0, 0), (misplaced.Count, letters.Count));
    }

    [Fact]
    public void A_table_of_children_finds_what_is_in_it_while_others_change_it()
    {
        var system = (ActorSystemImpl)_system;
        var parent = system.SystemActorOf(Props.Create<GuardianActor>(), "table", sharedChildren: true);
        var table = new ChildTable();
        var props = Props.Create<GuardianActor>();
        var steady = Enumerable.Range(0, 200).Select(i => new ActorCell(system, parent, $"steady{i}", props)).ToArray();
        foreach (var cell in steady) Assert.Equal(ChildTable.Addition.Added, table.TryAdd(cell));
        var wrong = 0;
        var changing = true;
        var looking = new Thread(() =>
        {
            while (Volatile.Read(ref changing))
            {
                foreach (var cell in steady)
                {
                    // A miss is allowed while the table changes; another's cell never.
                    if (table.Find(cell.Name) is { } found && !ReferenceEquals(found, cell)) wrong++;
                }
            }
        });
        looking.Start();

        for (var round = 0; round < 300; round++)
        {
            var passing = Enumerable.Range(0, 100).Select(i => new ActorCell(system, parent, $"passing{i}", props)).ToArray();
            foreach (var cell in passing) table.TryAdd(cell);
            Assert.Equal(300, table.Count);
            Assert.Equal(ChildTable.Addition.NameTaken, table.TryAdd(new ActorCell(system, parent, "passing0", props)));
            foreach (var cell in passing) Assert.True(table.Remove(cell));
            Assert.False(table.Remove(passing[0]));
        }

        Volatile.Write(ref changing, false);
        looking.Join();
        table.Close();

        Assert.Equal(0, wrong);
        Assert.All(steady, cell => Assert.Same(cell, table.Find(cell.Name)));
        Assert.Equal(ChildTable.Addition.Closed, table.TryAdd(new ActorCell(system, parent, "late", props)));
    }

    private sealed record Numbered(string Id, int Sender, int Number);

    private sealed class Counting(Tally tally) : UntypedActor
    {
        protected override void OnReceive(object message) => tally.Add();
    }

    private sealed class Restless(int[] latest, Tally tally, Tally misplaced) : UntypedActor
    {
        private int _handled;

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Numbered numbered:
                    if (++latest[numbered.Sender] != numbered.Number) misplaced.Add();
                    tally.Add();
                    _handled++;
                    if (_handled % 20 == 0) Context.Parent.Tell(new Passivate("stop"));
                    if (_handled % 33 == 0) throw new InvalidOperationException("restless");
                    break;
                default:
                    Context.Stop(Self);
                    break;
            }
        }
    }
}
