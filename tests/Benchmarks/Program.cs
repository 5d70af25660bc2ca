using XmppActors.Benchmarks.Accounts;
using XmppActors.Benchmarks.Chaos;
using XmppActors.Benchmarks.Cluster;
using XmppActors.Benchmarks.Connections;
using XmppActors.Benchmarks.Farms;
using XmppActors.Benchmarks.Framing;
using XmppActors.Benchmarks.Journal;
using XmppActors.Benchmarks.Kernel;
using XmppActors.Benchmarks.Mesh;
using XmppActors.Benchmarks.Remote;
using XmppActors.Benchmarks.Sharding;
using XmppActors.Benchmarks.Storage;

// One name per line of README.md's table; without arguments, all of them in turn.
(string Name, Func<Task> RunAsync)[] benchmarks =
[
    ("kernel", KernelBenchmarks.RunAsync),
    ("mesh", MeshBenchmark.RunAsync),
    ("framer", () => Task.Run(FramerBenchmark.Run)),
    ("connections", ConnectionBenchmark.RunAsync),
    ("storage", StorageBenchmark.RunAsync),
    ("journal", JournalBenchmark.RunAsync),
    ("accounts", AccountBenchmark.RunAsync),
    ("remote", RemoteBenchmark.RunAsync),
    ("cluster", ClusterBenchmark.RunAsync),
    ("chaos", ChaosBenchmark.RunAsync),
    ("sharding", ShardingBenchmark.RunAsync),
    ("policies", PolicyBenchmark.RunAsync),
];

if (args is [ServerProcess.Argument, var mode])
{
    await EchoServer.RunAsync(mode); // The other side of "connections".
    return;
}

if (args is [StoneProcess.Argument, var store, var port])
{
    await StoneProcess.RunAsync(store, port); // The other node of "sharding".
    return;
}

foreach (var (name, runAsync) in benchmarks)
{
    if (args.Length > 0 && !args.Contains(name))
        continue;
    Console.WriteLine($"== {name}");
    await runAsync();
}
