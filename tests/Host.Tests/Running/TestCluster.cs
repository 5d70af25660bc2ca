using XmppActors.Host.Bridge;
using XmppActors.Host.Clustering;

namespace XmppActors.Host.TestsRoom.Running;

/// <summary>A cluster of two that does nothing: what is asked of it is noted.</summary>
internal sealed class TestCluster : IClusterAdministration
{
    public ClusterView? View { get; set; }

    public List<string> Asked { get; } = [];

    public ClusterOutcome Outcome { get; set; }

    /// <summary>Two nodes, of which the second has not been heard lately.</summary>
    public static ClusterView Verona { get; } = new(
        "verona",
        "10.0.0.1:25520#1",
        "Up",
        Trouble: null,
        [
            Member("10.0.0.1:25520#1", "Up", isLeader: true, isReachable: true, []),
            Member("10.0.0.2:25520#2", "Leaving", isLeader: false, isReachable: false, ["10.0.0.1:25520#1"]),
        ],
        new StoreView("postgres://db/xmpp", IsReachable: true, 0.5, 1, 42, IsSettled: true),
        new Dictionary<string, int> { ["account"] = 0, ["farm"] = 3 },
        [new DecisionView(DateTimeOffset.UnixEpoch, "10.0.0.2:25520#2 leaves")]);

    public BridgeReport? Bridge { get; set; }

    public ClusterView? Show() => View;

    public BridgeReport? ShowBridge() => Bridge;

    public Task<ClusterOutcome> LeaveAsync(string node, CancellationToken cancellationToken)
    {
        Asked.Add($"leave {node}");
        return Task.FromResult(Outcome);
    }

    public ClusterOutcome Down(string node)
    {
        Asked.Add($"down {node}");
        return Outcome;
    }

    public Task<IReadOnlyList<ShardingView>> ShardingAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ShardingView>>([new ShardingView("10.0.0.1:25520#1", "account", 128, 7, 1, 2)]);

    public ActorView? Actors(string path, int depth, int width) =>
        path == "/" ? new ActorView("/", "", 1, [new ActorView("user", "GuardianActor", 250, [])]) : null;

    public IReadOnlyDictionary<string, int> ActorCounts() => new Dictionary<string, int> { ["Account"] = 7 };

    private static MemberView Member(string address, string status, bool isLeader, bool isReachable, IReadOnlyList<string> unreachable) => new(
        address,
        status,
        DateTimeOffset.UnixEpoch,
        "1.0",
        ["edge"],
        ClientAddress: null,
        isLeader,
        HasLease: true,
        isReachable,
        unreachable,
        new Dictionary<string, int> { ["account"] = 128, ["farm"] = 100 },
        Reason: null);
}
