using System.Collections.Immutable;
using XmppActors.Kernel.Cluster.Leases;

namespace XmppActors.Kernel.Cluster.Core;

/// <summary>One shard of one type.</summary>
internal readonly record struct ShardKey(string Type, int Shard);

/// <summary>What one node tells another several times a second, on a lane of its own. May be lost, late, twice, in any order.</summary>
/// <param name="SentAt">By the sender's clock; only ever compared with itself, when it comes back as an echo.</param>
/// <param name="Echo">The newest <paramref name="SentAt"/> the sender has from the receiver.</param>
/// <param name="HearsYou">Whether the sender has heard the receiver lately.</param>
/// <param name="ConsentTo">The receiver's registration whose removal the sender will not agree to for the consent time; -1: none.</param>
/// <param name="Generation">The store's generation that consent and refusals are about.</param>
/// <param name="HasSettled">The sender's consents of every older generation have run out.</param>
/// <param name="MembersRevision">The membership that the sender knows.</param>
/// <param name="Withdrawn">Registrations that the sender consents to no more, and whose last consent has run out.</param>
/// <param name="Refused">Members whose process is gone, as far as the sender sees: their port refuses or another process answers.</param>
internal sealed record Heartbeat(
    UniqueAddress From,
    TimeSpan SentAt,
    TimeSpan? Echo,
    bool HearsYou,
    int ConsentTo,
    long Generation,
    bool HasSettled,
    long MembersRevision,
    ImmutableArray<Registration> Withdrawn,
    ImmutableArray<UniqueAddress> Refused);

internal readonly record struct Registration(UniqueAddress Member, int Number);

/// <summary>Hints that a member's process is gone.</summary>
[Flags]
internal enum CrashSignals
{
    None = 0,

    /// <summary>Its host is there, and nobody listens on its port.</summary>
    Refused = 1,

    /// <summary>A process of another incarnation answers at its address.</summary>
    Replaced = 2,

    /// <summary>An open mesh connection was reset.</summary>
    Reset = 4,

    /// <summary>The store saw its session end.</summary>
    SessionEnded = 8,
}

/// <summary>What the core is told.</summary>
internal abstract record CoreEvent;

/// <summary>Time has passed; at least every heartbeat interval.</summary>
internal sealed record Ticked : CoreEvent;

internal sealed record LeaseGranted(long Request, LeaseReply Reply) : CoreEvent;

internal sealed record LeaseRenewed(long Request, LeaseReply Reply) : CoreEvent;

internal sealed record Committed(long Request, CommitReply Reply) : CoreEvent;

internal sealed record AllRead(long Request, RangeReply Reply) : CoreEvent;

/// <summary>The store did not answer this request, or refused it.</summary>
internal sealed record StoreFailed(long Request) : CoreEvent;

/// <summary>The watch brought changes.</summary>
internal sealed record StoreChanged(StoreChanges Changes) : CoreEvent;

/// <summary>The watch broke: what it would have brought must be read.</summary>
internal sealed record WatchLost : CoreEvent;

internal sealed record HeartbeatReceived(Heartbeat Heartbeat) : CoreEvent;

internal sealed record CrashSignalled(UniqueAddress Member, CrashSignals Signal) : CoreEvent;

/// <summary>All entities of the shard have ended.</summary>
internal sealed record ShardStopped(ShardKey Shard) : CoreEvent;

internal sealed record LeaveRequested : CoreEvent;

/// <summary>An operator wants another member to leave.</summary>
internal sealed record MemberLeaveRequested(UniqueAddress Member) : CoreEvent;

/// <summary>An operator wants another member to end: it is told to, if it is reached; else the operator vouches that its process does not run, or
/// will not again.</summary>
internal sealed record DownRequested(UniqueAddress Member) : CoreEvent;

/// <summary>What the core wants done; in order.</summary>
internal abstract record ClusterEffect;

/// <summary>Calls to the store; each is answered by the event of its name, or <see cref="StoreFailed"/>, with the same number.</summary>
internal sealed record GrantLease(long Request, TimeSpan Ttl) : ClusterEffect;

internal sealed record RenewLease(long Request, long Lease) : ClusterEffect;

internal sealed record ReadAll(long Request) : ClusterEffect;

internal sealed record Commit(long Request, StoreCommit Writes) : ClusterEffect;

/// <summary>Best effort, not answered.</summary>
internal sealed record RevokeLease(long Lease) : ClusterEffect;

internal sealed record SendHeartbeat(UniqueAddress To, Heartbeat Heartbeat) : ClusterEffect;

/// <summary>Entities of this shard may start; each write carries the epoch.</summary>
internal sealed record StartShard(ShardKey Shard, long Epoch) : ClusterEffect;

/// <summary>Take no more messages for it, let its entities end, then say <see cref="ShardStopped"/>.</summary>
internal sealed record StopShard(ShardKey Shard) : ClusterEffect;

/// <summary>Its entities end at once, with nothing written: it is not ours any more.</summary>
internal sealed record AbortShard(ShardKey Shard) : ClusterEffect;

/// <summary>The node acts no more: all shards end, all streams close; it may join again with a new incarnation.</summary>
internal sealed record Fence(string Reason) : ClusterEffect;

/// <summary>The node has left in order.</summary>
internal sealed record Exit : ClusterEffect;

/// <summary>A decision and its reason, for the operator and the log.</summary>
internal sealed record Decided(string Text) : ClusterEffect;
