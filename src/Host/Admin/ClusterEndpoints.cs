using System.Text.Json;
using Microsoft.AspNetCore.Http;
using XmppActors.Host.Clustering;
using XmppActors.Host.Running;

namespace XmppActors.Host.Admin;

/// <summary><c>/commands/cluster/…</c>, <c>/commands/bridge/show</c>, <c>/commands/sharding</c>, <c>/commands/actor/…</c>. What shows something answers one line of JSON.</summary>
internal sealed class ClusterEndpoints(CommandAnswers answers)
{
    public const string ShowPath = "/commands/cluster/show";
    public const string BridgePath = "/commands/bridge/show";
    public const string LeavePath = "/commands/cluster/leave";
    public const string DownPath = "/commands/cluster/down";
    public const string ShardingPath = "/commands/sharding";
    public const string ActorsPath = "/commands/actor/hierarchy";
    public const string ActorCountsPath = "/commands/actor/stats";

    /// <summary>In the query of <see cref="ActorsPath"/>.</summary>
    public const string PathKey = "path";
    public const string DepthKey = "depth";

    /// <summary>Of each actor's children, so many are listed.</summary>
    private const int Width = 100;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public IReadOnlyList<(string Method, string Path, RequestDelegate Answer)> All =>
    [
        (HttpMethods.Get, ShowPath, Show(static (node, _, _) => Task.FromResult<object?>(node.Cluster.Show()))),
        (HttpMethods.Get, BridgePath, Show(static (node, _, _) => Task.FromResult<object?>(node.Cluster.ShowBridge()))),
        (HttpMethods.Post, LeavePath, answers.Act<NodeRequest>(static async (node, request, cancellation) =>
            Result(await node.Cluster.LeaveAsync(request.Node ?? "", cancellation)))),
        (HttpMethods.Post, DownPath, answers.Act<NodeRequest>(static (node, request, _) =>
            Task.FromResult<CommandResult?>(Result(node.Cluster.Down(request.Node ?? ""))))),
        (HttpMethods.Get, ShardingPath, Show(static async (node, _, cancellation) => await node.Cluster.ShardingAsync(cancellation))),
        (HttpMethods.Get, ActorsPath, Show(static (node, query, _) => Task.FromResult<object?>(
            node.Cluster.Actors($"{query[PathKey]}", int.TryParse(query[DepthKey], out var depth) ? depth : 1, Width)))),
        (HttpMethods.Get, ActorCountsPath, Show(static (node, _, _) => Task.FromResult<object?>(node.Cluster.ActorCounts()))),
    ];

    /// <summary>Reads what <see cref="Show"/> wrote; null: there is no such thing.</summary>
    public static T? Read<T>(string line) => JsonSerializer.Deserialize<T>(line, Json);

    private RequestDelegate Show(Func<IRunningNode, IQueryCollection, CancellationToken, Task<object?>> show) =>
        answers.List((node, query, cancellation) => OneAsync(show(node, query, cancellation)));

    private static async IAsyncEnumerable<string> OneAsync(Task<object?> shown)
    {
        yield return JsonSerializer.Serialize(await shown, Json);
    }

    private static CommandResult Result(ClusterOutcome outcome) => new(outcome == ClusterOutcome.Done, $"{outcome}");
}

/// <summary>The body of a command about one node.</summary>
internal sealed record NodeRequest(string? Node);
