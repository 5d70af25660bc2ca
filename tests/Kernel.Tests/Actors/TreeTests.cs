using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Support;

namespace XmppActors.Kernel.ActorTests;

/// <summary>Trees that grow, fail and end by chance, with turns in any order.</summary>
public sealed class TreeTests
{
    public static IEnumerable<TheoryDataRow<int>> Seeds => Enumerable.Range(0, 1000).Select(seed => new TheoryDataRow<int>(seed));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void All_ends_are_told_once_and_children_end_before_their_parents(int seed)
    {
        using var stage = new Stage(seed: seed);
        var chronicle = new Chronicle(new Random(seed));
        chronicle.Observer = stage.Start((message, context) =>
        {
            if (message is IActorRef born) context.Watch(born);
            else if (message is Terminated terminated) chronicle.Told.Add(terminated.ActorRef);
        });
        var root = stage.System.ActorOf(Props.Create<Node>(chronicle, 0), "root");
        stage.Settle();

        for (var i = 0; i < 400; i++)
        {
            var actor = chronicle.Born[chronicle.Random.Next(chronicle.Born.Count)];
            if (chronicle.Random.Next(40) == 0) stage.System.Stop(actor);
            else actor.Tell(new object());
            for (var turns = chronicle.Random.Next(4); turns > 0; turns--) stage.Turns.RunOne();
        }

        stage.Settle();
        var alive = chronicle.Born.Where(actor => !((ActorCell)actor).IsTerminated).ToHashSet();
        foreach (var actor in alive) actor.Tell("are you there?");
        stage.Settle();
        stage.System.Stop(root);
        stage.Settle();

        Assert.Equal(alive, chronicle.Answered);
        Assert.Equal(chronicle.Born.Count, chronicle.Told.Count);
        Assert.Equal(chronicle.Born.ToHashSet(), chronicle.Told.ToHashSet());
        Assert.Equal(chronicle.InstancesMade, chronicle.InstancesStopped);
        Assert.Empty(chronicle.OutlivedTheirParents);
    }

    private sealed class Chronicle(Random random)
    {
        internal Random Random => random;

        internal IActorRef Observer { get; set; } = ActorRefs.Nobody;

        internal List<IActorRef> Born { get; } = [];

        internal Dictionary<IActorRef, IActorRef> Parents { get; } = [];

        internal List<IActorRef> Told { get; } = [];

        internal HashSet<IActorRef> Answered { get; } = [];

        internal List<IActorRef> OutlivedTheirParents { get; } = [];

        internal int InstancesMade { get; set; }

        internal int InstancesStopped { get; set; }
    }

    private sealed class Node : UntypedActor
    {
        private readonly Chronicle _chronicle;
        private readonly int _depth;
        private bool _isRestarting;

        public Node(Chronicle chronicle, int depth)
        {
            _chronicle = chronicle;
            _depth = depth;
            chronicle.InstancesMade++;
            if (chronicle.Parents.ContainsKey(Self)) return;
            chronicle.Parents[Self] = Context.Parent;
            chronicle.Born.Add(Self);
            chronicle.Observer.Tell(Self);
        }

        protected override SupervisorStrategy SupervisorStrategy() =>
            new OneForOneStrategy(_ => (Directive)_chronicle.Random.Next(4), loggingEnabled: false);

        protected override void PostStop()
        {
            _chronicle.InstancesStopped++;
            if (_isRestarting) return;
            var children = _chronicle.Parents.Where(entry => entry.Value.Equals(Self)).Select(entry => entry.Key);
            _chronicle.OutlivedTheirParents.AddRange(children.Where(child => !((ActorCell)child).IsTerminated));
        }

        protected override void PreRestart(Exception reason, object? message)
        {
            _isRestarting = true;
            if (_chronicle.Random.Next(2) == 0) base.PreRestart(reason, message);
            else PostStop(); // Its children survive, and are restarted.
        }

        protected override void PostRestart(Exception reason)
        {
            base.PostRestart(reason);
            if (_chronicle.Random.Next(8) != 0) return;
            _chronicle.InstancesStopped++; // An instance that fails here is dropped as it is.
            throw new InvalidOperationException("once more");
        }

        protected override void OnReceive(object message)
        {
            if (message is "are you there?")
            {
                _chronicle.Answered.Add(Self);
                return;
            }

            switch (_chronicle.Random.Next(8))
            {
                case 0 or 1 or 2 when _depth < 4 && _chronicle.Born.Count < 60:
                    Context.ActorOf(Props.Create<Node>(_chronicle, _depth + 1));
                    break;
                case 3:
                    throw new InvalidOperationException("by chance");
                case 4 when Context.GetChildren().FirstOrDefault() is { } child:
                    Context.Stop(child);
                    break;
                case 5 when _depth > 0 && _chronicle.Random.Next(3) == 0:
                    Context.Stop(Self);
                    break;
                case 6:
                    Context.Watch(_chronicle.Born[_chronicle.Random.Next(_chronicle.Born.Count)]); // Unhandled: a death pact.
                    break;
                default:
                    if (message is Terminated) Unhandled(message);
                    break;
            }
        }
    }
}
