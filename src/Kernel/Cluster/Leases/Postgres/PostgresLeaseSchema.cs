using Npgsql;

namespace XmppActors.Kernel.Cluster.Leases.Postgres;

/// <summary>Brings <c>xmpp_cluster</c> up to date: forward only, one node at a time.</summary>
internal static class PostgresLeaseSchema
{
    /// <summary>Arbitrary, and taken by nobody else; ends with the transaction.</summary>
    private const string Lock = "SELECT pg_advisory_xact_lock(6120, 2)";

    private const string Number = "SELECT number FROM xmpp_cluster.version";

    /// <summary>In their order; each raises the version to its place in the list.</summary>
    private static readonly string[] Steps = ["Schema1.sql"];

    internal static async Task EnsureAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await ExecuteAsync(connection, Lock, cancellation);
        var isThere = await ScalarAsync(connection, "SELECT to_regclass('xmpp_cluster.version') IS NOT NULL", cancellation) is true;
        // A higher number is of a newer node: what this one calls is still there.
        for (var step = isThere ? (int)(await ScalarAsync(connection, Number, cancellation))! : 0; step < Steps.Length; step++)
            await ExecuteAsync(connection, Read(Steps[step]), cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private static string Read(string step)
    {
        using var resource = typeof(PostgresLeaseSchema).Assembly.GetManifestResourceStream(typeof(PostgresLeaseSchema), step)!;
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }

#pragma warning disable CA2100 // Of this assembly's own resources.
    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancellation);
    }
#pragma warning restore CA2100
}
