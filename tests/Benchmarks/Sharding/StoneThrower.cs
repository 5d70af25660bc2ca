using System.Diagnostics;

namespace XmppActors.Benchmarks.Sharding;

/// <summary>Tells entities as fast as they handle it, or at a pace.</summary>
internal sealed class StoneThrower(StoneNode node, string[] ids, Func<long> handled)
{
    private const int Window = 40_000;
    private static readonly byte[] Payload = new byte[200];

    private readonly IActorRef _sender = node.System.ActorOf(Props.Create(() => new Silent()));
    private long _told;

    /// <summary>Tells so many, never more than a window ahead of what was handled; complete when all were.</summary>
    internal Task<double> ThrowAsync(int messages) => Task.Factory.StartNew(
        () =>
        {
            var watch = Stopwatch.StartNew();
            for (var i = 0; i < messages; i++)
            {
                if (i % 1024 == 0) WaitFor(_told - Window);
                Throw(i);
            }

            WaitFor(_told);
            return messages / watch.Elapsed.TotalSeconds;
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
                Thread.Sleep(1);
            }

            WaitFor(_told);
        },
        TaskCreationOptions.LongRunning);

    private void Throw(int number)
    {
        _told++;
        node.Region.Tell(new Stone(ids[number % ids.Length], Stopwatch.GetTimestamp(), Payload), _sender);
    }

    private void WaitFor(long number)
    {
        var patience = Stopwatch.StartNew();
        while (handled() < number)
        {
            if (patience.Elapsed > TimeSpan.FromSeconds(60)) throw new TimeoutException($"{handled()} of {_told} handled");
            Thread.Sleep(1);
        }
    }

    private sealed class Silent : UntypedActor
    {
        protected override void OnReceive(object message)
        {
        }
    }
}
