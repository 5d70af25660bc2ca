using XmppActors.Kernel.Persistence;

namespace XmppActors.Kernel.Bootstrap.Journals;

/// <summary>Where persistent actors' events and snapshots are kept.</summary>
/// <remarks>
/// Every call may be made from any thread. Calls for one persistence id take effect in the order in which they were made here, whatever
/// other nodes do meanwhile. A write is done whole or not at all, and only for the owner that made the latest claim: that is looked at and
/// written in one transaction, so that nothing of an earlier owner comes after a claim. A task fails with <see cref="StaleOwnerException"/>
/// for any other owner, and with whatever the store says when it does not answer.
/// </remarks>
public interface IJournal
{
    /// <summary>Makes this owner the only one that may write, unless one with a higher epoch has claimed before. Epoch zero, of an actor that
    /// has no shard, claims whatever was before.</summary>
    /// <returns>The highest sequence number that was ever used, also by events that have been deleted.</returns>
    /// <exception cref="StaleOwnerException">One with a higher epoch has claimed.</exception>
    Task<long> ClaimAsync(JournalOwner owner, CancellationToken cancellationToken = default);

    /// <summary>The latest snapshot that the criteria admit; <c>null</c> when there is none.</summary>
    Task<JournalSnapshot?> FindSnapshotAsync(
        string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellationToken = default);

    /// <summary>Events in their order, both ends included, no more than the limit.</summary>
    Task<IReadOnlyList<JournalEvent>> ReadAsync(
        string persistenceId, long fromSequenceNr, long toSequenceNr, int limit, CancellationToken cancellationToken = default);

    /// <summary>Keeps events whose numbers follow the highest used one without gap.</summary>
    Task AppendAsync(JournalOwner owner, IReadOnlyList<JournalEvent> events, CancellationToken cancellationToken = default);

    /// <summary>Forgets the events up to a number, which are not numbered anew.</summary>
    Task DeleteEventsAsync(JournalOwner owner, long toSequenceNr, CancellationToken cancellationToken = default);

    /// <summary>Keeps a snapshot; in place of one with the same number.</summary>
    Task SaveSnapshotAsync(JournalOwner owner, JournalSnapshot snapshot, CancellationToken cancellationToken = default);

    /// <summary>Forgets the snapshots that the criteria admit.</summary>
    Task DeleteSnapshotsAsync(JournalOwner owner, SnapshotSelectionCriteria criteria, CancellationToken cancellationToken = default);
}

/// <summary>One incarnation of a persistent actor.</summary>
/// <param name="Epoch">Grows whenever the actor's shard gets another owner; zero without a shard.</param>
/// <param name="Writer">Another one for each incarnation.</param>
public sealed record JournalOwner(string PersistenceId, long Epoch, string Writer);

/// <summary>An event as it is kept.</summary>
/// <param name="SequenceNr">From 1, for each persistence id.</param>
/// <param name="SerializerId">Which serializer reads it.</param>
/// <param name="Manifest">What that serializer calls it.</param>
/// <param name="Created">In UTC.</param>
public sealed record JournalEvent(long SequenceNr, byte[] Payload, int SerializerId, string Manifest, DateTime Created);

/// <summary>A snapshot as it is kept.</summary>
/// <param name="SequenceNr">Of the last event that it includes.</param>
/// <param name="SerializerId">Which serializer reads it.</param>
/// <param name="Manifest">What that serializer calls it.</param>
/// <param name="Created">In UTC.</param>
public sealed record JournalSnapshot(long SequenceNr, byte[] Payload, int SerializerId, string Manifest, DateTime Created);

/// <summary>Another incarnation has claimed the events, since or under a higher epoch: whatever this one knows is out of date.</summary>
public sealed class StaleOwnerException(JournalOwner owner) : Exception(
    $"[{owner.PersistenceId}] was claimed after writer {owner.Writer}, or under a higher epoch than {owner.Epoch}: nothing was written.");
