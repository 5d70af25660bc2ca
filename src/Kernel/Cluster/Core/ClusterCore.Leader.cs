using System.Collections.Immutable;
using XmppActors.Kernel.Cluster.Leases;

namespace XmppActors.Kernel.Cluster.Core;

/// <summary>What the oldest member does for all. Two that both think they are it do no harm: the store takes one commit and refuses the other.</summary>
internal static partial class ClusterCore
{
    /// <summary>The versions of each generation of the store begin here, times its number: no epoch is ever given twice.</summary>
    private const long VersionsOfGeneration = 1L << 32;

    private static Proposal? LeaderDuty(Transition step)
    {
        var state = step.State;
        if (!state.Self.Equals(Leader(state)) || !Standing.HasLease(state, step.Now)) return null;
        if (!state.IsSettled) return Settle(step);
        return Remove(step) ?? TakeDown(step) ?? Admit(step) ?? Allocate(step) ?? Drain(state) ?? Rebalance(step);
    }

    /// <summary>The oldest that is there; one that only joins leads if nobody else is left.</summary>
    internal static UniqueAddress? Leader(ClusterState state)
    {
        UniqueAddress? joining = null;
        foreach (var member in state.Members.Members)
        {
            if (!state.Alive.ContainsKey(member.Address) || Standing.IsGone(state, member.Address)) continue;
            if (member.Status is MemberStatus.Up or MemberStatus.Leaving) return member.Address;
            if (member.Status is MemberStatus.Joining) joining ??= member.Address;
        }

        return joining;
    }

    /// <summary>The store has lost writes. When all leases of before have ended, and no majority can be consenting as before, its documents
    /// are taken as they are.</summary>
    private static Proposal? Settle(Transition step)
    {
        var state = step.State;
        if (step.Now - state.GenerationSeenAt < step.Settings.LeaseTtl + step.Settings.LeaseMargin) return null;
        var voters = state.FormerVoters
            .Union(state.Members.Members.Where(member => member.IsVoter).Select(member => member.Address))
            .Where(voter => voter.Equals(state.Self) || step.Now - step.Peer(voter).GoneSince < step.Settings.ConsentTime)
            .ToList();
        var met = voters.Count(voter => voter.Equals(state.Self) || (state.Peers.GetValueOrDefault(voter) is { } peer
            && peer.Generation == state.Generation && peer.HasSettled));
        if (met < Standing.RefusalsNeeded(voters.Count)) return null;

        var compares = ImmutableArray.Create(MembersAsKnown(state));
        var writes = ImmutableArray.Create(WriteMembers(state.Members with { SettledGeneration = state.Generation }));
        foreach (var (type, entry) in state.Allocations)
        {
            var version = Math.Max(entry.Document.Version + 1, state.Generation * VersionsOfGeneration);
            var slots = entry.Document.Slots.Select(slot => slot with { Epoch = slot.Owner is null ? 0 : version });
            var document = new AllocationDocument(version, [.. slots]);
            compares = compares.Add(new StoreCompare(DocumentText.ShardsKey(type), entry.ModRevision));
            writes = writes.Add(new StoreWrite(DocumentText.ShardsKey(type), DocumentText.Write(document)));
        }

        return new Proposal(compares, writes, $"the members have met in the store's generation {state.Generation}");
    }

    /// <summary>Members that have certainly stopped.</summary>
    private static Proposal? Remove(Transition step)
    {
        var state = step.State;
        foreach (var member in state.Members.Members)
        {
            if (member.Address.Equals(state.Self) || WhyRemovable(step, member) is not { } reason) continue;
            return Removal(state, member, reason);
        }

        return null;
    }

    private static Proposal Removal(ClusterState state, Member member, string reason)
    {
        var alive = DocumentText.AliveKey(member.Address);
        var hasLease = state.Alive.TryGetValue(member.Address, out var entry);
        var isGone = Standing.IsGone(state, member.Address);
        var write = WriteMembers(state.Members.Without(member.Address));
        return new Proposal(
            [MembersAsKnown(state), new StoreCompare(alive, hasLease ? entry.ModRevision : 0)],
            hasLease && isGone ? [write, new StoreWrite(alive, null)] : [write],
            $"{member.Address} is removed: {reason}");
    }

    private static string? WhyRemovable(Transition step, Member member)
    {
        var state = step.State;
        if (Standing.IsGone(state, member.Address)) return WhyGone(state, member.Address);
        if (state.Alive.ContainsKey(member.Address)) return null;
        if (member.Status == MemberStatus.Exiting) return "it has left";
        if (member.Status == MemberStatus.Joining) return "its lease ended before it was up";

        if (step.Now - state.VotersLeftAt < step.Settings.ConsentTime) return null;
        var registration = new Registration(member.Address, member.Registration);
        var (voters, refusals) = (0, 0);
        foreach (var other in state.Members.Members)
        {
            if (!other.IsVoter) continue;
            voters++;
            if (Refuses(step, other.Address, registration)) refusals++;
        }

        return refusals >= Standing.RefusalsNeeded(voters) ? $"its lease ended, and {refusals} of {voters} speak for it no more" : null;
    }

    private static bool Refuses(Transition step, UniqueAddress voter, Registration about)
    {
        var state = step.State;
        if (voter.Equals(about.Member)) return false;
        var subject = step.Peer(about.Member);
        if (voter.Equals(state.Self)) return subject.WithdrawnUpTo >= about.Number && HasRunOut(step, subject);
        return state.Peers.GetValueOrDefault(voter) is { } peer && peer.Generation == state.Generation && peer.Withdrawn.Contains(about);
    }

    private static Proposal? TakeDown(Transition step)
    {
        var state = step.State;
        // Members notice a little apart that one has fallen silent. The first to say so must not be taken for the one that nobody reaches.
        if (step.Now - state.ViewsChangedAt < step.Settings.ViewsSettleAfter) return null;
        if (Downing.Decide(state) is not { } decision) return null;
        var members = state.Members;
        foreach (var address in decision.Down)
        {
            var member = members.Find(address)!;
            // Who only joins is no voter yet, and must not become one by being told to stop.
            members = member.Status == MemberStatus.Joining
                ? members.Without(address)
                : members.With(member with { Status = MemberStatus.Down, Reason = decision.Reason });
        }

        return new Proposal([MembersAsKnown(state)], [WriteMembers(members)], decision.Reason);
    }

    /// <summary>Up only when every voter knows of it: a majority of the members that somebody knows is then one of all there are. And only when
    /// we have heard it: who reaches nothing but the store would be told to stop, begin anew, and be told again.</summary>
    private static Proposal? Admit(Transition step)
    {
        var state = step.State;
        var knowsAll = state.Members.Members.All(member => !member.IsVoter || member.Address.Equals(state.Self)
            || Standing.IsGone(state, member.Address)
            || (state.Peers.GetValueOrDefault(member.Address) is { } peer
                && peer.Generation == state.Generation && peer.MembersRevision >= state.MembersRevision));
        if (!knowsAll) return null;
        var joining = state.Members.Members.Where(member => member.Status == MemberStatus.Joining
            && state.Alive.ContainsKey(member.Address) && Standing.HasMet(state, member.Address, step.Now)).ToList();
        if (joining.Count == 0) return null;
        var members = joining.Aggregate(state.Members, (all, member) => all.With(member with { Status = MemberStatus.Up }));
        return new Proposal([MembersAsKnown(state)], [WriteMembers(members)], $"up: {string.Join(", ", joining.Select(m => m.Address))}");
    }

    /// <summary>Shards without an owner get one.</summary>
    private static Proposal? Allocate(Transition step)
    {
        var state = step.State;
        var candidates = Candidates(step);
        foreach (var type in state.Types)
        {
            if (!state.Allocations.TryGetValue(type, out var entry))
            {
                var created = AllocationDocument.Create(step.Settings.ShardCount);
                return WriteAllocation(type, new AllocationEntry(0, created), created.Slots, null);
            }

            if (candidates.Count == 0) continue;
            var slots = entry.Document.Slots.ToBuilder();
            var given = 0;
            for (var shard = 0; shard < slots.Count; shard++)
            {
                if (slots[shard].Owner is { } owner && state.Members.Find(owner) is not null) continue;
                slots[shard] = new Slot(Placement.Best(candidates, type, shard), IsStopping: false, entry.Document.Version + 1);
                given++;
            }

            if (given > 0) return WriteAllocation(type, entry, slots.ToImmutable(), $"{given} shards of {type} get an owner");
        }

        return null;
    }

    /// <summary>Shards of leaving members stop without a pause: those members wait for it, and do not come back.</summary>
    private static Proposal? Drain(ClusterState state)
    {
        foreach (var type in state.Types)
        {
            if (!state.Allocations.TryGetValue(type, out var entry)) continue;
            var slots = entry.Document.Slots.ToBuilder();
            var (moving, stopped) = (0, 0);
            for (var shard = 0; shard < slots.Count && moving < state.Settings.DrainStep; shard++)
            {
                if (slots[shard].Owner is not { } owner || state.Members.Find(owner) is not { Status: MemberStatus.Leaving }) continue;
                moving++;
                if (slots[shard].IsStopping) continue;
                slots[shard] = slots[shard] with { IsStopping = true };
                stopped++;
            }

            if (stopped == 0) continue;
            return WriteAllocation(type, entry, slots.ToImmutable(), moving > stopped ? null : $"shards of {type} move away from who leaves");
        }

        return null;
    }

    /// <summary>Shards move to where rendezvous wants them, a few at a time.</summary>
    private static Proposal? Rebalance(Transition step)
    {
        var state = step.State;
        if (step.Now < state.NextRebalanceAt) return null;
        var candidates = Candidates(step);
        var isCalm = state.Members.Members.All(member =>
            state.Alive.ContainsKey(member.Address) && Standing.IsReachable(state, member.Address, step.Now));
        if (!isCalm || candidates.Count == 0) return null;
        foreach (var type in state.Types)
        {
            if (!state.Allocations.TryGetValue(type, out var entry)) continue;
            var slots = entry.Document.Slots.ToBuilder();
            var moving = slots.Count(slot => slot.IsStopping);
            var before = moving;
            for (var shard = 0; shard < slots.Count && moving < step.Settings.RebalanceStep; shard++)
            {
                if (slots[shard] is not { Owner: { } owner, IsStopping: false }) continue;
                if (owner.Equals(Placement.Best(candidates, type, shard))) continue;
                slots[shard] = slots[shard] with { IsStopping = true };
                moving++;
            }

            if (moving == before) continue;
            step.State = step.State with { NextRebalanceAt = step.Now + step.Settings.RebalancePause };
            return WriteAllocation(type, entry, slots.ToImmutable(), $"{moving - before} shards of {type} move");
        }

        return null;
    }

    private static List<UniqueAddress> Candidates(Transition step)
    {
        var candidates = new List<UniqueAddress>();
        foreach (var member in step.State.Members.Members)
        {
            if (member.Status != MemberStatus.Up || !step.State.Alive.ContainsKey(member.Address)) continue;
            if (Standing.IsGone(step.State, member.Address)) continue;
            if (Standing.IsReachable(step.State, member.Address, step.Now)) candidates.Add(member.Address);
        }

        return candidates;
    }
}
