namespace XmppActors.Actors.Storage.Sql;

/// <summary>The storage over one SQL database.</summary>
internal sealed class SqlStorage(ISqlDatabase database, FarmSecretKeys keys, TimeProvider time) : IStorage
{
    public string Description => database.Description;

    public IAccountStore Accounts { get; } = new SqlAccountStore(database, time);

    public IRosterStore Rosters { get; } = new SqlRosterStore(database);

    public IOfflineStore Offline { get; } = new SqlOfflineStore(database);

    public IFarmSecretStore FarmSecrets { get; } = new SqlFarmSecretStore(database, keys, time);

    public ISqlDatabase? Database => database;

    public Task CheckAsync(CancellationToken cancellationToken = default) =>
        database.QueryAsync(
            new Statement("SELECT version FROM schema_version"), row => row.GetInt64(0), cancellationToken);

    public ValueTask DisposeAsync() => database.DisposeAsync();
}
