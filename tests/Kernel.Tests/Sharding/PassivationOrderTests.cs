using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Cluster.Sharding;
using XmppActors.Kernel.Event;
using XmppActors.Kernel.Support;

namespace XmppActors.Kernel.ShardingTests;

/// <summary>Entities that passivate, stop and fail at any moment, with turns in any order: nothing told through the region is lost, nothing
/// changes places.</summary>
public sealed class PassivationOrderTests
{
    public static IEnumerable<TheoryDataRow<int>> Seeds => Enumerable.Range(0, 300).Select(seed => new TheoryDataRow<int>(seed));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Nothing_is_lost_and_nothing_changes_places(int seed)
    {
        using var stage = new Stage(seed: seed);
        var random = new Random(seed);
        var heard = new Dictionary<(string Entity, int Sender), List<int>>();
        var region = ClusterSharding.Get(stage.System).Start(
            "restless",
            id => Props.Create<Restless>(id, random, heard),
            ClusterShardingSettings.Create(stage.System),
            HashCodeMessageExtractor.Create(4, message => ((Numbered)message).Id));
        var next = new Dictionary<(string, int), int>();

        for (var i = 0; i < 2000; i++)
        {
            var key = ($"e{random.Next(3)}", random.Next(2));
            var number = next[key] = next.GetValueOrDefault(key) + 1;
            region.Tell(new Numbered(key.Item1, key.Item2, number));
            for (var turns = random.Next(4); turns > 0; turns--) stage.Turns.RunOne();
        }

        stage.Settle();

        Assert.Empty(stage.DeadLetters.Received.OfType<DeadLetter>());
        foreach (var (key, last) in next) Assert.Equal(Enumerable.Range(1, last), heard[key]);
    }

    private sealed record Numbered(string Id, int Sender, int Number);

    private sealed class Restless(string id, Random random, Dictionary<(string, int), List<int>> heard) : UntypedActor
    {
        private bool _stops;

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Numbered numbered:
                    if (!heard.TryGetValue((id, numbered.Sender), out var numbers))
                        heard.Add((id, numbered.Sender), numbers = []);
                    numbers.Add(numbered.Number);
                    OnHeard();
                    break;
                case "stop":
                    // Sometimes it has something to do first, and is told by itself when that is done.
                    if (_stops || random.Next(2) == 0) Context.Stop(Self);
                    else Self.Tell("stop");
                    _stops = true;
                    break;
            }
        }

        private void OnHeard()
        {
            switch (random.Next(12))
            {
                case 0:
                    Context.Parent.Tell(new Passivate("stop"));
                    break;
                case 1:
                    throw new InvalidOperationException("boom"); // Restarted, with its mailbox.
            }
        }
    }
}
