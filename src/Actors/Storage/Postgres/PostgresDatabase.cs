using System.Data.Common;
using Npgsql;
using XmppActors.Actors.Storage.Sql;

namespace XmppActors.Actors.Storage.Postgres;

/// <summary>
/// PostgreSQL, shared by the nodes of a cluster: pooled connections for reads, a few lanes for writes.
/// </summary>
internal sealed class PostgresDatabase : ISqlDatabase
{
    /// <summary>
    /// Two transactions on their way hide the time of a commit; more would only make batches smaller.
    /// </summary>
    private const int Lanes = 2;

    private readonly NpgsqlDataSource _source;
    private readonly PostgresRetry _retry;
    private readonly PostgresWriter[] _lanes;
    private volatile bool _closed;

    private PostgresDatabase(
        PostgresUrl url, NpgsqlDataSource source, PostgresTrouble trouble, StorageSettings settings)
    {
        Description = url.Description;
        _source = source;
        _retry = new PostgresRetry(trouble.AtRunTime, settings.RetryFor, settings.Time);
        _lanes = [.. Enumerable.Range(0, Lanes).Select(
            _ => new PostgresWriter(source, trouble, _retry, url.Description, settings))];
    }

    public string Description { get; }

    /// <summary>Connects and brings the schema up to date.</summary>
    /// <exception cref="StorageConfigurationException">The server refuses what the URL says.</exception>
    /// <exception cref="StorageUnavailableException">No server answered in time.</exception>
    public static async Task<PostgresDatabase> OpenAsync(
        PostgresUrl url,
        StorageSettings settings,
        IReadOnlyList<Migration> migrations,
        CancellationToken cancellationToken)
    {
        if (settings.Durability == StorageDurability.Written)
            url.Options.Options = $"{url.Options.Options} -c synchronous_commit=off".TrimStart();
        var trouble = new PostgresTrouble(url);
        var opening = new PostgresRetry(trouble.AtStart, settings.RetryFor, settings.Time);
        var source = new NpgsqlDataSourceBuilder(url.Options.ConnectionString).Build();
        try
        {
            var migrator = new Migrator(migrations, PostgresLocks.Migration, url.Description, settings.Time);
            await opening.RunAsync(
                async token =>
                {
                    await using var connection = await source.OpenConnectionAsync(token);
                    await migrator.RunAsync(connection, token);
                    return true;
                },
                cancellationToken);
            return new PostgresDatabase(url, source, trouble, settings);
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    public Task<IReadOnlyList<T>> QueryAsync<T>(
        Statement query, Func<DbDataReader, T> row, CancellationToken cancellationToken) =>
        _retry.RunAsync(token => AttemptAsync(query, row, token), cancellationToken);

    public Task<int[]> WriteAsync(
        string account, IReadOnlyList<Statement> statements, CancellationToken cancellationToken) =>
        LaneOf(account).WriteAsync(statements, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _closed = true;
        foreach (var lane in _lanes)
            await lane.DisposeAsync();
        await _source.DisposeAsync();
    }

    private PostgresWriter LaneOf(string account) =>
        _lanes[(int)((uint)account.GetHashCode(StringComparison.Ordinal) % (uint)_lanes.Length)];

    private async Task<IReadOnlyList<T>> AttemptAsync<T>(
        Statement query, Func<DbDataReader, T> row, CancellationToken cancellationToken)
    {
        if (_closed)
            throw new StorageUnavailableException($"{Description} is closed.");
        var rows = new List<T>();
        await using var command = PostgresCommands.Make(_source, query);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(row(reader));
        return rows;
    }
}
