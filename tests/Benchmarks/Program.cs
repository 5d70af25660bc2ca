using XmppActors.Benchmarks.Framing;
using XmppActors.Benchmarks.Kernel;

// One name per line of README.md's table; without arguments, all of them in turn.
(string Name, Func<Task> RunAsync)[] benchmarks =
[
    ("kernel", KernelBenchmarks.RunAsync),
    ("framer", () => Task.Run(FramerBenchmark.Run)),
];

foreach (var (name, runAsync) in benchmarks)
{
    if (args.Length > 0 && !args.Contains(name))
        continue;
    Console.WriteLine($"== {name}");
    await runAsync();
}
