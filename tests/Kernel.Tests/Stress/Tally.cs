namespace XmppActors.Kernel.StressTests;

/// <summary>Completes when so many things have been counted; fails the test if that takes a minute.</summary>
internal sealed class Tally(long expected)
{
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _count;

    internal long Count => Interlocked.Read(ref _count);

    internal void Add()
    {
        if (Interlocked.Increment(ref _count) == expected) _complete.TrySetResult();
    }

    internal async Task CompleteAsync()
    {
        try
        {
            await _complete.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"Only {Count} of {expected} were counted.");
        }
    }
}

internal static class Together
{
    /// <summary>Runs a function on so many threads at once.</summary>
    internal static Task RunAsync(int threads, Action<int> work) => Task.WhenAll(Enumerable.Range(0, threads)
        .Select(thread => Task.Factory.StartNew(() => work(thread), TaskCreationOptions.LongRunning)));
}
