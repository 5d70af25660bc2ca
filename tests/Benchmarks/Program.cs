using XmppActors.Benchmarks.Framing;

// One name per line of README.md's table; without arguments, all of them in turn.
(string Name, Action Run)[] benchmarks =
[
    ("framer", FramerBenchmark.Run),
];

foreach (var (name, run) in benchmarks)
{
    if (args.Length > 0 && !args.Contains(name))
        continue;
    Console.WriteLine($"== {name}");
    run();
}
