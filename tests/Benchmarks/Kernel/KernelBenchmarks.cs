using System.Globalization;

namespace XmppActors.Benchmarks.Kernel;

/// <summary>The kernel beside a baseline, in one process and one run: trust the ratios more than the rates.</summary>
internal static class KernelBenchmarks
{
    private const int Many = 100_000;
    private const int Repetitions = 3;

    internal static async Task RunAsync()
    {
        (string Name, Func<IActorEngine, Task<long>> Run)[] scenarios =
        [
            ("tell, 100k actors", engine => engine.TellAsync(Many, 40)),
            ("ping-pong, 100k actors", engine => engine.PingPongAsync(Many / 2, 20)),
            ("ping-pong, 1 pair", engine => engine.PingPongAsync(1, 500_000)),
            ("fan-in, 100k actors", engine => engine.FanInAsync(Many, 20)),
            ("2 threads to 1 actor", engine => engine.OneReceiverAsync(4_000_000)),
            ("ask, 64 at a time", engine => engine.AskAsync(200_000, 64)),
            ("region to entity, 100k", engine => engine.EntitiesAsync(Many, 40)),
        ];
        Console.WriteLine($"processors: {Environment.ProcessorCount}, best of {Repetitions}");
        Console.WriteLine($"{"scenario",-26} {"engine",-8} {"M/s",8} {"cpu ns",8} {"B/op",8} {"ratio",7}");
        foreach (var (name, run) in scenarios)
        {
            var baseline = await MeasureAsync(new ChannelEngine(), name, run, null);
            await MeasureAsync(new KernelEngine(), name, run, baseline);
        }

        Console.WriteLine($"{"bytes per idle actor",-26} {"engine",-8} {"bytes",8}");
        foreach (var byId in (bool[])[false, true])
        {
            await MeasureIdleAsync(new ChannelEngine(), byId);
            await MeasureIdleAsync(new KernelEngine(), byId);
        }
    }

    private static async Task<Measurement> MeasureAsync(
        IActorEngine engine, string name, Func<IActorEngine, Task<long>> run, Measurement? baseline)
    {
        await using (engine)
        {
            var measured = await Measurement.BestOfAsync(Repetitions, () => run(engine));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name,-26} {engine.Name,-8} {measured.PerSecond / 1e6,8:F2} {measured.ProcessorNanoseconds,8:F0} {measured.BytesPerOperation,8:F0} {(baseline is null ? "" : $"{measured.PerSecond / baseline.PerSecond:F1}x"),7}"));
            return measured;
        }
    }

    /// <summary>The instance's own fields, 16 bytes here, are not counted; the id of an entity is.</summary>
    private static async Task MeasureIdleAsync(IActorEngine engine, bool byId)
    {
        const int OwnFields = 16;
        await using (engine)
        {
            await engine.MakeIdleAsync(1000, byId); // What is made once, is made.
            var bytes = await Measurement.RetainedBytesAsync(() => engine.MakeIdleAsync(Many, byId));
            var what = byId ? "entity, with id of 24 chars" : "child without name";
            Console.WriteLine($"{what,-26} {engine.Name,-8} {(bytes / Many) - OwnFields,8}");
        }
    }
}
