using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;

namespace XmppActors.Benchmarks.Kernel;

/// <summary>The baseline: an actor is an unbounded channel and a task that reads it; entities are in a concurrent dictionary.</summary>
internal sealed class ChannelEngine : IActorEngine
{
    private static readonly object Ball = new();

    public string Name => "channel";

    public async Task<long> TellAsync(int actors, int messagesPerActor)
    {
        var latch = new Latch(actors);
        var receivers = new ChannelActor[actors];
        for (var i = 0; i < actors; i++) receivers[i] = new Counter(latch, messagesPerActor).Start();
        await Threads.RunTwo(thread =>
        {
            for (var message = thread; message < messagesPerActor; message += 2)
            {
                foreach (var receiver in receivers) receiver.Tell(Ball, null);
            }
        });
        await latch.Done;
        StopAll(receivers);
        return (long)actors * messagesPerActor;
    }

    public async Task<long> PingPongAsync(int pairs, int rounds)
    {
        var latch = new Latch(pairs);
        var players = new ChannelActor[pairs * 2];
        for (var i = 0; i < players.Length; i++) players[i] = new Player(latch, rounds).Start();
        for (var i = 0; i < pairs; i++) players[i].Tell(Ball, players[pairs + i]);
        await latch.Done;
        StopAll(players);
        return (long)pairs * rounds * 2;
    }

    public async Task<long> FanInAsync(int actors, int messagesPerActor)
    {
        var latch = new Latch(1);
        var sink = new Counter(latch, actors * messagesPerActor).Start();
        var senders = new ChannelActor[actors];
        for (var i = 0; i < actors; i++) senders[i] = new Forwarder(sink).Start();
        for (var message = 0; message < messagesPerActor; message++)
        {
            foreach (var sender in senders) sender.Tell(Ball, null);
        }

        await latch.Done;
        StopAll([.. senders, sink]);
        return 2L * actors * messagesPerActor;
    }

    public async Task<long> OneReceiverAsync(int messages)
    {
        var latch = new Latch(1);
        var sink = new Counter(latch, messages).Start();
        await Threads.RunTwo(thread =>
        {
            for (var message = thread; message < messages; message += 2) sink.Tell(Ball, null);
        });
        await latch.Done;
        StopAll([sink]);
        return messages;
    }

    public async Task<long> AskAsync(int asks, int atATime)
    {
        var echo = new Echo().Start();
        await Task.WhenAll(Enumerable.Range(0, atATime).Select(async _ =>
        {
            for (var i = 0; i < asks / atATime; i++)
            {
                var question = new Question(new(TaskCreationOptions.RunContinuationsAsynchronously));
                echo.Tell(question, null);
                await question.Answer.Task;
            }
        }));
        StopAll([echo]);
        return asks / atATime * atATime;
    }

    public async Task<long> EntitiesAsync(int entities, int messagesPerEntity)
    {
        var latch = new Latch(entities);
        var region = new ConcurrentDictionary<string, ChannelActor>();
        var messages = new Addressed[entities];
        for (var i = 0; i < entities; i++) messages[i] = new Addressed(IdOf(i));
        await Threads.RunTwo(thread =>
        {
            for (var message = thread; message < messagesPerEntity; message += 2)
            {
                foreach (var addressed in messages)
                {
                    region.GetOrAdd(addressed.Id, _ => new Counter(latch, messagesPerEntity).Start())
                        .Tell(addressed, null);
                }
            }
        });
        await latch.Done;
        StopAll([.. region.Values]);
        return (long)entities * messagesPerEntity;
    }

    public async Task<object> MakeIdleAsync(int actors, bool byId)
    {
        var latch = new Latch(actors);
        var made = new ConcurrentDictionary<object, ChannelActor>();
        for (var i = 0; i < actors; i++)
        {
            var actor = made.GetOrAdd(byId ? IdOf(i) : i, _ => new Counter(latch, 1).Start());
            actor.Tell(Ball, null);
        }

        await latch.Done;
        return made;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string IdOf(int number) => string.Create(CultureInfo.InvariantCulture, $"user{number}@capulet.example");

    private static void StopAll(ChannelActor[] actors)
    {
        foreach (var actor in actors) actor.Stop();
    }

    private sealed record Addressed(string Id);

    private sealed record Question(TaskCompletionSource<object> Answer);

    private abstract class ChannelActor
    {
        private readonly Channel<(object Message, ChannelActor? Sender)> _mailbox =
            Channel.CreateUnbounded<(object, ChannelActor?)>(new UnboundedChannelOptions { SingleReader = true });

        internal void Tell(object message, ChannelActor? sender) => _mailbox.Writer.TryWrite((message, sender));

        internal void Stop() => _mailbox.Writer.TryComplete();

        internal ChannelActor Start()
        {
            _ = RunAsync();
            return this;
        }

        protected abstract void Receive(object message, ChannelActor? sender);

        private async Task RunAsync()
        {
            while (await _mailbox.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                while (_mailbox.Reader.TryRead(out var envelope)) Receive(envelope.Message, envelope.Sender);
            }
        }
    }

    private sealed class Counter(Latch latch, int expected) : ChannelActor
    {
        private int _handled;

        protected override void Receive(object message, ChannelActor? sender)
        {
            if (++_handled == expected) latch.Signal();
        }
    }

    private sealed class Player(Latch latch, int rounds) : ChannelActor
    {
        private int _played;

        protected override void Receive(object message, ChannelActor? sender)
        {
            if (++_played <= rounds) sender!.Tell(message, this);
            else latch.Signal();
        }
    }

    private sealed class Forwarder(ChannelActor sink) : ChannelActor
    {
        protected override void Receive(object message, ChannelActor? sender) => sink.Tell(message, this);
    }

    private sealed class Echo : ChannelActor
    {
        protected override void Receive(object message, ChannelActor? sender) =>
            ((Question)message).Answer.TrySetResult(message);
    }
}
