namespace XmppActors.Kernel.Bootstrap;

/// <summary>What one node knows of its cluster at one moment; for operators.</summary>
public sealed record ClusterReport
{
    public required string Name { get; init; }

    /// <summary>This node: <c>host:port#incarnation</c>.</summary>
    public required string Self { get; init; }

    public required ClusterNodeState State { get; init; }

    /// <summary>What keeps this node from joining, or why it was fenced; <c>null</c>: nothing.</summary>
    public string? Trouble { get; init; }

    /// <summary>The oldest first.</summary>
    public required IReadOnlyList<ClusterMemberReport> Members { get; init; }

    public required ClusterStoreReport Store { get; init; }

    /// <summary>Shards of each type that nobody runs.</summary>
    public required IReadOnlyDictionary<string, int> ShardsWithoutOwner { get; init; }

    /// <summary>What this node decided or saw, the oldest first; the last 50.</summary>
    public required IReadOnlyList<ClusterDecision> Decisions { get; init; }
}

public enum ClusterNodeState
{
    /// <summary>Has not begun to join.</summary>
    Started = 0,

    /// <summary>Looks for the cluster, or waits to be let in.</summary>
    Joining = 1,
    Up = 2,

    /// <summary>Hands its shards over.</summary>
    Leaving = 3,
    Left = 4,

    /// <summary>Stopped acting, since it could not know whether others had taken its place.</summary>
    Fenced = 5,
}

/// <param name="Address"><c>host:port#incarnation</c>.</param>
/// <param name="Status">Joining, Up, Leaving, Exiting or Down.</param>
/// <param name="Since">When its process started.</param>
/// <param name="IsLeader">It decides what concerns all.</param>
/// <param name="HasLease">The store hears of it.</param>
/// <param name="IsReachable">As this node sees it now.</param>
/// <param name="Unreachable">Whom it has said it cannot reach.</param>
/// <param name="Shards">How many it runs of each type.</param>
/// <param name="Reason">Why it is down.</param>
public sealed record ClusterMemberReport(
    string Address,
    string Status,
    DateTimeOffset Since,
    string Version,
    IReadOnlyList<string> Roles,
    bool IsLeader,
    bool HasLease,
    bool IsReachable,
    IReadOnlyList<string> Unreachable,
    IReadOnlyDictionary<string, int> Shards,
    string? Reason);

/// <param name="Text">As configured or told by a seed, without password.</param>
/// <param name="IsReachable">It answered lately.</param>
/// <param name="Silence">Since it last answered; <c>null</c>: it never did.</param>
/// <param name="IsSettled">It has not lost writes lately, or all members have met since.</param>
public sealed record ClusterStoreReport(string Text, bool IsReachable, TimeSpan? Silence, long Generation, long Revision, bool IsSettled);

public sealed record ClusterDecision(DateTimeOffset At, string Text);
