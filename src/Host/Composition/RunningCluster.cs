using System.Text.Json;
using XmppActors.Actors.Bridge;
using XmppActors.Actors.Streams;
using XmppActors.Host.Bridge;
using XmppActors.Host.Clustering;
using XmppActors.Kernel.Bootstrap;

namespace XmppActors.Host.Composition;

/// <summary>The cluster as the node in this process knows it.</summary>
internal sealed class RunningCluster : IClusterAdministration
{
    private const int Everything = 1_000_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly ActorSystem _system;
    private readonly ClusterAdministration? _administration;
    private readonly IActorRef _operations;
    private readonly BridgeDirectory? _bridged;
    private readonly Action _leave;

    /// <param name="system">Whose cluster.</param>
    /// <param name="bridged">What is known of a bridged cluster; null: there is no bridge.</param>
    /// <param name="leave">Has this node drain and end.</param>
    public RunningCluster(ActorSystem system, BridgeDirectory? bridged, Action leave)
    {
        _system = system;
        _bridged = bridged;
        _leave = leave;
        _administration = ClusterAdministration.Get(system);
        _operations = system.ActorOf(Props.Create(() => new Operations(this)), Operations.Name);
    }

    public BridgeReport? ShowBridge() => _bridged is { } directory ? BridgeReport.Of(directory.Seen) : null;

    public ClusterView? Show() => _administration?.Report() is { } report ? Of(report) with { Bridge = ShowBridge() } : null;

    public async Task<ClusterOutcome> LeaveAsync(string node, CancellationToken cancellationToken)
    {
        if (Show() is not { } view)
            return ClusterOutcome.Alone;
        if (Find(view, node) is not { } member)
            return ClusterOutcome.Unknown;
        if (member.Address == view.Self)
        {
            _leave();
            return ClusterOutcome.Done;
        }

        if (await AskAsync(member, Operations.Drain, cancellationToken) is not null)
            return ClusterOutcome.Done;
        // It does not answer us, but perhaps it hears the store: its shards at least are handed over.
        return _administration!.Leave(member.Address) ? ClusterOutcome.Done : ClusterOutcome.Silent;
    }

    public ClusterOutcome Down(string node)
    {
        if (Show() is not { } view)
            return ClusterOutcome.Alone;
        if (Find(view, node) is not { } member)
            return ClusterOutcome.Unknown;
        if (member.Address == view.Self)
            return ClusterOutcome.Self;
        return _administration!.Down(member.Address) ? ClusterOutcome.Done : ClusterOutcome.Unknown;
    }

    public async Task<IReadOnlyList<ShardingView>> ShardingAsync(CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(Others().Select(member => AskAsync(member, Operations.Sharding, cancellationToken)));
        return [.. LocalSharding(), .. answers.OfType<string>().SelectMany(answer => JsonSerializer.Deserialize<List<ShardingView>>(answer) ?? [])];
    }

    public ActorView? Actors(string path, int depth, int width) =>
        ActorTree.Read(_system, path, depth, width) is { } report ? Of(report) : null;

    public IReadOnlyDictionary<string, int> ActorCounts()
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var guardian in ActorTree.Read(_system, "/", Everything, Everything)!.Children)
            Count(guardian.Children);
        return counts;

        void Count(IEnumerable<ActorReport> actors)
        {
            foreach (var actor in actors)
            {
                counts[actor.Type] = counts.GetValueOrDefault(actor.Type) + 1;
                Count(actor.Children);
            }
        }
    }

    private IReadOnlyList<ShardingView> LocalSharding()
    {
        var report = _administration?.Report();
        var owned = report?.Members.FirstOrDefault(member => member.Address == report.Self)?.Shards;
        return [.. ShardingReport.Of(_system).Regions.Select(region => new ShardingView(
            report?.Self ?? "local",
            region.Type,
            owned?.GetValueOrDefault(region.Type) ?? region.Shards.Count,
            region.Entities,
            region.Shards.Sum(shard => shard.Held),
            region.Shards.Sum(shard => shard.Unanswered)))];
    }

    /// <returns>Null: no answer in time.</returns>
    private async Task<string?> AskAsync(MemberView member, string question, CancellationToken cancellationToken)
    {
        try
        {
            return await OperationsOf(member).Ask<string>(question, Patience, cancellationToken);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }

    private ActorSelection OperationsOf(MemberView member) =>
        _system.ActorSelection($"akka://{_system.Name}@{member.Address.Split('#')[0]}{_operations.Path.ToStringWithoutAddress()}");

    private IEnumerable<MemberView> Others() =>
        Show() is { } view ? view.Members.Where(member => member.Address != view.Self) : [];

    private static MemberView? Find(ClusterView view, string node) =>
        view.Members.FirstOrDefault(member => member.Address == node || member.Address.Split('#')[0] == node);

    private static ActorView Of(ActorReport actor) => new(actor.Name, actor.Type, actor.ChildCount, [.. actor.Children.Select(Of)]);

    private static ClusterView Of(ClusterReport report) => new(
        report.Name,
        report.Self,
        $"{report.State}",
        report.Trouble,
        [.. report.Members.Select(Of)],
        new StoreView(
            report.Store.Text,
            report.Store.IsReachable,
            report.Store.Silence?.TotalSeconds,
            report.Store.Generation,
            report.Store.Revision,
            report.Store.IsSettled),
        report.ShardsWithoutOwner,
        [.. report.Decisions.Select(decision => new DecisionView(decision.At, decision.Text))]);

    private static MemberView Of(ClusterMemberReport member) => new(
        member.Address,
        member.Status,
        member.Since,
        member.Version,
        [.. member.Roles.Where(role => !ClientAddresses.IsRole(role))],
        ClientAddresses.Of(member.Roles),
        member.IsLeader,
        member.HasLease,
        member.IsReachable,
        member.Unreachable,
        member.Shards,
        member.Reason);

    /// <summary>Answers the operators of other nodes. Only members reach it.</summary>
    private sealed class Operations(RunningCluster cluster) : UntypedActor
    {
        public const string Name = "operations";
        public const string Drain = "drain";
        public const string Sharding = "sharding";

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Drain:
                    Sender.Tell("draining");
                    cluster._leave();
                    break;
                case Sharding:
                    Sender.Tell(JsonSerializer.Serialize(cluster.LocalSharding()));
                    break;
                default:
                    Unhandled(message);
                    break;
            }
        }
    }
}
