using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Event;

namespace XmppActors.Kernel.StressTests;

/// <summary>The thread pool and several telling threads at once. Each test ends when all that was told is accounted for.</summary>
public sealed class ThreadedTests : IAsyncLifetime
{
    private const int Threads = 4;

    private readonly ActorSystem _system = ActorSystem.Create("stress", "bounded { mailbox-type = \"Akka.Dispatch.BoundedMailbox\", mailbox-capacity = 50 }");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await _system.Terminate();

    [Theory]
    [InlineData(1, 1)] // The actor falls asleep again and again.
    [InlineData(1, 40)]
    [InlineData(50, 3)]
    public async Task Each_message_is_handled_once_in_the_order_of_its_sender(int actors, int burst)
    {
        const int Messages = 100_000;
        var tally = new Tally((long)Threads * Messages);
        var misplaced = new Tally(long.MaxValue);
        var props = Props.Create(() => new Ordered(tally, misplaced));
        var receivers = Enumerable.Range(0, actors).Select(_ => _system.ActorOf(props)).ToArray();

        await Together.RunAsync(Threads, thread =>
        {
            for (var i = 0; i < Messages; i++)
            {
                receivers[i % actors].Tell(new Numbered(thread, i / actors));
                if (i % burst == 0) Thread.SpinWait(i & 127);
            }
        });
        await tally.CompleteAsync();

        Assert.Equal(0, misplaced.Count);
    }

    [Fact]
    public async Task Actors_that_wake_each_other_do_not_fall_asleep()
    {
        const int Pairs = 500;
        const int Rounds = 400;
        var tally = new Tally(Pairs);
        var props = Props.Create(() => new Player(tally, Rounds));

        for (var i = 0; i < Pairs; i++) _system.ActorOf(props).Tell(new object(), _system.ActorOf(props));

        await tally.CompleteAsync();
    }

    [Fact]
    public async Task Actors_that_wake_each_other_without_end_starve_nobody()
    {
        var tally = new Tally(1);
        var props = Props.Create(() => new Player(tally, int.MaxValue));
        for (var i = 0; i < 4 * Environment.ProcessorCount; i++) _system.ActorOf(props).Tell(new object(), _system.ActorOf(props));

        for (var i = 0; i < 100; i++)
        {
            var answer = await _system.ActorOf(Props.Create<Echo>())
                .Ask<int>(i, TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            Assert.Equal(i, answer);
        }
    }

    [Fact]
    public async Task What_is_told_to_actors_that_stop_is_handled_or_a_dead_letter()
    {
        const int Actors = 200;
        const int Messages = 20_000;
        var tally = new Tally((long)Threads * Messages);
        var letters = _system.ActorOf(Props.Create(() => new Counting(tally)));
        _system.EventStream.Subscribe(letters, typeof(DeadLetter));
        var props = Props.Create(() => new Counting(tally));
        var receivers = Enumerable.Range(0, Actors).Select(_ => _system.ActorOf(props)).ToArray();

        await Together.RunAsync(Threads, thread =>
        {
            var random = new Random(thread);
            for (var i = 0; i < Messages; i++)
            {
                var receiver = receivers[random.Next(Actors)];
                receiver.Tell(new Numbered(thread, i));
                if (i % 100 == 0) _system.Stop(receiver);
                if (i % 150 == 0) receiver.Tell(PoisonPill.Instance);
            }
        });

        await tally.CompleteAsync();
    }

    [Fact]
    public async Task What_does_not_fit_a_bounded_mailbox_is_a_dead_letter()
    {
        const int Messages = 100_000;
        var tally = new Tally((long)Threads * Messages);
        var letters = _system.ActorOf(Props.Create(() => new Counting(tally)));
        _system.EventStream.Subscribe(letters, typeof(DeadLetter));
        var receiver = _system.ActorOf(Props.Create(() => new Counting(tally)).WithMailbox("bounded"));

        await Together.RunAsync(Threads, thread =>
        {
            for (var i = 0; i < Messages; i++) receiver.Tell(new Numbered(thread, i));
        });

        await tally.CompleteAsync();
    }

    [Fact]
    public async Task Actors_that_fail_again_and_again_lose_only_what_they_failed_on()
    {
        const int Actors = 20;
        const int Messages = 20_000;
        var tally = new Tally((long)Threads * Messages);
        var misplaced = new Tally(long.MaxValue);
        var parent = _system.ActorOf(Props.Create(() => new Tolerant(Props.Create(() => new Fragile(tally, misplaced)), Actors)));
        var receivers = await parent.Ask<IActorRef[]>("children", TestContext.Current.CancellationToken);

        await Together.RunAsync(Threads, thread =>
        {
            for (var i = 0; i < Messages; i++) receivers[i % Actors].Tell(new Numbered(thread, i));
        });
        await tally.CompleteAsync();

        Assert.Equal(0, misplaced.Count);
    }

    [Fact]
    public async Task Every_watch_is_answered_once_whenever_the_watched_actor_ends()
    {
        const int Actors = 3000;
        var tally = new Tally(2 * Actors);
        var subjects = Enumerable.Range(0, Actors).Select(_ => _system.ActorOf<Echo>()).ToArray();
        var watchers = Enumerable.Range(0, 2).Select(_ => _system.ActorOf(Props.Create(() => new Watcher(tally)))).ToArray();

        await Together.RunAsync(3, thread =>
        {
            foreach (var subject in subjects)
            {
                if (thread < 2) watchers[thread].Tell(subject);
                else _system.Stop(subject);
            }
        });
        await tally.CompleteAsync();
        foreach (var watcher in watchers) await watcher.Ask<int>("flush", TestContext.Current.CancellationToken);

        Assert.Equal(2 * Actors, tally.Count);
    }

    [Fact]
    public async Task Many_can_start_and_stop_actors_and_ask_them_at_once()
    {
        await Together.RunAsync(Threads, thread =>
        {
            for (var i = 0; i < 2000; i++) _system.Stop(_system.ActorOf(Props.Create<Echo>(), $"t{thread}-{i}"));
        });

        var answers = await Task.WhenAll(Enumerable.Range(0, 5000).Select(i =>
            _system.ActorOf<Echo>().Ask<int>(i, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken)));

        Assert.Equal(Enumerable.Range(0, 5000), answers);
    }

    [Fact]
    public async Task A_tree_of_actors_ends_as_a_whole_while_it_is_told()
    {
        var root = _system.ActorOf(Props.Create(() => new Branch(6)));
        var tally = new Tally(1);
        _system.ActorOf(Props.Create(() => new Watcher(tally))).Tell(root);

        await Together.RunAsync(2, thread =>
        {
            for (var i = 0; i < 2000; i++)
            {
                root.Tell("down");
                if (thread == 1 && i == 1000) _system.Stop(root);
            }
        });

        await tally.CompleteAsync();
    }

    private sealed record Numbered(int Sender, int Number);

    private sealed class Ordered(Tally tally, Tally misplaced) : UntypedActor
    {
        private readonly int[] _next = new int[Threads];

        protected override void OnReceive(object message)
        {
            var numbered = (Numbered)message;
            if (_next[numbered.Sender]++ != numbered.Number) misplaced.Add();
            tally.Add();
        }
    }

    private sealed class Player(Tally tally, int rounds) : UntypedActor
    {
        private int _played;

        protected override void OnReceive(object message)
        {
            if (_played++ < rounds) Sender.Tell(message);
            else tally.Add();
        }
    }

    private sealed class Echo : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(message);
    }

    private sealed class Counting(Tally tally) : UntypedActor
    {
        protected override void OnReceive(object message) => tally.Add();
    }

    private sealed class Tolerant(Props child, int children) : UntypedActor
    {
        protected override void OnReceive(object message) =>
            Sender.Tell(Enumerable.Range(0, children).Select(_ => Context.ActorOf(child)).ToArray());
    }

    /// <summary>Fails on every tenth message; what its instances have seen is kept outside of them.</summary>
    private sealed class Fragile : UntypedActor
    {
        private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<IActorRef, int[]> Seen = [];

        private readonly Tally _tally;
        private readonly Tally _misplaced;
        private readonly int[] _latest;

        public Fragile(Tally tally, Tally misplaced)
        {
            _tally = tally;
            _misplaced = misplaced;
            _latest = Seen.GetValue(Self, _ => [-1, -1, -1, -1]);
        }

        protected override void OnReceive(object message)
        {
            var (sender, number) = (Numbered)message;
            if (number <= _latest[sender]) _misplaced.Add();
            _latest[sender] = number;
            _tally.Add();
            if (number % 97 == 0) throw new InvalidOperationException("fragile");
        }
    }

    private sealed class Watcher(Tally tally) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case IActorRef subject:
                    Context.Watch(subject);
                    break;
                case Terminated:
                    tally.Add();
                    break;
                default:
                    Sender.Tell(0);
                    break;
            }
        }
    }

    private sealed class Branch(int depth) : UntypedActor
    {
        protected override void PreStart()
        {
            if (depth == 0) return;
            for (var i = 0; i < 3; i++) Context.ActorOf(Props.Create(() => new Branch(depth - 1)));
        }

        protected override void OnReceive(object message)
        {
            foreach (var child in Context.GetChildren()) child.Tell(message);
        }
    }
}
