using XmppActors.Actors.Storage.Sql;

namespace XmppActors.Actors.Storage.Journal;

/// <summary>The journal's SQL, the same for every database.</summary>
internal static class JournalStatements
{
    private const string IsOwner =
        "persistence_id = @persistence_id AND epoch = @epoch AND writer_uuid = @writer_uuid";

    /// <summary>The number goes on from whichever is highest: of another writer's events too, and of a snapshot whose events are gone.</summary>
    private const string ClaimSql = """
        INSERT INTO journal_epoch (persistence_id, epoch, writer_uuid, sequence_number)
        SELECT @persistence_id, @epoch, @writer_uuid, coalesce(max(sequence_number), 0)
        FROM (
            SELECT max(sequence_number) AS sequence_number FROM journal WHERE persistence_id = @persistence_id
            UNION ALL
            SELECT max(sequence_number) FROM snapshot WHERE persistence_id = @persistence_id
        ) AS used
        WHERE true
        ON CONFLICT (persistence_id) DO UPDATE SET
            epoch = excluded.epoch,
            writer_uuid = excluded.writer_uuid,
            sequence_number = CASE
                WHEN excluded.sequence_number > journal_epoch.sequence_number THEN excluded.sequence_number
                ELSE journal_epoch.sequence_number
            END
        WHERE journal_epoch.epoch <= excluded.epoch OR excluded.epoch = 0
        """;

    private const string FindHighestSql = $"SELECT sequence_number FROM journal_epoch WHERE {IsOwner}";

    /// <summary>Locks the row without changing it.</summary>
    private const string HoldSql = $"UPDATE journal_epoch SET epoch = epoch WHERE {IsOwner}";

    /// <summary>A second time, after a connection broke, it has been done.</summary>
    private const string AdvanceSql = $"""
        UPDATE journal_epoch SET sequence_number = @last
        WHERE {IsOwner} AND sequence_number IN (@before, @last)
        """;

    private const string InsertSql = $"""
        INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid)
        SELECT @created, false, @persistence_id, @sequence_number, @message, @manifest, @identifier, @writer_uuid
        FROM journal_epoch WHERE {IsOwner} AND sequence_number = @last
        ON CONFLICT (persistence_id, sequence_number) DO NOTHING
        """;

    private const string ReadSql = """
        SELECT sequence_number, message, identifier, manifest, created FROM journal
        WHERE persistence_id = @persistence_id AND sequence_number BETWEEN @from AND @to AND deleted = false
        ORDER BY sequence_number LIMIT @limit
        """;

    /// <summary>All but the latest row, from which others read the highest number.</summary>
    private const string DeleteEventsSql = $"""
        DELETE FROM journal
        WHERE persistence_id = @persistence_id AND sequence_number <= @to
            AND sequence_number < (SELECT max(sequence_number) FROM journal WHERE persistence_id = @persistence_id)
            AND EXISTS (SELECT 1 FROM journal_epoch WHERE {IsOwner})
        """;

    private const string MarkLatestDeletedSql = $"""
        UPDATE journal SET deleted = true
        WHERE persistence_id = @persistence_id AND sequence_number <= @to
            AND EXISTS (SELECT 1 FROM journal_epoch WHERE {IsOwner})
        """;

    private const string SaveSnapshotSql = $"""
        INSERT INTO snapshot (persistence_id, sequence_number, created, snapshot, manifest, serializer_id)
        SELECT @persistence_id, @sequence_number, @created, @snapshot, @manifest, @serializer_id
        FROM journal_epoch WHERE {IsOwner}
        ON CONFLICT (persistence_id, sequence_number) DO UPDATE SET
            created = excluded.created,
            snapshot = excluded.snapshot,
            manifest = excluded.manifest,
            serializer_id = excluded.serializer_id
        """;

    private const string Admitted = """
        persistence_id = @persistence_id AND sequence_number BETWEEN @min_number AND @max_number
            AND created BETWEEN @min_created AND @max_created
        """;

    private const string FindSnapshotSql = $"""
        SELECT sequence_number, snapshot, serializer_id, manifest, created FROM snapshot
        WHERE {Admitted}
        ORDER BY sequence_number DESC LIMIT 1
        """;

    private const string DeleteSnapshotsSql = $"""
        DELETE FROM snapshot
        WHERE {Admitted} AND EXISTS (SELECT 1 FROM journal_epoch WHERE {IsOwner})
        """;

    public static Statement Claim(JournalOwner owner) => Of(ClaimSql, owner);

    public static Statement FindHighest(JournalOwner owner) => Of(FindHighestSql, owner);

    public static Statement Hold(JournalOwner owner) => Of(HoldSql, owner);

    public static Statement Advance(JournalOwner owner, long before, long last) =>
        Of(AdvanceSql, owner, ("@before", before), ("@last", last));

    public static Statement Insert(JournalOwner owner, JournalEvent kept, long last) => Of(
        InsertSql,
        owner,
        ("@created", kept.Created.Ticks),
        ("@sequence_number", kept.SequenceNr),
        ("@message", kept.Payload),
        ("@manifest", kept.Manifest),
        ("@identifier", kept.SerializerId),
        ("@last", last));

    public static Statement Read(string persistenceId, long from, long to, int limit) => new(
        ReadSql, ("@persistence_id", persistenceId), ("@from", from), ("@to", to), ("@limit", limit));

    public static Statement DeleteEvents(JournalOwner owner, long to) => Of(DeleteEventsSql, owner, ("@to", to));

    public static Statement MarkLatestDeleted(JournalOwner owner, long to) => Of(MarkLatestDeletedSql, owner, ("@to", to));

    public static Statement SaveSnapshot(JournalOwner owner, JournalSnapshot snapshot) => Of(
        SaveSnapshotSql,
        owner,
        ("@sequence_number", snapshot.SequenceNr),
        ("@created", snapshot.Created.Ticks),
        ("@snapshot", snapshot.Payload),
        ("@manifest", snapshot.Manifest),
        ("@serializer_id", snapshot.SerializerId));

    public static Statement FindSnapshot(string persistenceId, SnapshotSelectionCriteria criteria) =>
        new(FindSnapshotSql, [("@persistence_id", persistenceId), .. Bounds(criteria)]);

    public static Statement DeleteSnapshots(JournalOwner owner, SnapshotSelectionCriteria criteria) =>
        Of(DeleteSnapshotsSql, owner, Bounds(criteria));

    private static Statement Of(string sql, JournalOwner owner, params (string, object?)[] others) => new(
        sql,
        [("@persistence_id", owner.PersistenceId), ("@epoch", owner.Epoch), ("@writer_uuid", owner.Writer), .. others]);

    private static (string, object?)[] Bounds(SnapshotSelectionCriteria criteria) =>
    [
        ("@min_number", criteria.MinSequenceNr),
        ("@max_number", criteria.MaxSequenceNr),
        ("@min_created", (criteria.MinTimestamp ?? DateTime.MinValue).Ticks),
        ("@max_created", criteria.MaxTimeStamp.Ticks),
    ];
}
