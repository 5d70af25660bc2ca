using XmppActors.Actors.Storage;
using XmppActors.Actors.Storage.Journal;
using XmppActors.Actors.Storage.Sql;

namespace XmppActors.Actors.Tests.Storage.Journal;

/// <summary>What a journal in a database keeps to beyond the contract of all journals.</summary>
public abstract class SqlJournalContract : JournalContract
{
    private protected static StorageSettings Settings { get; } = new() { RetryFor = TimeSpan.FromSeconds(2) };

    private protected ISqlDatabase Database { get; private set; } = null!;

    private protected abstract Task<ISqlDatabase> OpenDatabaseAsync();

    private protected override async Task<IJournal> OpenAsync()
    {
        Database = await OpenDatabaseAsync();
        return new SqlJournal(Database);
    }

    public override async ValueTask DisposeAsync()
    {
        if (Database is not null)
            await Database.DisposeAsync();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task What_was_written_is_there_after_closing_and_opening()
    {
        var owner = await ClaimAsync(epoch: 8);
        await AppendAsync(owner, Events(1, 3));
        await Journal.SaveSnapshotAsync(owner, Snapshot(3), Cancellation);
        await Database.DisposeAsync();

        await InitializeAsync();

        Assert.Equal([1, 2, 3], await NumbersAsync());
        Assert.Equal(3, (await FindAsync())!.SequenceNr);
        await RefusedAsync(() => Journal.ClaimAsync(Owner(epoch: 7), Cancellation));
        await AppendAsync(owner, Event(4));
    }

    [Fact]
    public async Task Every_write_bears_being_made_twice()
    {
        var journal = new SqlJournal(new RepeatingDatabase(Database));
        var owner = Owner(epoch: 8);

        Assert.Equal(0, await journal.ClaimAsync(owner, Cancellation));
        await journal.AppendAsync(owner, Events(1, 3), Cancellation);
        await journal.AppendAsync(owner, [Event(4)], Cancellation);
        await journal.SaveSnapshotAsync(owner, Snapshot(2), Cancellation);
        await journal.DeleteEventsAsync(owner, 2, Cancellation);
        await journal.SaveSnapshotAsync(owner, Snapshot(4), Cancellation);
        await journal.DeleteSnapshotsAsync(owner, new SnapshotSelectionCriteria(3), Cancellation);

        Assert.Equal([3, 4], await NumbersAsync());
        Assert.Equal(4, (await FindAsync())!.SequenceNr);
        await RefusedAsync(() => journal.AppendAsync(owner, [Event(9)], Cancellation));
    }

    [Fact] // The layout of Akka.Persistence.Sql: table-mapping = default, tag-write-mode = TagTable.
    public async Task The_tables_are_those_that_Akka_Persistence_Sql_reads()
    {
        var owner = await ClaimAsync(epoch: 8);
        await AppendAsync(owner, Event(1), Event(2));
        await Journal.SaveSnapshotAsync(owner, Snapshot(2), Cancellation);

        var events = await Database.QueryAsync(
            new Statement("""
                SELECT ordering, created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid
                FROM journal ORDER BY ordering
                """),
            row => (
                row.GetInt64(0), row.GetInt64(1), row.GetBoolean(2), row.GetString(3), row.GetInt64(4),
                Convert.ToHexString(row.GetFieldValue<byte[]>(5)), row.GetString(6), row.GetInt32(7), row.GetString(8)),
            Cancellation);
        var snapshots = await Database.QueryAsync(
            new Statement("SELECT persistence_id, sequence_number, created, snapshot, manifest, serializer_id FROM snapshot"),
            row => (
                row.GetString(0), row.GetInt64(1), row.GetInt64(2), Convert.ToHexString(row.GetFieldValue<byte[]>(3)),
                row.GetString(4), row.GetInt32(5)),
            Cancellation);
        var tags = await Database.QueryAsync(
            new Statement("SELECT ordering_id, tag, sequence_nr, persistence_id FROM tags"), row => row.GetInt64(0), Cancellation);

        Assert.Equal(2, events.Count);
        Assert.True(events[0].Item1 < events[1].Item1);
        Assert.Equal(
            (Event(2).Created.Ticks, false, Id, 2, Convert.ToHexString(Event(2).Payload), "kind-2", 5222, owner.Writer),
            (events[1].Item2, events[1].Item3, events[1].Item4, events[1].Item5, events[1].Item6, events[1].Item7,
                events[1].Item8, events[1].Item9));
        Assert.Equal(
            [(Id, 2L, Snapshot(2).Created.Ticks, Convert.ToHexString(Snapshot(2).Payload), "state", 5222)], snapshots);
        Assert.Empty(tags);
    }

    [Fact]
    public async Task The_latest_event_stays_as_a_deleted_one_and_numbers_go_on_without_our_own_table()
    {
        var owner = await ClaimAsync(epoch: 8);
        await AppendAsync(owner, Events(1, 3));
        await Journal.DeleteEventsAsync(owner, 3, Cancellation);

        var left = await Database.QueryAsync(
            new Statement("SELECT sequence_number, deleted FROM journal"), row => (row.GetInt64(0), row.GetBoolean(1)), Cancellation);
        await Database.WriteAsync("", [new Statement("DELETE FROM journal_epoch")], Cancellation);

        Assert.Equal([(3L, true)], left);
        Assert.Equal(3, await Journal.ClaimAsync(Owner(), Cancellation));
    }
}
