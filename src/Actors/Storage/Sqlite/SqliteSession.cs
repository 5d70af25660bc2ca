using System.Data.Common;
using Microsoft.Data.Sqlite;
using XmppActors.Actors.Storage.Sql;

namespace XmppActors.Actors.Storage.Sqlite;

/// <summary>One connection with its prepared commands. Calls block, so it belongs to one thread of its own.</summary>
internal sealed class SqliteSession(SqliteConnection connection) : IDisposable
{
    /// <summary>By their SQL; as many as the stores have constants.</summary>
    private readonly Dictionary<string, SqliteCommand> _commands = [];
    private SqliteTransaction? _transaction;

    /// <summary>
    /// Takes the write lock; waits for another process to give it up as long as the connection's busy timeout.
    /// </summary>
    public void Begin() => _transaction = connection.BeginTransaction(deferred: false);

    public void Commit()
    {
        _transaction!.Commit();
        _transaction.Dispose();
        _transaction = null;
    }

    /// <summary>Undoes what was begun and not committed, if anything.</summary>
    public void Rollback()
    {
        _transaction?.Dispose();
        _transaction = null;
    }

    /// <returns>Rows changed.</returns>
    public int Execute(in Statement statement) => Prepare(statement).ExecuteNonQuery();

    public List<T> Query<T>(in Statement statement, Func<DbDataReader, T> row)
    {
        var rows = new List<T>();
        using var reader = Prepare(statement).ExecuteReader();
        while (reader.Read())
            rows.Add(row(reader));
        return rows;
    }

    public void Dispose()
    {
        Rollback();
        foreach (var command in _commands.Values)
            command.Dispose();
        connection.Dispose();
    }

    private SqliteCommand Prepare(in Statement statement)
    {
        if (!_commands.TryGetValue(statement.Sql, out var command))
            _commands.Add(statement.Sql, command = MakeCommand(statement));
        for (var i = 0; i < statement.Parameters.Length; i++)
            command.Parameters[i].Value = statement.Parameters[i].Value ?? DBNull.Value;
        command.Transaction = _transaction;
        return command;
    }

    private SqliteCommand MakeCommand(in Statement statement)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // The stores' constants.
        command.CommandText = statement.Sql;
#pragma warning restore CA2100
        foreach (var (name, _) in statement.Parameters)
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        return command;
    }
}
