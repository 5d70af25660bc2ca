using Npgsql;
using XmppActors.Actors.Storage.Sql;

namespace XmppActors.Actors.Storage.Postgres;

/// <summary>Statements as Npgsql sends them.</summary>
internal static class PostgresCommands
{
#pragma warning disable CA2100 // The stores' constants.
    public static NpgsqlBatchCommand Make(in Statement statement)
    {
        var command = new NpgsqlBatchCommand(statement.Sql);
        Bind(command.Parameters, statement);
        return command;
    }

    public static NpgsqlCommand Make(NpgsqlDataSource source, in Statement statement)
    {
        var command = source.CreateCommand(statement.Sql);
        Bind(command.Parameters, statement);
        return command;
    }
#pragma warning restore CA2100

    private static void Bind(NpgsqlParameterCollection parameters, in Statement statement)
    {
        foreach (var (name, value) in statement.Parameters)
            parameters.Add(new NpgsqlParameter(name, value ?? DBNull.Value));
    }
}
