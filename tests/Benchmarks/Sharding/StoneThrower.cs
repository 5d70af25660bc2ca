using System.Diagnostics;

namespace XmppActors.Benchmarks.Sharding;

/// <summary>Tells entities as fast as they handle it, or at a pace.</summary>
internal sealed class StoneThrower
{
    private const int Window = 40_000;
    private static readonly byte[] Payload = new byte[200];

    private readonly StoneNode _node;
    private readonly string[] _ids;
    private readonly Func<long> _handled;
    private readonly IActorRef _listener;
    private long _told;
    private long _heard;

    /// <param name="node">Who tells.</param>
    /// <param name="ids">Who is told.</param>
    /// <param name="handled">How many have been handled; <c>null</c>: the other process tells the sender.</param>
    internal StoneThrower(StoneNode node, string[] ids, Func<long>? handled)
    {
        _node = node;
        _ids = ids;
        _handled = handled ?? (() => Volatile.Read(ref _heard));
        _listener = node.System.ActorOf(Props.Create(() => new Listener(this)));
    }

    /// <summary>Tells so many, never more than a window ahead of what was handled; complete when all were.</summary>
    internal Task<long> ThrowAsync(int messages) => Task.Factory.StartNew(
        () =>
        {
            for (var i = 0; i < messages; i++)
            {
                if (i % 1024 == 0) WaitFor(_told - Window);
                Throw(i);
            }

            WaitFor(_told);
            return (long)messages;
        },
        TaskCreationOptions.LongRunning);

    internal Task PaceAsync(double perSecond, TimeSpan span) => Task.Factory.StartNew(
        () =>
        {
            var watch = Stopwatch.StartNew();
            var thrown = 0;
            while (watch.Elapsed < span)
            {
                for (var due = watch.Elapsed.TotalSeconds * perSecond; thrown < due; thrown++) Throw(thrown);
                Thread.Sleep(1); // The pace, on a thread of its own.
            }

            WaitFor(_told);
        },
        TaskCreationOptions.LongRunning);

    private void Throw(int number)
    {
        _told++;
        _node.Region.Tell(new Stone(_ids[number % _ids.Length], Stopwatch.GetTimestamp(), Payload), _listener);
    }

    /// <summary>On the thrower's own thread, which has nothing else to do.</summary>
    private void WaitFor(long number)
    {
        var patience = Stopwatch.StartNew();
        while (_handled() < number)
        {
            if (patience.Elapsed > TimeSpan.FromSeconds(60)) throw new TimeoutException($"{_handled()} of {_told} handled");
            Thread.Sleep(1);
        }
    }

    private sealed class Listener(StoneThrower thrower) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is long handled) Volatile.Write(ref thrower._heard, handled);
        }
    }
}
