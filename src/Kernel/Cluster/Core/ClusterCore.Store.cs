using System.Collections.Immutable;
using XmppActors.Kernel.Cluster.Leases;

namespace XmppActors.Kernel.Cluster.Core;

/// <summary>What the store answers and brings.</summary>
internal static partial class ClusterCore
{
    private static void OnGranted(Transition step, LeaseGranted granted)
    {
        if (step.State.LeaseCall is not { } call || call.Request != granted.Request) return;
        step.State = step.State with { LeaseCall = null };
        if (!Hear(step, granted.Reply.Header)) return;
        step.State = step.State with
        {
            Lease = granted.Reply.Lease,
            LeaseEndsAt = EndOfLease(step, call),
            NextKeepAliveAt = step.Now + step.Settings.KeepAliveInterval,
        };
    }

    private static void OnRenewed(Transition step, LeaseRenewed renewed)
    {
        if (step.State.LeaseCall is not { } call || call.Request != renewed.Request) return;
        step.State = step.State with { LeaseCall = null };
        var generation = step.State.Generation;
        if (!Hear(step, renewed.Reply.Header)) return;
        if (!renewed.Reply.IsFound)
            step.State = step.State with { Lease = 0, NextKeepAliveAt = step.Now }; // Ended; a member that may still act registers anew.
        else if (generation == step.State.Generation && step.State.IsSynced) // Else we do not know yet what the lease stands for.
            step.State = step.State with { LeaseEndsAt = EndOfLease(step, call) };
    }

    /// <summary>Counted from when we asked, not from when we were answered.</summary>
    private static TimeSpan EndOfLease(Transition step, Pending call) => call.SentAt + step.Settings.LeaseTtl - step.Settings.LeaseMargin;

    private static void OnCommitted(Transition step, Committed committed)
    {
        if (step.State.CommitCall is not { } call || call.Request != committed.Request) return;
        step.State = step.State with { CommitCall = null };
        if (!Hear(step, committed.Reply.Header)) return;
        if (committed.Reply.IsCommitted) return;
        step.State = step.State with { HasAskedToJoin = step.State.HasAskedToJoin && step.State.Me is not null };
        // Somebody was quicker, and we have heard since what they wrote, or it is there to be read; or nobody was, and our lease has ended.
        if (committed.Reply.Header.Revision <= call.Revision)
            step.State = step.State with { IsSynced = false, NextReadAt = RetryAt(step), NextKeepAliveAt = step.Now };
        else if (!step.State.IsSynced || committed.Reply.Header.Revision > step.State.Revision)
            step.State = step.State with { IsSynced = false, NextReadAt = step.Now };
    }

    private static void OnAllRead(Transition step, AllRead read)
    {
        if (step.State.ReadCall is not { } call || call.Request != read.Request) return;
        step.State = step.State with { ReadCall = null };
        if (!Hear(step, read.Reply.Header) || read.Reply.Header.Revision < step.State.Revision) return;

        var state = step.State with
        {
            IsSynced = true,
            SyncedGeneration = step.State.Generation,
            SyncedGenerationAt = step.State.SyncedGeneration == step.State.Generation ? step.State.SyncedGenerationAt : step.Now,
            Revision = read.Reply.Header.Revision,
            Members = MembersDocument.Empty,
            MembersRevision = 0,
            Alive = ImmutableDictionary<UniqueAddress, AliveEntry>.Empty,
            Allocations = ImmutableDictionary<string, AllocationEntry>.Empty,
        };
        foreach (var entry in read.Reply.Entries) state = Apply(state, entry.Key, entry);
        step.State = NoteViews(step, NoteLostVoters(step, state));
    }

    private static void OnChanged(Transition step, StoreChanges changes)
    {
        if (!Hear(step, changes.Header) || !step.State.IsSynced || changes.Header.Revision <= step.State.Revision) return;
        if (changes.AfterRevision > step.State.Revision)
        {
            step.State = step.State with { IsSynced = false }; // Something in between was lost.
            return;
        }

        var state = step.State;
        foreach (var change in changes.Changes)
        {
            if (change.Revision > step.State.Revision) state = Apply(state, change.Key, change.Entry);
        }

        step.State = NoteViews(step, NoteLostVoters(step, state)) with { Revision = changes.Header.Revision };
    }

    private static ClusterState NoteLostVoters(Transition step, ClusterState next)
    {
        if (next.Members.SettledGeneration == next.Generation) next = next with { FormerVoters = [] };
        if (next.MembersRevision == step.State.MembersRevision) return next;
        var lost = step.State.MembersRevision == 0 || step.State.Members.Members.Any(member =>
            member.IsVoter && next.Members.Find(member.Address) is not { IsVoter: true });
        return lost ? next with { VotersLeftAt = step.Now } : next;
    }

    private static ClusterState NoteViews(Transition step, ClusterState next) =>
        Downing.HaveSameViews(step.State.Alive, next.Alive) ? next : next with { ViewsChangedAt = step.Now };

    private static ClusterState Apply(ClusterState state, string key, StoreEntry? entry)
    {
        if (key == DocumentText.MembersKey)
        {
            return state with
            {
                Members = entry is null ? MembersDocument.Empty : DocumentText.ReadMembers(entry.Value),
                MembersRevision = entry?.ModRevision ?? 0,
            };
        }

        if (key.StartsWith(DocumentText.AlivePrefix, StringComparison.Ordinal))
        {
            var address = UniqueAddress.Parse(key[DocumentText.AlivePrefix.Length..]);
            return state with
            {
                Alive = entry is null
                    ? state.Alive.Remove(address)
                    : state.Alive.SetItem(address, new AliveEntry(entry.ModRevision, entry.Lease, DocumentText.ReadAlive(entry.Value))),
            };
        }

        if (!key.StartsWith(DocumentText.ShardsPrefix, StringComparison.Ordinal)) return state;
        var type = key[DocumentText.ShardsPrefix.Length..];
        return state with
        {
            Allocations = entry is null
                ? state.Allocations.Remove(type)
                : state.Allocations.SetItem(type, new AllocationEntry(entry.ModRevision, DocumentText.ReadAllocation(entry.Value))),
        };
    }

    private static void OnFailed(Transition step, long request)
    {
        var state = step.State;
        if (state.LeaseCall?.Request == request) step.State = state with { LeaseCall = null, NextKeepAliveAt = RetryAt(step) };
        else if (state.ReadCall?.Request == request) step.State = state with { ReadCall = null, NextReadAt = RetryAt(step) };
        else if (state.CommitCall?.Request == request) step.State = state with { CommitCall = null, IsSynced = false };
    }

    private static TimeSpan RetryAt(Transition step) => step.Now + (step.Settings.RequestTimeout / 4);

    /// <summary>Takes note that the store answered.</summary>
    /// <returns>False: the answer is of an older generation than we know; it says nothing.</returns>
    private static bool Hear(Transition step, StoreHeader header)
    {
        var state = step.State;
        if (header.Generation < state.Generation) return false;
        if (header.Generation > state.Generation)
        {
            var voters = state.Members.Members.Where(member => member.IsVoter).Select(member => member.Address);
            state = state with
            {
                FormerVoters = state.FormerVoters.Union(voters),
                Generation = header.Generation,
                GenerationSeenAt = step.Now,
                IsSynced = false,
                Revision = 0,
                KnownRevision = 0,
                BehindSince = null,
                CommitCall = null,
                NextReadAt = step.Now,
            };
        }

        var isBack = state.ContactAt > Moment.Past && step.Now - state.ContactAt > 2 * step.Settings.KeepAliveInterval;
        step.State = state with
        {
            ContactAt = step.Now,
            ContactSince = isBack ? step.Now : state.ContactSince,
            KnownRevision = Math.Max(state.KnownRevision, header.Revision),
        };
        return true;
    }

    private static void ForgetLateAnswers(Transition step)
    {
        var state = step.State;
        if (IsLate(state.LeaseCall)) state = state with { LeaseCall = null };
        if (IsLate(state.ReadCall)) state = state with { ReadCall = null };
        if (IsLate(state.CommitCall)) state = state with { CommitCall = null, IsSynced = false };
        step.State = state;

        bool IsLate(Pending? call) => call is { } pending && step.Now - pending.SentAt >= step.Settings.RequestTimeout;
    }

    private static void KeepLease(Transition step)
    {
        var state = step.State;
        if (state.LeaseCall is not null || step.Now < state.NextKeepAliveAt) return;
        var call = step.NextRequest();
        step.State = step.State with { LeaseCall = call, NextKeepAliveAt = step.Now + step.Settings.KeepAliveInterval };
        step.Do(state.Lease == 0 ? new GrantLease(call.Request, step.Settings.LeaseTtl) : new RenewLease(call.Request, state.Lease));
    }

    /// <summary>Reads everything when the watch has a gap, or has brought less than we know there is for too long.</summary>
    private static void CatchUp(Transition step)
    {
        var state = step.State;
        if (state.Revision >= state.KnownRevision) state = state with { BehindSince = null };
        else if (state.BehindSince is null) state = state with { BehindSince = step.Now };
        if (state.BehindSince is { } since && step.Now - since >= step.Settings.RequestTimeout)
            state = state with { IsSynced = false, BehindSince = step.Now };
        step.State = state;
        if (state.IsSynced || state.ReadCall is not null || step.Now < state.NextReadAt) return;
        var call = step.NextRequest();
        step.State = step.State with { ReadCall = call, NextReadAt = RetryAt(step) };
        step.Do(new ReadAll(call.Request));
    }
}
