using System.Collections.Immutable;

namespace XmppActors.Kernel.Cluster.Core;

/// <summary>Moments before and after all others, with room to reckon.</summary>
internal static class Moment
{
    internal static readonly TimeSpan Past = TimeSpan.FromDays(-100_000);
    internal static readonly TimeSpan Future = TimeSpan.FromDays(100_000);
}

internal enum NodePhase
{
    /// <summary>Looks for its place; owns nothing.</summary>
    Joining,

    /// <summary>In the membership; acts while its time lasts.</summary>
    Member,

    /// <summary>Stopped for good; only a new incarnation joins again.</summary>
    Fenced,

    /// <summary>Left in order.</summary>
    Exited,
}

/// <summary>One node's whole view. Immutable; all times are its own monotonic clock's.</summary>
internal sealed record ClusterState
{
    internal required UniqueAddress Self { get; init; }

    internal required ClusterSettings Settings { get; init; }

    /// <summary>Sorted, so that every node creates the same documents in the same order.</summary>
    internal required ImmutableArray<string> Types { get; init; }

    internal ImmutableArray<string> Roles { get; init; } = [];

    internal string Version { get; init; } = "";

    internal NodePhase Phase { get; init; }

    internal string? FenceReason { get; init; }

    /// <summary>We may be in the membership, whether we have seen it or not.</summary>
    internal bool HasAskedToJoin { get; init; }

    internal bool WantsToLeave { get; init; }

    // The store, as far as known.
    internal long Generation { get; init; }

    internal TimeSpan GenerationSeenAt { get; init; }

    /// <summary>The generation whose documents we have; consent is about these, so it counts only among nodes that have the same.</summary>
    internal long SyncedGeneration { get; init; }

    internal TimeSpan SyncedGenerationAt { get; init; }

    internal bool IsSynced { get; init; }

    internal long Revision { get; init; }

    /// <summary>The store is known to have got so far; what is missing comes by the watch, or is read.</summary>
    internal long KnownRevision { get; init; }

    internal TimeSpan? BehindSince { get; init; }

    internal TimeSpan ContactAt { get; init; } = Moment.Past;

    /// <summary>When contact came back after an outage; minimum: it never went.</summary>
    internal TimeSpan ContactSince { get; init; } = Moment.Past;

    internal MembersDocument Members { get; init; } = MembersDocument.Empty;

    internal long MembersRevision { get; init; }

    internal ImmutableDictionary<UniqueAddress, AliveEntry> Alive { get; init; } = ImmutableDictionary<UniqueAddress, AliveEntry>.Empty;

    /// <summary>When we last saw a member say something else of whom it reaches.</summary>
    internal TimeSpan ViewsChangedAt { get; init; } = Moment.Past;

    internal ImmutableDictionary<string, AllocationEntry> Allocations { get; init; } = ImmutableDictionary<string, AllocationEntry>.Empty;

    // Our own standing.
    internal long Lease { get; init; }

    /// <summary>When our lease ends at the earliest; counts only once our key is bound to it.</summary>
    internal TimeSpan LeaseEndsAt { get; init; } = Moment.Past;

    internal TimeSpan LeaseUntil { get; init; } = Moment.Past;

    internal ImmutableDictionary<ShardKey, RunningShard> Running { get; init; } = ImmutableDictionary<ShardKey, RunningShard>.Empty;

    internal ImmutableDictionary<UniqueAddress, Peer> Peers { get; init; } = ImmutableDictionary<UniqueAddress, Peer>.Empty;

    /// <summary>Voters that were known when the store's generation changed: the new one may have forgotten some.</summary>
    internal ImmutableHashSet<UniqueAddress> FormerVoters { get; init; } = [];

    /// <summary>When we last saw a voter gone from the membership: what it consented to may count for the consent time after.</summary>
    internal TimeSpan VotersLeftAt { get; init; } = Moment.Past;

    /// <summary>Members whose processes do not run, as an operator vouches.</summary>
    internal ImmutableHashSet<UniqueAddress> VouchedGone { get; init; } = [];

    /// <summary>Members that an operator wants to stop, and those that shall leave.</summary>
    internal ImmutableHashSet<UniqueAddress> ToStop { get; init; } = [];

    internal ImmutableHashSet<UniqueAddress> ToLeave { get; init; } = [];

    // What is under way.
    internal long LastRequest { get; init; }

    internal Pending? LeaseCall { get; init; }

    internal Pending? ReadCall { get; init; }

    internal Pending? CommitCall { get; init; }

    internal TimeSpan NextHeartbeatAt { get; init; } = Moment.Past;

    internal TimeSpan NextKeepAliveAt { get; init; } = Moment.Past;

    internal TimeSpan NextRebalanceAt { get; init; } = Moment.Past;

    internal TimeSpan NextReadAt { get; init; } = Moment.Past;

    /// <summary>Whether documents may be acted on: those of this generation, by members who have all met in it.</summary>
    internal bool IsSettled => IsSynced && Members.SettledGeneration == Generation;

    /// <summary>Those whose life or death matters to us: what becomes of their processes should be told to the core.</summary>
    internal IEnumerable<UniqueAddress> Watched => FormerVoters.Union(Members.Members.Select(member => member.Address)).Remove(Self);

    internal Member? Me => Members.Find(Self);

    internal static ClusterState Create(
        UniqueAddress self, ClusterSettings settings, IEnumerable<string> types, IEnumerable<string> roles, string version) => new()
        {
            Self = self,
            Settings = settings,
            Types = [.. types.Order(StringComparer.Ordinal)],
            Roles = [.. roles],
            Version = version,
        };
}

internal readonly record struct AliveEntry(long ModRevision, long Lease, AliveDocument Document);

internal readonly record struct AllocationEntry(long ModRevision, AllocationDocument Document);

internal readonly record struct RunningShard(long Epoch, bool IsStopping);

/// <param name="Revision">What we knew when we asked.</param>
internal readonly record struct Pending(long Request, TimeSpan SentAt, long Revision);

/// <summary>What we know of another node, and what we have promised it.</summary>
internal sealed record Peer
{
    internal TimeSpan HeardAt { get; init; } = Moment.Past;

    /// <summary>Its own time of its newest heartbeat.</summary>
    internal TimeSpan? TheirTime { get; init; }

    internal bool HearsUs { get; init; }

    internal TimeSpan UnreachableSince { get; init; } = Moment.Future;

    /// <summary>Until when, by our clock, it will not agree to our removal.</summary>
    internal TimeSpan ConsentUntil { get; init; } = Moment.Past;

    /// <summary>When we last consented to it.</summary>
    internal TimeSpan ConsentedAt { get; init; } = Moment.Past;

    /// <summary>The newest of its registrations to which we consent no more; -1: none.</summary>
    internal int WithdrawnUpTo { get; init; } = -1;

    /// <summary>When its lease was first missed; maximum: it is there.</summary>
    internal TimeSpan LeaseMissedAt { get; init; } = Moment.Future;

    internal long Generation { get; init; }

    internal bool HasSettled { get; init; }

    internal long MembersRevision { get; init; }

    /// <summary>Since when its process is known to be gone; maximum: it is not.</summary>
    internal TimeSpan GoneSince { get; init; } = Moment.Future;

    internal ImmutableArray<Registration> Withdrawn { get; init; } = [];

    internal ImmutableArray<UniqueAddress> Refused { get; init; } = [];

    internal CrashSignals Signals { get; init; }
}
