using System.Data.Common;

namespace XmppActors.Actors.Storage.Sql;

/// <summary>
/// Brings a database's schema to what this build knows: all missing steps in one transaction, one process at a time.
/// </summary>
/// <param name="lockSql">Keeps other processes out until the transaction ends; null where beginning it does.</param>
internal sealed class Migrator(
    IReadOnlyList<Migration> migrations, string? lockSql, string description, TimeProvider time)
{
    private const string CreateHistory = """
        CREATE TABLE IF NOT EXISTS schema_version (version integer PRIMARY KEY, name text NOT NULL, applied_at text NOT NULL)
        """;

    private const string FindVersion = "SELECT coalesce(max(version), 0) FROM schema_version";

    private const string Remember =
        "INSERT INTO schema_version (version, name, applied_at) VALUES (@version, @name, @applied_at)";

    /// <exception cref="StorageConfigurationException">A newer build has brought the schema further than this one
    /// knows.</exception>
    public async Task RunAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (lockSql is not null)
            await ExecuteAsync(connection, transaction, lockSql, cancellationToken);
        await ExecuteAsync(connection, transaction, CreateHistory, cancellationToken);

        var version = await FindVersionAsync(connection, transaction, cancellationToken);
        if (version > migrations.Count)
        {
            throw new StorageConfigurationException(
                $"The schema of {description} has version {version}, "
                + $"but this build knows only versions up to {migrations.Count}: "
                + "run the newer build, or restore a backup from before its first start.");
        }

        foreach (var step in migrations.Skip(version))
        {
            await ExecuteAsync(connection, transaction, step.Sql, cancellationToken);
            await ExecuteAsync(
                connection,
                transaction,
                Remember,
                cancellationToken,
                ("@version", step.Version),
                ("@name", step.Name),
                ("@applied_at", time.GetUtcNow().ToString("O")));
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task<int> FindVersionAsync(
        DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, transaction, FindVersion);
        return Convert.ToInt32(await command.ExecuteScalarAsync(cancellationToken), null);
    }

    private static async Task ExecuteAsync(
        DbConnection connection,
        DbTransaction transaction,
        string sql,
        CancellationToken cancellationToken,
        params (string Name, object Value)[] parameters)
    {
        await using var command = Command(connection, transaction, sql);
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }

#pragma warning disable CA2100 // Constants and our own migration scripts.
    private static DbCommand Command(DbConnection connection, DbTransaction transaction, string sql)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        return command;
    }
#pragma warning restore CA2100
}
