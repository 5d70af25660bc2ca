using XmppActors.Cluster.Tests.Processes;

namespace XmppActors.Benchmarks.Chaos;

/// <summary>One row: what goes wrong while the traffic runs, and what mends it.</summary>
/// <param name="Break">Happens at once; completes when it has happened.</param>
/// <param name="Mend">After so long that the system has settled; null: nothing is to be mended.</param>
internal sealed record ChaosCase(string Name, Func<ChaosScene, Task> Break, Func<ChaosScene, Task>? Mend = null)
{
    /// <summary>In the farm's block of the configuration.</summary>
    public string Farm { get; init; } = "";

    /// <summary>Only a cluster of ours can do it: nodes are killed or restarted.</summary>
    public bool IsOfNodes { get; init; }

    /// <summary>The nodes are machines of their own, whose ways can be cut.</summary>
    public bool IsOfNetwork { get; init; }

    private const string Holds = "when-empty = hold, hold { stanzas = 10000 }";

    public static IReadOnlyList<ChaosCase> All { get; } =
    [
        new("nothing", static _ => Task.CompletedTask),
        new("kill one instance", static scene => Do(scene.Instances[0].Kill), static scene => scene.Instances[0].ComeBackAsync()),
        new("freeze one (stops reading) for 8 s", static scene => Do(scene.Instances[0].Freeze), static scene => Do(scene.Instances[0].Thaw)),
        new("freeze one, killed after 8 s", static scene => Do(scene.Instances[0].Freeze), static scene => Do(scene.Instances[0].Kill)),
        new("slow one (reads 10/s)", static scene => Do(scene.Instances[0].SlowDown), static scene => Do(scene.Instances[0].SpeedUp)),
        new("kill all, back after 3 s", KillAllAsync),
        new("kill all, back after 3 s, farm holds", KillAllAsync) { Farm = Holds },
        new("rolling restart of instances", RestartInstancesAsync),
        new("kill the node that holds one", static scene => scene.Cluster!.Nodes[0].KillAsync(), StartFirstAsync) { IsOfNodes = true },
        new("partition one instance away", static scene => scene.Network!.CutFromClientsAsync(0), static scene => scene.Network!.HealAsync())
        {
            IsOfNodes = true,
            IsOfNetwork = true,
        },
        new("rolling restart of nodes", RestartNodesAsync) { IsOfNodes = true },
        new("rolling restart of nodes, farm holds", RestartNodesAsync) { IsOfNodes = true, Farm = Holds },
    ];

    private static Task Do(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    private static Task StartFirstAsync(ChaosScene scene) => scene.Cluster!.Nodes[0].StartAsync(CancellationToken.None);

    private static async Task KillAllAsync(ChaosScene scene)
    {
        foreach (var instance in scene.Instances) instance.Kill();
        await Task.Delay(TimeSpan.FromSeconds(3));
        foreach (var instance in scene.Instances) await instance.ComeBackAsync();
    }

    private static async Task RestartInstancesAsync(ChaosScene scene)
    {
        foreach (var instance in scene.Instances)
        {
            instance.Leave();
            await Task.Delay(TimeSpan.FromSeconds(1));
            await instance.ComeBackAsync();
            await Task.Delay(TimeSpan.FromSeconds(1));
        }
    }

    private static async Task RestartNodesAsync(ChaosScene scene)
    {
        foreach (var node in scene.Cluster!.Nodes)
        {
            await node.DrainAsync();
            await node.StartAsync(CancellationToken.None);
            await Task.Delay(TimeSpan.FromSeconds(2));
        }
    }
}

/// <summary>Who is there.</summary>
/// <param name="Cluster">Null: a server that is not ours.</param>
/// <param name="Network">Null: all on one machine.</param>
internal sealed record ChaosScene(IReadOnlyList<ChaosInstance> Instances, NodeCluster? Cluster, NodeNetwork? Network);
