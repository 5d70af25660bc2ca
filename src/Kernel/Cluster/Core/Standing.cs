namespace XmppActors.Kernel.Cluster.Core;

/// <summary>Until when a node may act, and who may be held to be gone.</summary>
/// <remarks>A node acts while its lease lasts by its own clock, or while more than half of the members it knows of say that they will not
/// agree to its removal. It is removed only after its lease has ended and at least the other half has said that it consents no more. Any
/// two such sets have a member in common, so a node that is removed knows better than to act: docs/decisions/0010.</remarks>
internal static class Standing
{
    internal static bool MayAct(ClusterState state, TimeSpan now) => state.Phase == NodePhase.Member && now < ActsUntil(state);

    /// <summary>Whether this node would act for the shard at this very moment.</summary>
    internal static bool Owns(ClusterState state, ShardKey shard, TimeSpan now) =>
        state.Running.ContainsKey(shard) && MayAct(state, now);

    /// <summary>Whether it also takes new messages for it.</summary>
    internal static bool Accepts(ClusterState state, ShardKey shard, TimeSpan now) =>
        state.Running.TryGetValue(shard, out var running) && !running.IsStopping && MayAct(state, now);

    internal static TimeSpan ActsUntil(ClusterState state)
    {
        var byConsent = ConsentedUntil(state);
        return state.LeaseUntil > byConsent ? state.LeaseUntil : byConsent;
    }

    internal static bool HasLease(ClusterState state, TimeSpan now) => state.Phase == NodePhase.Member && now < state.LeaseUntil;

    /// <summary>Members that are refused by their port, or whose place another process has taken, and of whom a second sign says so too.</summary>
    internal static bool IsGone(ClusterState state, UniqueAddress member)
    {
        if (state.VouchedGone.Contains(member)) return true;
        var signals = state.Peers.GetValueOrDefault(member)?.Signals ?? CrashSignals.None;
        var first = (signals & CrashSignals.Refused) != 0 ? CrashSignals.Refused : signals & CrashSignals.Replaced;
        if (first == CrashSignals.None) return false;
        return (signals & ~first) != 0
            || (state.IsSynced && !state.Alive.ContainsKey(member))
            || state.Members.Members.Any(other => other.IsVoter && !other.Address.Equals(member)
                && state.Peers.GetValueOrDefault(other.Address) is { } peer && peer.Refused.Contains(member));
    }

    internal static bool IsReachable(ClusterState state, UniqueAddress member, TimeSpan now)
    {
        if (member.Equals(state.Self)) return true;
        return state.Peers.GetValueOrDefault(member) is { HearsUs: true } peer && now - peer.HeardAt < state.Settings.UnreachableAfter;
    }

    /// <summary>Reachable not only because it has had no time yet to be heard.</summary>
    internal static bool HasMet(ClusterState state, UniqueAddress member, TimeSpan now) =>
        IsReachable(state, member, now)
        && (member.Equals(state.Self) || state.Peers.GetValueOrDefault(member) is { TheirTime: not null });

    /// <summary>How many of so many voters must have ceased to consent before one is removed.</summary>
    internal static int RefusalsNeeded(int voters) => voters - (voters / 2);

    private static TimeSpan ConsentedUntil(ClusterState state)
    {
        var count = state.Members.Members.Length; // Joining members count too: whoever is up by now was joining when we last looked.
        if (state.Me is not { IsVoter: true, Status: not MemberStatus.Down }) return Moment.Past;
        var needed = (count / 2) + 1;
        if (needed == 1) return Moment.Future;
        Span<TimeSpan> until = count <= 64 ? stackalloc TimeSpan[count] : new TimeSpan[count];
        var found = 0;
        foreach (var member in state.Members.Members)
        {
            if (!member.IsVoter) continue;
            if (member.Address.Equals(state.Self)) until[found++] = Moment.Future;
            else if (state.Peers.TryGetValue(member.Address, out var peer)) until[found++] = peer.ConsentUntil;
        }

        if (found < needed) return Moment.Past;
        until[..found].Sort();
        return until[found - needed];
    }
}
