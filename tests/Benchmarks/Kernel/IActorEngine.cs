namespace XmppActors.Benchmarks.Kernel;

/// <summary>The same scenarios on the kernel and on the baseline; each returns the number of messages handled.</summary>
internal interface IActorEngine : IAsyncDisposable
{
    string Name { get; }

    /// <summary>Two threads tell many actors, one after the other.</summary>
    Task<long> TellAsync(int actors, int messagesPerActor);

    /// <summary>Pairs of actors play one ball each.</summary>
    Task<long> PingPongAsync(int pairs, int rounds);

    /// <summary>Every actor, woken once, tells the same one.</summary>
    Task<long> FanInAsync(int actors, int messagesPerActor);

    /// <summary>Two threads tell one actor.</summary>
    Task<long> OneReceiverAsync(int messages);

    /// <summary>Asks from outside, some at a time.</summary>
    Task<long> AskAsync(int asks, int atATime);

    /// <summary>Two threads tell entities by id.</summary>
    Task<long> EntitiesAsync(int entities, int messagesPerEntity);

    /// <summary>Makes idle actors; they live as long as the result is kept.</summary>
    Task<object> MakeIdleAsync(int actors, bool byId);
}

/// <summary>Completes when so many have signalled.</summary>
internal sealed class Latch(int count)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = count;

    internal Task Done => _done.Task;

    internal void Signal()
    {
        if (Interlocked.Decrement(ref _left) == 0) _done.TrySetResult();
    }
}

internal static class Threads
{
    /// <summary>Runs a function on two threads of its own.</summary>
    internal static Task RunTwo(Action<int> work) => Task.WhenAll(
        Task.Factory.StartNew(() => work(0), TaskCreationOptions.LongRunning),
        Task.Factory.StartNew(() => work(1), TaskCreationOptions.LongRunning));
}
