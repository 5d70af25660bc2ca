using XmppActors.Kernel.Cluster.Core;

namespace XmppActors.Kernel.Cluster.Node;

/// <summary>What of a state concerns others than the core itself.</summary>
internal static class StateChanges
{
    internal static bool IsOther(ClusterState before, ClusterState now) =>
        before.Members != now.Members
        || before.Allocations != now.Allocations
        || before.Alive != now.Alive
        || before.Phase != now.Phase
        || before.IsSettled != now.IsSettled
        || before.FormerVoters != now.FormerVoters
        || (before.Peers != now.Peers && now.Members.Members.Any(m => IsUnreachable(before, m.Address) != IsUnreachable(now, m.Address)));

    /// <summary>Changes of the membership and of who reaches whom, as an operator would tell them.</summary>
    internal static IEnumerable<string> Describe(ClusterState before, ClusterState now)
    {
        if (before.Members != now.Members)
        {
            foreach (var text in DescribeMembers(before.Members, now.Members)) yield return text;
        }

        if (before.Peers == now.Peers) yield break;
        foreach (var member in now.Members.Members)
        {
            if (IsUnreachable(now, member.Address) is var isUnreachable && isUnreachable != IsUnreachable(before, member.Address))
                yield return isUnreachable ? $"{member.Address} is not reached" : $"{member.Address} is reached again";
        }
    }

    internal static bool IsUnreachable(ClusterState state, UniqueAddress member) =>
        state.Peers.TryGetValue(member, out var peer) && peer.UnreachableSince < Moment.Future;

    private static IEnumerable<string> DescribeMembers(MembersDocument before, MembersDocument now)
    {
        foreach (var member in now.Members)
        {
            var known = before.Find(member.Address);
            if (known?.Status == member.Status) continue;
            var reason = member.Reason is null ? "" : $": {member.Reason}";
            yield return $"{member.Address} is {member.Status.ToString().ToLowerInvariant()}{reason}";
        }

        foreach (var member in before.Members)
        {
            if (now.Find(member.Address) is null)
                yield return $"{member.Address} is no member any more (was {member.Status.ToString().ToLowerInvariant()})";
        }
    }
}
