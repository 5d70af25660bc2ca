using System.Collections.Immutable;

namespace XmppActors.Kernel.Cluster.Core;

/// <summary>The rules by which one node of a cluster lives: membership, reachability, ownership of shards, and when to stop.</summary>
/// <remarks>Pure: no input or output, no clock, no chance. What is to be done follows from the state alone, again and again until it is done;
/// so an answer that is lost costs time and nothing else.</remarks>
internal static partial class ClusterCore
{
    /// <param name="now">By the node's monotonic clock; never less than in the step before.</param>
    internal static (ClusterState State, IReadOnlyList<ClusterEffect> Effects) Step(ClusterState state, CoreEvent happened, TimeSpan now)
    {
        if (state.Phase is NodePhase.Fenced or NodePhase.Exited) return (state, []);
        var step = new Transition(state, now);

        // Before anything that could lengthen our time: once it is over, others may have taken what we had.
        if (state.Phase == NodePhase.Member && now >= Standing.ActsUntil(state))
            Stop(step, "its lease ended, and less than a majority of the members spoke for it");
        else
            Happen(step, happened);

        if (step.State.Phase is NodePhase.Joining or NodePhase.Member) Review(step);
        if (step.State.Phase is NodePhase.Joining or NodePhase.Member) Act(step);
        return (step.State, step.Effects);
    }

    private static void Happen(Transition step, CoreEvent happened)
    {
        switch (happened)
        {
            case Ticked: break;
            case HeartbeatReceived received: OnHeartbeat(step, received.Heartbeat); break;
            case StoreChanged changed: OnChanged(step, changed.Changes); break;
            case WatchLost: step.State = step.State with { IsSynced = false }; break;
            case LeaseGranted granted: OnGranted(step, granted); break;
            case LeaseRenewed renewed: OnRenewed(step, renewed); break;
            case Committed committed: OnCommitted(step, committed); break;
            case AllRead read: OnAllRead(step, read); break;
            case StoreFailed failed: OnFailed(step, failed.Request); break;
            case CrashSignalled signalled: OnSignal(step, signalled); break;
            case ShardStopped stopped: OnStopped(step, stopped.Shard); break;
            case LeaveRequested: step.State = step.State with { WantsToLeave = true }; break;
            case MemberLeaveRequested leave: step.State = step.State with { ToLeave = step.State.ToLeave.Add(leave.Member) }; break;
            case DownRequested down: OnDownRequested(step, down.Member); break;
            default: throw new ArgumentOutOfRangeException(nameof(happened), happened, "no such event");
        }
    }

    /// <summary>What the membership says of us, and which shards that gives or takes.</summary>
    private static void Review(Transition step)
    {
        if (!step.State.IsSynced) return;
        var me = step.State.Me;
        if (me is null)
        {
            var isCertain = step.State.CommitCall is null && step.State.Revision >= step.State.KnownRevision;
            if (step.State.Phase == NodePhase.Member) Stop(step, "the cluster has removed it");
            else if (step.State.HasAskedToJoin && isCertain) Stop(step, "it may have been a member, and is none"); // Never twice the same.
            else if (step.State.WantsToLeave) Leave(step);
            return;
        }

        step.State = step.State with { HasAskedToJoin = true };

        if (me.Status == MemberStatus.Down)
        {
            Stop(step, me.Reason ?? "the cluster has told it to stop");
            return;
        }

        if (me.Status == MemberStatus.Exiting)
        {
            Leave(step);
            return;
        }

        if (me.Status == MemberStatus.Leaving) step.State = step.State with { WantsToLeave = true };
        BindLease(step);
        if (step.State.Phase == NodePhase.Joining)
        {
            if (step.Now >= Standing.ActsUntil(step.State)) return; // Our key is not there yet, or no more.
            step.State = step.State with { Phase = NodePhase.Member };
        }

        foreach (var type in step.State.Types)
        {
            if (step.State.Allocations.TryGetValue(type, out var entry)) Reconcile(step, type, entry.Document);
        }
    }

    private static void BindLease(Transition step)
    {
        var state = step.State;
        if (state.Lease == 0 || !state.Alive.TryGetValue(state.Self, out var alive) || alive.Lease != state.Lease) return;
        if (state.LeaseEndsAt > state.LeaseUntil) step.State = state with { LeaseUntil = state.LeaseEndsAt };
    }

    private static void Reconcile(Transition step, string type, AllocationDocument allocation)
    {
        for (var shard = 0; shard < allocation.Slots.Length; shard++)
        {
            var slot = allocation.Slots[shard];
            var key = new ShardKey(type, shard);
            var isRunning = step.State.Running.TryGetValue(key, out var running);
            if (!step.State.Self.Equals(slot.Owner))
            {
                if (!isRunning) continue;
                Run(step, key, null); // A fail-over of the store forgot that it was ours.
                step.Do(new AbortShard(key));
            }
            else if (isRunning && slot.IsStopping && !running.IsStopping)
            {
                Run(step, key, running with { IsStopping = true });
                step.Do(new StopShard(key));
            }
            else if (!isRunning && !slot.IsStopping && step.State.IsSettled)
            {
                Run(step, key, new RunningShard(slot.Epoch, IsStopping: false));
                step.Do(new StartShard(key, slot.Epoch));
            }
        }
    }

    private static void OnStopped(Transition step, ShardKey key)
    {
        if (step.State.Running.TryGetValue(key, out var running) && running.IsStopping) Run(step, key, null);
    }

    private static void Run(Transition step, ShardKey key, RunningShard? running) => step.State = step.State with
    {
        Running = running is { } shard ? step.State.Running.SetItem(key, shard) : step.State.Running.Remove(key),
    };

    /// <summary>Everything of ours ends first; only then is the lease given back, and others may begin.</summary>
    private static void Stop(Transition step, string reason)
    {
        step.Do(new Fence(reason));
        GiveBackLease(step);
        step.State = step.State with
        {
            Phase = NodePhase.Fenced,
            FenceReason = reason,
            Running = ImmutableDictionary<ShardKey, RunningShard>.Empty,
        };
    }

    private static void Leave(Transition step)
    {
        step.Do(new Exit());
        GiveBackLease(step);
        step.State = step.State with { Phase = NodePhase.Exited, Running = ImmutableDictionary<ShardKey, RunningShard>.Empty };
    }

    private static void GiveBackLease(Transition step)
    {
        if (step.State.Lease != 0) step.Do(new RevokeLease(step.State.Lease));
    }

    /// <summary>What is due now: calls to the store first, then words to the others.</summary>
    private static void Act(Transition step)
    {
        ForgetLateAnswers(step);
        WatchPeers(step);
        KeepLease(step);
        CatchUp(step);
        CommitNext(step);
        SpeakToPeers(step);
    }
}
