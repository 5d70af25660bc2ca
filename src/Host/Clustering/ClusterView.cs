using XmppActors.Host.Bridge;

namespace XmppActors.Host.Clustering;

/// <summary>What one node knows of its cluster at one moment: what <c>cluster show --json</c> prints.</summary>
/// <param name="Name">Of the cluster.</param>
/// <param name="Self">The node that was asked, as <c>host:port#incarnation</c>.</param>
/// <param name="State">Started, Joining, Up, Leaving, Left or Fenced.</param>
/// <param name="Trouble">What keeps it from joining, or why it was fenced; null: nothing.</param>
/// <param name="Members">The oldest first.</param>
/// <param name="Store">Where the nodes agree.</param>
/// <param name="ShardsWithoutOwner">Of each type, how many nobody runs.</param>
/// <param name="Decisions">What this node decided or saw, the oldest first.</param>
internal sealed record ClusterView(
    string Name,
    string Self,
    string State,
    string? Trouble,
    IReadOnlyList<MemberView> Members,
    StoreView Store,
    IReadOnlyDictionary<string, int> ShardsWithoutOwner,
    IReadOnlyList<DecisionView> Decisions)
{
    /// <summary>The members of another cluster that a bridge has joined; null: there is no bridge.</summary>
    public BridgeReport? Bridge { get; init; }
}

/// <param name="Address"><c>host:port#incarnation</c>.</param>
/// <param name="Status">Joining, Up, Leaving, Exiting or Down.</param>
/// <param name="Since">When its process started.</param>
/// <param name="Version">Of its program.</param>
/// <param name="Roles">As configured.</param>
/// <param name="ClientAddress">Where clients reach it and no other; null: not told.</param>
/// <param name="IsLeader">It decides what concerns all.</param>
/// <param name="HasLease">The store hears of it.</param>
/// <param name="IsReachable">As the node that was asked sees it.</param>
/// <param name="Unreachable">Whom it says it cannot reach.</param>
/// <param name="Shards">How many it runs of each type.</param>
/// <param name="Reason">Why it is down.</param>
internal sealed record MemberView(
    string Address,
    string Status,
    DateTimeOffset Since,
    string Version,
    IReadOnlyList<string> Roles,
    string? ClientAddress,
    bool IsLeader,
    bool HasLease,
    bool IsReachable,
    IReadOnlyList<string> Unreachable,
    IReadOnlyDictionary<string, int> Shards,
    string? Reason);

/// <param name="Text">As configured or told by a seed, without password.</param>
/// <param name="IsReachable">It answered lately.</param>
/// <param name="SilenceSeconds">Since it last answered; null: it never did.</param>
/// <param name="Generation">Grows when the store may have lost writes.</param>
/// <param name="Revision">Grows with each write.</param>
/// <param name="IsSettled">It has not lost writes lately, or all members have met since.</param>
internal sealed record StoreView(string Text, bool IsReachable, double? SilenceSeconds, long Generation, long Revision, bool IsSettled);

internal sealed record DecisionView(DateTimeOffset At, string Text);

/// <summary>What runs of one entity type on one node.</summary>
/// <param name="Node">Its address.</param>
/// <param name="Type">Of the entities.</param>
/// <param name="Shards">With or without entities.</param>
/// <param name="Entities">In memory.</param>
/// <param name="Held">Messages of this node that wait for somebody to run their shard.</param>
/// <param name="Unanswered">Messages of this node that another one runs the shard of, and has not confirmed yet.</param>
internal sealed record ShardingView(string Node, string Type, int Shards, int Entities, int Held, int Unanswered);

/// <summary>An actor, and those below it that are listed.</summary>
internal sealed record ActorView(string Name, string Type, int ChildCount, IReadOnlyList<ActorView> Children);
