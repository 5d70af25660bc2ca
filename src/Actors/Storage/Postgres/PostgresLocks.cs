namespace XmppActors.Actors.Storage.Postgres;

/// <summary>
/// The advisory locks that this server takes in a database; the numbers are arbitrary, and taken by nobody else.
/// </summary>
internal static class PostgresLocks
{
    /// <summary>Held while a schema is brought up to date; ends with the transaction.</summary>
    public const string Migration = "SELECT pg_advisory_xact_lock(6120, 1)";
}
