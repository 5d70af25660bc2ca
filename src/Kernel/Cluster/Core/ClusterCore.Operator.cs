namespace XmppActors.Kernel.Cluster.Core;

/// <summary>What an operator asked this node to do about another one. Any member does it; the store takes it once.</summary>
internal static partial class ClusterCore
{
    private static void OnDownRequested(Transition step, UniqueAddress member)
    {
        var state = step.State;
        // One that is reached may act, whatever the operator believes: it has to stop first.
        step.State = Standing.IsReachable(state, member, step.Now)
            ? state with { ToStop = state.ToStop.Add(member) }
            : state with { VouchedGone = state.VouchedGone.Add(member) };
    }

    private static Proposal? OperatorDuty(Transition step)
    {
        var state = step.State;
        if (!Standing.HasLease(state, step.Now)) return null;
        foreach (var member in state.Members.Members)
        {
            if (member.Address.Equals(state.Self)) continue;
            if (state.VouchedGone.Contains(member.Address)) return Removal(state, member, WhyGone(state, member.Address));
            if (state.ToStop.Contains(member.Address) && member.Status == MemberStatus.Joining)
                return Removal(state, member, "an operator does not let it in");
            if (state.ToStop.Contains(member.Address) && member.Status is MemberStatus.Up or MemberStatus.Leaving)
            {
                const string Reason = "an operator told it to stop";
                var down = member with { Status = MemberStatus.Down, Reason = Reason };
                return new Proposal([MembersAsKnown(state)], [WriteMembers(state.Members.With(down))], $"{member.Address}: {Reason}");
            }

            if (state.ToLeave.Contains(member.Address) && member.Status == MemberStatus.Up)
                return ChangeStatus(state, member, MemberStatus.Leaving, $"{member.Address} is asked to leave");
        }

        return null;
    }

    private static string WhyGone(ClusterState state, UniqueAddress member) =>
        state.VouchedGone.Contains(member) ? "an operator vouches that its process does not run" : "its process is gone";
}
