using System.Data.Common;
using XmppActors.Actors.Storage.Sql;

namespace XmppActors.Actors.Storage.Journal;

/// <summary>The journal of persistent actors in the node's database (docs/decisions/0016-the-journal.md).</summary>
/// <remarks>
/// Whatever is written begins with the owner's row of <c>journal_epoch</c>: the row stays locked until the transaction ends, and where it is
/// another owner's, no statement finds anything to do.
/// </remarks>
internal sealed class SqlJournal(ISqlDatabase database) : IJournal
{
    public async Task<long> ClaimAsync(JournalOwner owner, CancellationToken cancellationToken = default)
    {
        var changed = await database.WriteAsync(
            owner.PersistenceId, [JournalStatements.Claim(owner)], cancellationToken);
        if (changed[0] == 0)
            throw new StaleOwnerException(owner);
        var highest = await database.QueryAsync(JournalStatements.FindHighest(owner), row => row.GetInt64(0), cancellationToken);
        return highest.Count > 0 ? highest[0] : throw new StaleOwnerException(owner); // Another one has claimed since.
    }

    public async Task<JournalSnapshot?> FindSnapshotAsync(
        string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellationToken = default)
    {
        var found = await database.QueryAsync(
            JournalStatements.FindSnapshot(persistenceId, criteria), ReadSnapshot, cancellationToken);
        return found.Count > 0 ? found[0] : null;
    }

    public Task<IReadOnlyList<JournalEvent>> ReadAsync(
        string persistenceId,
        long fromSequenceNr,
        long toSequenceNr,
        int limit,
        CancellationToken cancellationToken = default) =>
        database.QueryAsync(
            JournalStatements.Read(persistenceId, fromSequenceNr, toSequenceNr, limit), ReadEvent, cancellationToken);

    public Task AppendAsync(
        JournalOwner owner, IReadOnlyList<JournalEvent> events, CancellationToken cancellationToken = default)
    {
        if (events.Count == 0)
            return Task.CompletedTask;
        var last = events[^1].SequenceNr;
        var statements = new List<Statement>(events.Count + 1)
        {
            JournalStatements.Advance(owner, events[0].SequenceNr - 1, last),
        };
        foreach (var kept in events)
            statements.Add(JournalStatements.Insert(owner, kept, last));
        return WriteAsync(owner, statements, cancellationToken);
    }

    public Task DeleteEventsAsync(
        JournalOwner owner, long toSequenceNr, CancellationToken cancellationToken = default) =>
        WriteAsync(
            owner,
            [
                JournalStatements.Hold(owner),
                JournalStatements.DeleteEvents(owner, toSequenceNr),
                JournalStatements.MarkLatestDeleted(owner, toSequenceNr),
            ],
            cancellationToken);

    public Task SaveSnapshotAsync(
        JournalOwner owner, JournalSnapshot snapshot, CancellationToken cancellationToken = default) =>
        WriteAsync(
            owner, [JournalStatements.Hold(owner), JournalStatements.SaveSnapshot(owner, snapshot)], cancellationToken);

    public Task DeleteSnapshotsAsync(
        JournalOwner owner, SnapshotSelectionCriteria criteria, CancellationToken cancellationToken = default) =>
        WriteAsync(
            owner, [JournalStatements.Hold(owner), JournalStatements.DeleteSnapshots(owner, criteria)], cancellationToken);

    /// <param name="statements">The first one finds the owner's row, or the owner is stale.</param>
    private async Task WriteAsync(
        JournalOwner owner, IReadOnlyList<Statement> statements, CancellationToken cancellationToken)
    {
        var changed = await database.WriteAsync(owner.PersistenceId, statements, cancellationToken);
        if (changed[0] == 0)
            throw new StaleOwnerException(owner);
    }

    private static JournalEvent ReadEvent(DbDataReader row) => new(
        row.GetInt64(0),
        row.GetFieldValue<byte[]>(1),
        row.GetInt32(2),
        row.IsDBNull(3) ? "" : row.GetString(3),
        new DateTime(row.GetInt64(4), DateTimeKind.Utc));

    private static JournalSnapshot ReadSnapshot(DbDataReader row) => new(
        row.GetInt64(0),
        row.GetFieldValue<byte[]>(1),
        row.GetInt32(2),
        row.IsDBNull(3) ? "" : row.GetString(3),
        new DateTime(row.GetInt64(4), DateTimeKind.Utc));
}
