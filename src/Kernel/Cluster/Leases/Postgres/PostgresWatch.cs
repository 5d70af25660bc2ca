using Npgsql;

namespace XmppActors.Kernel.Cluster.Leases.Postgres;

/// <summary>One watcher's connection: it asks for changes whenever it is told that there are some, and from time to time in any case, since
/// nobody says that a lease's time is over, and a server may be reached through something that passes no notifications.</summary>
internal sealed class PostgresWatch : IAsyncDisposable
{
    private readonly PostgresLink _link;
    private readonly NpgsqlConnection _connection;
    private bool _isTold;

    private PostgresWatch(PostgresLink link, NpgsqlConnection connection)
    {
        _link = link;
        _connection = connection;
        _connection.Notification += (_, _) => _isTold = true;
    }

    internal static async Task<PostgresWatch> OpenAsync(PostgresLink link, CancellationToken cancellation)
    {
        var watch = new PostgresWatch(link, await link.OpenAsync(cancellation));
        try
        {
            await link.BoundAsync(watch.ListenAsync, cancellation);
            return watch;
        }
        catch
        {
            await watch.DisposeAsync();
            throw;
        }
    }

    /// <exception cref="WatchLostException">The changes are no longer there, or the generation is another one.</exception>
    internal async Task<StoreChanges> ChangesAsync(string prefix, long generation, long afterRevision, CancellationToken cancellation)
    {
        _isTold = false;
        NpgsqlParameter[] parameters =
            [new NpgsqlParameter<string> { TypedValue = prefix }, new NpgsqlParameter<long> { TypedValue = afterRevision }];
        var answer = await _link.CallOnAsync(
            _connection, "changes", parameters, static row => (HistoryStart: row.GetInt64(3), Change: Change(row)), cancellation);
        var header = answer.Header;
        if (header.Generation != generation || afterRevision < answer.Rows[0].HistoryStart || afterRevision > header.Revision)
            throw new WatchLostException($"No changes after revision {afterRevision} of generation {generation}: the store is at {header}.");
        return new StoreChanges(header, afterRevision, [.. answer.Rows.Select(row => row.Change).OfType<StoreChange>()]);
    }

    /// <summary>Returns when there may be changes.</summary>
    internal Task WaitAsync(CancellationToken cancellation) =>
        _isTold
            ? Task.CompletedTask
            : _link.BoundAsync(token => _connection.WaitAsync(_link.LookInterval, token), cancellation, _link.LookInterval);

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task<bool> ListenAsync(CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("LISTEN xmpp_cluster", _connection);
        await command.ExecuteNonQueryAsync(cancellation);
        return true;
    }

    private static StoreChange? Change(NpgsqlDataReader row)
    {
        if (row.IsDBNull(4)) return null;
        var (revision, key) = (row.GetInt64(4), row.GetString(5));
        return row.IsDBNull(6)
            ? new StoreChange(revision, key, Entry: null)
            : new StoreChange(
                revision, key, new StoreEntry(key, row.GetString(6), row.GetInt64(7), revision, row.GetInt64(8), row.GetInt64(9)));
    }
}
