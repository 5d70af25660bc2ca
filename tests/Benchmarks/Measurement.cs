using System.Diagnostics;

namespace XmppActors.Benchmarks;

/// <summary>What some number of operations took.</summary>
internal sealed record Measurement(long Operations, TimeSpan Elapsed, TimeSpan Processor, long AllocatedBytes)
{
    internal double PerSecond => Operations / Elapsed.TotalSeconds;

    internal double ProcessorNanoseconds => Processor.TotalNanoseconds / Operations;

    internal double BytesPerOperation => (double)AllocatedBytes / Operations;

    /// <summary>Runs some work several times and keeps the fastest: the others met the compiler or another process.</summary>
    internal static async Task<Measurement> BestOfAsync(int repetitions, Func<Task<long>> work)
    {
        Measurement? best = null;
        for (var i = 0; i < repetitions; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            var process = Process.GetCurrentProcess();
            var processorBefore = process.TotalProcessorTime;
            var allocatedBefore = GC.GetTotalAllocatedBytes();
            var watch = Stopwatch.StartNew();
            var operations = await work();
            watch.Stop();
            process.Refresh();
            var measured = new Measurement(
                operations,
                watch.Elapsed,
                process.TotalProcessorTime - processorBefore,
                GC.GetTotalAllocatedBytes() - allocatedBefore);
            if (best is null || measured.PerSecond > best.PerSecond) best = measured;
        }

        return best!;
    }

    /// <summary>Bytes that stay on the heap for what the function makes.</summary>
    internal static async Task<long> RetainedBytesAsync(Func<Task<object>> make)
    {
        await Task.Delay(50); // Lets the tasks of what ran before go out of scope.
        var before = Settle();
        var made = await make();
        var after = Settle();
        GC.KeepAlive(made);
        made = null!;
        return after - before;
    }

    private static long Settle()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
