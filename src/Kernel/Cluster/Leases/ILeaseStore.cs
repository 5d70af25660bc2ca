namespace XmppActors.Kernel.Cluster.Leases;

/// <summary>What the cluster needs of an existing engine of agreement, in etcd's terms: keys with revisions, some of them bound to leases,
/// changed under compare and watched in order.</summary>
/// <remarks>Every call may fail with <see cref="LeaseStoreUnavailableException"/>; whether a write that failed so was made, nobody knows. All
/// calls are linearizable within a generation. Time is the store's own: a node's clock decides nothing here.</remarks>
internal interface ILeaseStore
{
    /// <summary>Makes a lease that ends, with all keys bound to it, <paramref name="ttl"/> after it was last kept alive.</summary>
    Task<LeaseReply> GrantAsync(TimeSpan ttl, CancellationToken cancellation);

    /// <summary>Begins the lease's time anew; <see cref="LeaseReply.IsFound"/> is false if it has ended: it never comes back.</summary>
    Task<LeaseReply> KeepAliveAsync(long lease, CancellationToken cancellation);

    /// <summary>Ends a lease and deletes its keys, all in one revision.</summary>
    Task<LeaseReply> RevokeAsync(long lease, CancellationToken cancellation);

    /// <summary>Makes all writes in one revision if the generation and all compares hold, else none.</summary>
    Task<CommitReply> CommitAsync(StoreCommit commit, CancellationToken cancellation);

    /// <summary>All keys that begin with the prefix, in ordinal order, as of one revision.</summary>
    Task<RangeReply> RangeAsync(string prefix, CancellationToken cancellation);

    /// <summary>The changes after a revision, each once and in order, without gaps; endless until cancelled. Ends with
    /// <see cref="WatchLostException"/> when the changes asked for are no longer there or the generation is another one: read the range
    /// again then, and watch from its revision.</summary>
    IAsyncEnumerable<StoreChanges> WatchAsync(
        string prefix, long generation, long afterRevision, CancellationToken cancellation);
}

/// <summary>Where the store stands.</summary>
/// <param name="Generation">Grows whenever the store may have lost writes that it had confirmed: a replica was promoted, a backup brought
/// back. Within a generation nothing confirmed is ever lost.</param>
/// <param name="Revision">Grows with each commit that writes, each revocation or end of a lease that had keys; by one, unless the engine
/// counts what others do in it too. What it names here, a watch reaches.</param>
internal readonly record struct StoreHeader(long Generation, long Revision);

/// <summary>The answer about a lease; <paramref name="Lease"/> names it in later calls.</summary>
internal sealed record LeaseReply(StoreHeader Header, long Lease, bool IsFound);

/// <summary>One key: its value, when it was created and last changed, and how often since it was created (from 1).</summary>
/// <param name="Lease">Zero: bound to none.</param>
internal sealed record StoreEntry(
    string Key, string Value, long CreateRevision, long ModRevision, long Version, long Lease);

/// <summary>The key's last change must be of this revision; zero: there must be no such key.</summary>
internal readonly record struct StoreCompare(string Key, long ModRevision);

/// <summary>Puts a value, or deletes the key if it is <c>null</c>. A put binds the key to this lease only; a lease that has ended makes the
/// whole commit fail.</summary>
internal readonly record struct StoreWrite(string Key, string? Value, long Lease = 0);

/// <param name="Generation">The commit fails in any other.</param>
/// <param name="Compares">All must hold.</param>
/// <param name="Writes">Made together; each key at most once.</param>
internal sealed record StoreCommit(
    long Generation, IReadOnlyList<StoreCompare> Compares, IReadOnlyList<StoreWrite> Writes);

internal sealed record CommitReply(StoreHeader Header, bool IsCommitted);

internal sealed record RangeReply(StoreHeader Header, IReadOnlyList<StoreEntry> Entries);

/// <summary>All changes of the watched keys after one revision, up to and with that of the header.</summary>
internal sealed record StoreChanges(StoreHeader Header, long AfterRevision, IReadOnlyList<StoreChange> Changes);

/// <summary>A key was put, or deleted if <paramref name="Entry"/> is <c>null</c>.</summary>
internal sealed record StoreChange(long Revision, string Key, StoreEntry? Entry);

/// <summary>The store did not answer, or cannot now.</summary>
internal sealed class LeaseStoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A watch cannot go on without a gap.</summary>
internal sealed class WatchLostException(string message) : Exception(message);
