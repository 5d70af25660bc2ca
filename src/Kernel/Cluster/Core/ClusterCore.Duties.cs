using System.Collections.Immutable;
using XmppActors.Kernel.Cluster.Leases;

namespace XmppActors.Kernel.Cluster.Core;

/// <summary>What a node writes about itself. One commit at a time; the next follows from what the store then says.</summary>
internal static partial class ClusterCore
{
    /// <summary>A commit that should be made now, and what it decides (<c>null</c>: nothing an operator would ask about).</summary>
    private readonly record struct Proposal(
        ImmutableArray<StoreCompare> Compares, ImmutableArray<StoreWrite> Writes, string? Decision);

    private static void CommitNext(Transition step)
    {
        var state = step.State;
        if (!state.IsSynced || state.CommitCall is not null || state.Revision < state.KnownRevision || !HasContact(step)) return;
        if ((OwnDuty(step) ?? LeaderDuty(step)) is not { } proposal) return;
        var call = step.NextRequest();
        step.State = step.State with { CommitCall = call, HasAskedToJoin = true };
        step.Do(new Commit(call.Request, new StoreCommit(state.Generation, proposal.Compares, proposal.Writes)));
        if (proposal.Decision is { } decision) step.Do(new Decided(decision));
    }

    private static Proposal? OwnDuty(Transition step)
    {
        var state = step.State;
        if (state.Lease == 0) return null;
        if (state.Me is not { } me) return state.WantsToLeave ? null : Join(state);
        if (!state.Alive.TryGetValue(state.Self, out var alive) || alive.Lease != state.Lease) return Register(state, me);
        if (Unreachable(step) is var unreachable && !unreachable.SequenceEqual(alive.Document.Unreachable))
        {
            return new Proposal(
                [new StoreCompare(DocumentText.AliveKey(state.Self), alive.ModRevision)],
                [WriteAlive(state, me.Registration, unreachable)],
                null);
        }

        if (!state.IsSettled) return null;
        return OperatorDuty(step) ?? Release(state) ?? (state.WantsToLeave ? TakeLeave(state, me) : null);
    }

    private static Proposal Join(ClusterState state)
    {
        var isFirst = state.Members.Members.IsEmpty && state.MembersRevision == 0;
        var me = new Member(state.Self, isFirst ? MemberStatus.Up : MemberStatus.Joining, 1, state.Roles, state.Version, null);
        var members = state.Members with
        {
            SettledGeneration = isFirst ? state.Generation : state.Members.SettledGeneration,
            Members = state.Members.Members.Add(me),
        };
        return new Proposal(
            [MembersAsKnown(state)],
            [WriteMembers(members), WriteAlive(state, 1, [])],
            isFirst ? $"{state.Self} forms the cluster" : $"{state.Self} asks to join");
    }

    /// <summary>Our lease was lost while the others spoke for us. The membership is written with it: a removal that was decided against the
    /// registration before fails.</summary>
    private static Proposal Register(ClusterState state, Member me) => new(
        [MembersAsKnown(state)],
        [WriteMembers(state.Members.With(me with { Registration = me.Registration + 1 })), WriteAlive(state, me.Registration + 1, [])],
        $"{state.Self} registers again");

    /// <summary>Shards that we were asked to stop, and that have stopped.</summary>
    private static Proposal? Release(ClusterState state)
    {
        foreach (var type in state.Types)
        {
            if (!state.Allocations.TryGetValue(type, out var entry)) continue;
            var slots = entry.Document.Slots.ToBuilder();
            var released = 0;
            for (var shard = 0; shard < slots.Count; shard++)
            {
                if (!slots[shard].IsStopping || !state.Self.Equals(slots[shard].Owner)) continue;
                if (state.Running.ContainsKey(new ShardKey(type, shard))) continue;
                slots[shard] = default;
                released++;
            }

            if (released > 0) return WriteAllocation(type, entry, slots.ToImmutable(), null);
        }

        return null;
    }

    private static Proposal? TakeLeave(ClusterState state, Member me)
    {
        // Who only joins is no voter yet, and must not become one without every voter's knowledge.
        if (me.Status == MemberStatus.Joining) return ChangeStatus(state, me, MemberStatus.Exiting, $"{state.Self} leaves before it was up");
        if (me.Status == MemberStatus.Up) return ChangeStatus(state, me, MemberStatus.Leaving, $"{state.Self} leaves");
        var isOwner = state.Allocations.Values.Any(entry => entry.Document.Slots.Any(slot => state.Self.Equals(slot.Owner)));
        return me.Status == MemberStatus.Leaving && !isOwner && state.Running.IsEmpty
            ? ChangeStatus(state, me, MemberStatus.Exiting, $"{state.Self} has handed over everything")
            : null;
    }

    private static Proposal ChangeStatus(ClusterState state, Member member, MemberStatus status, string decision) => new(
        [MembersAsKnown(state)], [WriteMembers(state.Members.With(member with { Status = status }))], decision);

    /// <summary>Who has been unreachable for so long that the cluster should know; sorted.</summary>
    private static ImmutableArray<UniqueAddress> Unreachable(Transition step) => [.. step.State.Members.Members
        .Select(member => member.Address)
        .Where(member => !member.Equals(step.State.Self)
            && step.State.Peers.TryGetValue(member, out var peer)
            && peer.UnreachableSince < Moment.Future
            && step.Now - peer.UnreachableSince >= step.Settings.StableAfter)
        .Order()];

    private static StoreCompare MembersAsKnown(ClusterState state) => new(DocumentText.MembersKey, state.MembersRevision);

    private static StoreWrite WriteMembers(MembersDocument members) => new(DocumentText.MembersKey, DocumentText.Write(members));

    private static StoreWrite WriteAlive(ClusterState state, int registration, ImmutableArray<UniqueAddress> unreachable) => new(
        DocumentText.AliveKey(state.Self), DocumentText.Write(new AliveDocument(registration, unreachable)), state.Lease);

    private static Proposal WriteAllocation(string type, AllocationEntry entry, ImmutableArray<Slot> slots, string? decision) => new(
        [new StoreCompare(DocumentText.ShardsKey(type), entry.ModRevision)],
        [new StoreWrite(
            DocumentText.ShardsKey(type), DocumentText.Write(new AllocationDocument(entry.Document.Version + 1, slots)))],
        decision);
}
