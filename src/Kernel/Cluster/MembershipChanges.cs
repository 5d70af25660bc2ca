namespace XmppActors.Kernel.Cluster;

/// <summary>What lies between two states, as events.</summary>
internal static class MembershipChanges
{
    internal static IEnumerable<ClusterEvent.IClusterDomainEvent> LeadingTo(ClusterEvent.CurrentClusterState state) =>
        Between(new ClusterEvent.CurrentClusterState([], [], null), state);

    internal static List<ClusterEvent.IClusterDomainEvent> Between(ClusterEvent.CurrentClusterState before, ClusterEvent.CurrentClusterState now)
    {
        List<ClusterEvent.IClusterDomainEvent> changes = [];
        foreach (var member in before.Members)
        {
            if (!now.Members.Contains(member)) changes.Add(new ClusterEvent.MemberRemoved(member.With(MemberStatus.Removed), member.Status));
        }

        foreach (var member in now.Members)
        {
            if (!before.Members.TryGetValue(member, out var known) || known.Status != member.Status) changes.Add(Became(member));
        }

        foreach (var member in now.Unreachable)
        {
            if (!before.Unreachable.Contains(member)) changes.Add(new ClusterEvent.UnreachableMember(member));
        }

        foreach (var member in before.Unreachable)
        {
            if (!now.Unreachable.Contains(member) && now.Members.Contains(member)) changes.Add(new ClusterEvent.ReachableMember(member));
        }

        return changes;
    }

    private static ClusterEvent.MemberStatusChange Became(Member member) => member.Status switch
    {
        MemberStatus.Joining => new ClusterEvent.MemberJoined(member),
        MemberStatus.Up => new ClusterEvent.MemberUp(member),
        MemberStatus.Leaving => new ClusterEvent.MemberLeft(member),
        MemberStatus.Exiting => new ClusterEvent.MemberExited(member),
        _ => new ClusterEvent.MemberDowned(member),
    };
}
