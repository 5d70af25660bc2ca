using System.Globalization;

namespace XmppActors.Benchmarks.Kernel;

internal sealed class KernelEngine : IActorEngine
{
    private static readonly object Ball = new();

    private readonly ActorSystem _system = ActorSystem.Create("benchmark");
    private int _regions;

    public string Name => "kernel";

    public async Task<long> TellAsync(int actors, int messagesPerActor)
    {
        var latch = new Latch(actors);
        var receivers = new IActorRef[actors];
        var props = Props.Create(() => new Counter(latch, messagesPerActor));
        for (var i = 0; i < actors; i++) receivers[i] = _system.ActorOf(props);
        await Threads.RunTwo(thread =>
        {
            for (var message = thread; message < messagesPerActor; message += 2)
            {
                foreach (var receiver in receivers) receiver.Tell(Ball);
            }
        });
        await latch.Done;
        StopAll(receivers);
        return (long)actors * messagesPerActor;
    }

    public async Task<long> PingPongAsync(int pairs, int rounds)
    {
        var latch = new Latch(pairs);
        var players = new IActorRef[pairs * 2];
        var props = Props.Create(() => new Player(latch, rounds));
        for (var i = 0; i < players.Length; i++) players[i] = _system.ActorOf(props);
        for (var i = 0; i < pairs; i++) players[i].Tell(Ball, players[pairs + i]);
        await latch.Done;
        StopAll(players);
        return (long)pairs * rounds * 2;
    }

    public async Task<long> FanInAsync(int actors, int messagesPerActor)
    {
        var latch = new Latch(1);
        var sink = _system.ActorOf(Props.Create(() => new Counter(latch, actors * messagesPerActor)));
        var senders = new IActorRef[actors];
        var props = Props.Create(() => new Forwarder(sink));
        for (var i = 0; i < actors; i++) senders[i] = _system.ActorOf(props);
        for (var message = 0; message < messagesPerActor; message++)
        {
            foreach (var sender in senders) sender.Tell(Ball);
        }

        await latch.Done;
        StopAll(senders);
        _system.Stop(sink);
        return 2L * actors * messagesPerActor;
    }

    public async Task<long> OneReceiverAsync(int messages)
    {
        var latch = new Latch(1);
        var sink = _system.ActorOf(Props.Create(() => new Counter(latch, messages)));
        await Threads.RunTwo(thread =>
        {
            for (var message = thread; message < messages; message += 2) sink.Tell(Ball);
        });
        await latch.Done;
        _system.Stop(sink);
        return messages;
    }

    public async Task<long> AskAsync(int asks, int atATime)
    {
        var echo = _system.ActorOf<Echo>();
        await Task.WhenAll(Enumerable.Range(0, atATime).Select(async _ =>
        {
            for (var i = 0; i < asks / atATime; i++) await echo.Ask<object>(Ball);
        }));
        _system.Stop(echo);
        return asks / atATime * atATime;
    }

    public async Task<long> EntitiesAsync(int entities, int messagesPerEntity)
    {
        var latch = new Latch(entities);
        var props = Props.Create(() => new Counter(latch, messagesPerEntity));
        var region = StartRegion(_ => props);
        var messages = new Addressed[entities];
        for (var i = 0; i < entities; i++) messages[i] = new Addressed(IdOf(i));
        await Threads.RunTwo(thread =>
        {
            for (var message = thread; message < messagesPerEntity; message += 2)
            {
                foreach (var addressed in messages) region.Tell(addressed);
            }
        });
        await latch.Done;
        _system.Stop(region);
        return (long)entities * messagesPerEntity;
    }

    public async Task<object> MakeIdleAsync(int actors, bool byId)
    {
        var latch = new Latch(actors);
        var props = Props.Create(() => new Counter(latch, 1));
        if (!byId)
        {
            var parent = await _system.ActorOf(Props.Create(() => new Parent(props, actors))).Ask<IActorRef>(Ball);
            await latch.Done;
            return parent;
        }

        var region = StartRegion(_ => props);
        for (var i = 0; i < actors; i++) region.Tell(new Addressed(IdOf(i)));
        await latch.Done;
        return region;
    }

    public async ValueTask DisposeAsync() => await _system.Terminate();

    private static string IdOf(int number) => string.Create(CultureInfo.InvariantCulture, $"user{number}@capulet.example");

    private IActorRef StartRegion(Func<string, Props> props) => ClusterSharding.Get(_system).Start(
        $"entities{_regions++}",
        props,
        ClusterShardingSettings.Create(_system).WithPassivateIdleAfter(TimeSpan.Zero),
        HashCodeMessageExtractor.Create(256, static message => ((Addressed)message).Id));

    private void StopAll(IActorRef[] actors)
    {
        foreach (var actor in actors) _system.Stop(actor);
    }

    private sealed record Addressed(string Id);

    private sealed class Counter(Latch latch, int expected) : UntypedActor
    {
        private int _handled;

        protected override void OnReceive(object message)
        {
            if (++_handled == expected) latch.Signal();
        }
    }

    private sealed class Player(Latch latch, int rounds) : UntypedActor
    {
        private int _played;

        protected override void OnReceive(object message)
        {
            if (++_played <= rounds) Sender.Tell(message);
            else latch.Signal();
        }
    }

    private sealed class Forwarder(IActorRef sink) : UntypedActor
    {
        protected override void OnReceive(object message) => sink.Tell(message);
    }

    private sealed class Echo : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(message);
    }

    private sealed class Parent(Props children, int count) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            for (var i = 0; i < count; i++) Context.ActorOf(children).Tell(message);
            Sender.Tell(Self);
        }
    }
}
