using System.Collections.Immutable;
using XmppActors.Kernel.Bootstrap;
using XmppActors.Kernel.Cluster.Core;
using XmppActors.Kernel.Cluster.Leases;

namespace XmppActors.Kernel.Cluster.Node;

/// <summary>A node's view in the operator's words.</summary>
internal static class ClusterReports
{
    internal static ClusterReport Of(
        IClusterNode node, ClusterSetup setup, string store, IReadOnlyList<ClusterDecision> decisions, bool hasBegun, string? trouble)
    {
        var state = node.State;
        var now = node.Now;
        var leader = ClusterCore.Leader(state);
        return new ClusterReport
        {
            Name = setup.Name,
            Self = node.Self.Text,
            State = StateOf(state, hasBegun),
            Trouble = state.FenceReason ?? trouble,
            Members = [.. state.Members.Members.Select(member => Of(state, member, leader, now))],
            Store = new ClusterStoreReport(
                LeaseStores.Describe(store),
                state.ContactAt > Moment.Past && now - state.ContactAt <= 2 * state.Settings.KeepAliveInterval,
                state.ContactAt > Moment.Past ? now - state.ContactAt : null,
                state.Generation,
                state.Revision,
                state.IsSettled),
            ShardsWithoutOwner = state.Types.ToImmutableSortedDictionary(type => type, type => CountOf(state, type, null), StringComparer.Ordinal),
            Decisions = decisions,
        };
    }

    private static ClusterNodeState StateOf(ClusterState state, bool hasBegun) => state.Phase switch
    {
        _ when !hasBegun => ClusterNodeState.Started,
        NodePhase.Fenced => ClusterNodeState.Fenced,
        NodePhase.Exited => ClusterNodeState.Left,
        NodePhase.Member when state.Me is { Status: Core.MemberStatus.Up } => state.WantsToLeave ? ClusterNodeState.Leaving : ClusterNodeState.Up,
        NodePhase.Member when state.Me is { Status: not Core.MemberStatus.Joining } => ClusterNodeState.Leaving,
        _ => ClusterNodeState.Joining,
    };

    private static ClusterMemberReport Of(ClusterState state, Core.Member member, UniqueAddress? leader, TimeSpan now)
    {
        var alive = state.Alive.GetValueOrDefault(member.Address).Document;
        return new ClusterMemberReport(
            member.Address.Text,
            member.Status.ToString(),
            SinceOf(member.Address),
            member.Version,
            member.Roles,
            member.Address.Equals(leader),
            alive is not null,
            Standing.IsReachable(state, member.Address, now),
            alive is null ? [] : [.. alive.Unreachable.Select(address => address.Text)],
            state.Types.ToImmutableSortedDictionary(type => type, type => CountOf(state, type, member.Address), StringComparer.Ordinal),
            member.Reason);
    }

    private static int CountOf(ClusterState state, string type, UniqueAddress? owner) =>
        state.Allocations.TryGetValue(type, out var entry)
            ? entry.Document.Slots.Count(slot => Equals(slot.Owner, owner))
            : owner is null ? state.Settings.ShardCount : 0;

    /// <summary>Incarnations are the milliseconds of their start, but for those of tests.</summary>
    private static DateTimeOffset SinceOf(UniqueAddress address) =>
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(address.Incarnation, 0, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));
}
