using System.Collections.Immutable;

namespace XmppActors.Kernel.Cluster.Core;

/// <summary>What the members tell each other, and what each promises.</summary>
internal static partial class ClusterCore
{
    private static void OnHeartbeat(Transition step, Heartbeat heartbeat)
    {
        var peer = step.Peer(heartbeat.From);
        if (peer.TheirTime is { } newest && heartbeat.SentAt <= newest) return; // Late, or once more.
        var state = step.State;
        var consents = heartbeat.Echo <= step.Now // What we have not said yet was not heard.
            && heartbeat.Generation == state.SyncedGeneration
            && state.Me is { } me && heartbeat.ConsentTo >= me.Registration;
        // From when the peer heard us: it counts from when it spoke, which is later.
        var consentUntil = consents
            ? heartbeat.Echo!.Value + step.Settings.ConsentTime - step.Settings.ConsentMargin
            : Moment.Past;
        step.Set(heartbeat.From, peer with
        {
            HeardAt = step.Now,
            TheirTime = heartbeat.SentAt,
            HearsUs = heartbeat.HearsYou,
            ConsentUntil = consentUntil > peer.ConsentUntil ? consentUntil : peer.ConsentUntil,
            Generation = heartbeat.Generation,
            HasSettled = heartbeat.HasSettled,
            MembersRevision = heartbeat.MembersRevision,
            Withdrawn = heartbeat.Withdrawn,
            Refused = heartbeat.Refused,
            Signals = CrashSignals.None,
        });
    }

    private static void OnSignal(Transition step, CrashSignalled signalled)
    {
        var peer = step.Peer(signalled.Member);
        step.Set(signalled.Member, peer with { Signals = peer.Signals | signalled.Signal });
    }

    /// <summary>Notes who is unreachable since when, whose lease is missed, and to whom we consent no more.</summary>
    private static void WatchPeers(Transition step)
    {
        foreach (var member in step.State.Members.Members)
        {
            if (!member.Address.Equals(step.State.Self)) WatchPeer(step, member);
        }

        foreach (var address in step.State.FormerVoters)
        {
            if (step.State.Members.Find(address) is null) NoteGone(step, address);
        }

        if (step.State.Peers.Count <= step.State.Members.Members.Length) return;
        var known = step.State.Peers.Where(peer =>
            step.State.Members.Find(peer.Key) is not null
            || step.State.FormerVoters.Contains(peer.Key)
            || step.Now - peer.Value.HeardAt < step.Settings.LeaseTtl);
        step.State = step.State with { Peers = known.ToImmutableDictionary() };
    }

    private static void WatchPeer(Transition step, Member member)
    {
        var state = step.State;
        var before = step.Peer(member.Address);
        var peer = before.HeardAt == Moment.Past ? before with { HeardAt = step.Now, HearsUs = true } : before;
        var isReachable = peer.HearsUs && step.Now - peer.HeardAt < step.Settings.UnreachableAfter;
        if (isReachable) peer = peer with { UnreachableSince = Moment.Future };
        else if (peer.UnreachableSince == Moment.Future) peer = peer with { UnreachableSince = step.Now };

        if (state.IsSynced)
        {
            if (state.Alive.ContainsKey(member.Address)) peer = peer with { LeaseMissedAt = Moment.Future };
            else if (peer.LeaseMissedAt == Moment.Future) peer = peer with { LeaseMissedAt = step.Now };
            if (peer.WithdrawnUpTo < member.Registration && MustWithdraw(step, member, peer))
                peer = peer with { WithdrawnUpTo = member.Registration };
        }

        if (peer != before) step.Set(member.Address, peer);
        NoteGone(step, member.Address);
    }

    private static void NoteGone(Transition step, UniqueAddress address)
    {
        var peer = step.Peer(address);
        var isGone = Standing.IsGone(step.State, address);
        if (isGone && peer.GoneSince == Moment.Future) step.Set(address, peer with { GoneSince = step.Now });
        else if (!isGone && peer.GoneSince != Moment.Future) step.Set(address, peer with { GoneSince = Moment.Future });
    }

    /// <summary>After an outage of the store everybody's lease may have ended: all get the time of one lease to register again.</summary>
    private static bool MustWithdraw(Transition step, Member member, Peer peer)
    {
        var state = step.State;
        if (!HasContact(step)) return false;
        if (member.Status == MemberStatus.Down) return true;
        return peer.LeaseMissedAt <= step.Now && step.Now - state.ContactSince >= step.Settings.LeaseTtl;
    }

    private static bool HasContact(Transition step) => step.Now - step.State.ContactAt <= 2 * step.Settings.KeepAliveInterval;

    private static void SpeakToPeers(Transition step)
    {
        if (step.Now < step.State.NextHeartbeatAt) return;
        step.State = step.State with { NextHeartbeatAt = step.Now + step.Settings.HeartbeatInterval };
        var members = step.State.Members.Members;
        if (members.Length == 0) return;

        var withdrawn = ImmutableArray.CreateBuilder<Registration>();
        var refused = ImmutableArray.CreateBuilder<UniqueAddress>();
        foreach (var member in members)
        {
            if (!step.State.Peers.TryGetValue(member.Address, out var peer)) continue;
            if (peer.WithdrawnUpTo >= 0 && HasRunOut(step, peer)) withdrawn.Add(new Registration(member.Address, peer.WithdrawnUpTo));
            if ((peer.Signals & (CrashSignals.Refused | CrashSignals.Replaced)) != 0) refused.Add(member.Address);
        }

        var (noMore, gone) = (withdrawn.ToImmutable(), refused.ToImmutable());
        foreach (var member in members)
        {
            if (!member.Address.Equals(step.State.Self)) Speak(step, member, noMore, gone);
        }
    }

    private static void Speak(
        Transition step, Member to, ImmutableArray<Registration> withdrawn, ImmutableArray<UniqueAddress> refused)
    {
        var state = step.State;
        var peer = step.Peer(to.Address);
        var consents = peer.TheirTime is not null
            && state.Phase == NodePhase.Member
            && state.Me is { Status: MemberStatus.Up } // One that leaves stops in time: its word must not outlast it.
            && to.Registration > peer.WithdrawnUpTo
            && to.Status is MemberStatus.Up or MemberStatus.Leaving;
        if (consents) step.Set(to.Address, peer with { ConsentedAt = step.Now });
        step.Do(new SendHeartbeat(to.Address, new Heartbeat(
            state.Self,
            step.Now,
            peer.TheirTime,
            step.Now - peer.HeardAt < step.Settings.UnreachableAfter,
            consents ? to.Registration : -1,
            state.SyncedGeneration,
            state.SyncedGeneration > 0 && step.Now - state.SyncedGenerationAt >= step.Settings.ConsentTime,
            state.IsSynced ? state.MembersRevision : 0,
            withdrawn,
            refused)));
    }

    private static bool HasRunOut(Transition step, Peer peer) => step.Now - peer.ConsentedAt >= step.Settings.ConsentTime;
}
