using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Cluster.Core;
using XmppActors.Kernel.Cluster.Sharding;
using XmppActors.Kernel.Event;

namespace XmppActors.Kernel.ClusterShardingTests;

public sealed class RandomMovesTests
{
    private const int Nodes = 3;
    private const int Steps = 1500;
    private static readonly string[] Ids = ["romeo", "juliet", "nurse", "mercutio", "tybalt"];

    [Theory]
    [InlineData(0, false)]
    [InlineData(100, false)]
    [InlineData(200, true)]
    [InlineData(300, true)]
    public void Owners_that_change_at_random_lose_nothing_double_nothing_and_keep_the_order(int firstSeed, bool losesANode)
    {
        for (var seed = firstSeed; seed < firstSeed + 25; seed++) Play(seed, losesANode);
    }

    private static void Play(int seed, bool losesANode)
    {
        var random = new Random(seed);
        using var world = new World(Nodes, seed: seed, bound: random.Next(2) == 0 ? 60 : 1 << 20);
        foreach (var node in world.Nodes) node.Behaviour = (_, message, context) => Behave(random, message, context);
        var shards = Ids.Select(World.ShardOf).Distinct().Select(shard => new Shard(world, shard)).ToArray();
        var told = new List<string>();
        var lossAt = losesANode ? random.Next(Steps) : Steps;

        for (var step = 0; step < Steps; step++)
        {
            var sender = world[random.Next(Nodes)];
            switch (random.Next(8))
            {
                case 0 or 1 when !sender.IsDead:
                    var id = Ids[random.Next(Ids.Length)];
                    told.Add($"{sender.Address.Host} {id} {told.Count:D5}");
                    sender.Tell(id, told[^1]);
                    break;
                case 2:
                    shards[random.Next(shards.Length)].Step(random);
                    break;
                case 3:
                    world.ShowTo(sender);
                    break;
                case 4 when random.Next(10) == 0:
                    sender.Stage.Time.Advance(TimeSpan.FromMilliseconds(random.Next(30)));
                    break;
                default:
                    world.Step(random);
                    break;
            }

            if (step != lossAt) continue;
            world[2].Stage.Settle(); // What it has taken it handles, so that all else is accounted for.
            world.Lose(2);
        }

        world.Settle();
        foreach (var shard in shards) shard.Finish();
        for (var i = 0; i < 20; i++) world.Advance(TimeSpan.FromMilliseconds(200));

        Check(seed, world, told);
    }

    private static void Check(int seed, World world, List<string> told)
    {
        var handled = world.Handled.Where(one => one.Message is not ("stop" or "passivate")).ToList();
        foreach (var group in handled.Select(one => (string)one.Message).GroupBy(message => message[..^6]))
            Assert.True(group.SequenceEqual(group.Order(StringComparer.Ordinal).Distinct()), $"seed {seed}: order of {group.Key}");
        var dropped = world.Nodes.SelectMany(node => node.Dropped.Received.Cast<Dropped>().Select(letter => (string)letter.Message));
        var letters = world.Nodes.SelectMany(node => node.Stage.DeadLetters.Received.OfType<DeadLetter>())
            .Where(letter => letter.Message is string).ToList();
        var missing = told.Except(handled.Select(one => (string)one.Message)).Except(dropped).ToList();
        if (world[2].IsDead) missing.RemoveAll(message => message.StartsWith(world[2].Address.Host, StringComparison.Ordinal));
        Assert.True(letters.Count == 0, $"seed {seed}: {string.Join("; ", letters)}");
        Assert.True(missing.Count == 0, $"seed {seed}: missing {string.Join("; ", missing)}");
    }

    private static void Behave(Random random, object message, IActorContext context)
    {
        if (message is "stop") context.Stop(context.Self);
        else if (random.Next(20) == 0) context.Parent.Tell(new Passivate("stop"));
    }

    /// <summary>One shard, as the core would move it.</summary>
    private sealed class Shard(World world, ShardKey key)
    {
        private int? _owner;
        private bool _isRunning;
        private bool _isStopping;

        internal void Step(Random random)
        {
            if (_owner is { } owner && world[owner].IsDead)
            {
                _owner = null;
                _isRunning = _isStopping = false;
            }

            if (_owner is null) Own(LivingNode(random));
            else if (!_isRunning) Start();
            else if (!_isStopping) Stop(random.Next(2) == 0);
            else if (world[_owner.Value].Node.Stopped.Remove(key)) Release();
        }

        internal void Finish()
        {
            if (_owner is { } owner && world[owner].IsDead) _owner = null;
            if (_owner is null) Own(0);
            else if (_isStopping)
            {
                world.Show();
                if (!world[_owner.Value].Node.Stopped.Contains(key)) Stop(false);
                world.Settle();
                Assert.True(world[_owner.Value].Node.Stopped.Remove(key));
                Release();
                Own(1);
            }

            if (!_isRunning) Start();
            world.Show();
            world.Settle();
        }

        private int LivingNode(Random random) => random.Next(world[2].IsDead ? 2 : Nodes);

        private void Own(int node)
        {
            _owner = node;
            _isRunning = _isStopping = false;
            world.Write(key, node, isStopping: false);
        }

        private void Start()
        {
            _isRunning = true;
            world.ShowTo(world[_owner!.Value]);
            world.Start(key, _owner.Value);
        }

        private void Stop(bool isSeenByAll)
        {
            _isStopping = true;
            world.Write(key, _owner, isStopping: true);
            if (isSeenByAll) world.Show();
            world[_owner!.Value].Node.Listener.OnStopShard(key);
        }

        private void Release()
        {
            world.Write(key, null, isStopping: false);
            _owner = null;
            _isRunning = _isStopping = false;
        }
    }
}
