using Npgsql;

namespace XmppActors.Actors.Storage.Postgres;

/// <summary>Tells what may pass from what will not, and says in one sentence what is wrong and the mend.</summary>
internal sealed class PostgresTrouble(PostgresUrl url)
{
    /// <summary>Another attempt may succeed: the server is away, starting, short of something, or took another transaction's side.</summary>
    public static bool MayPass(NpgsqlException trouble) =>
        trouble is not PostgresException answer
            ? trouble.IsTransient
            : answer.IsTransient || answer.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
                or PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.IdleSessionTimeout;

    /// <summary>What the world did to a call; null: the call itself is at fault.</summary>
    public StorageUnavailableException? AtRunTime(NpgsqlException trouble)
    {
        if (trouble is PostgresException answer && Refusal(answer) is { } refusal)
            return new StorageUnavailableException(refusal, trouble);
        if (trouble is PostgresException && !MayPass(trouble))
            return null;
        return new StorageUnavailableException(Absence(trouble), trouble);
    }

    /// <summary>Why the database cannot be opened.</summary>
    public Exception AtStart(NpgsqlException trouble) => trouble switch
    {
        PostgresException answer when Refusal(answer) is { } refusal => new StorageConfigurationException(refusal, trouble),
        _ when MayPass(trouble) => new StorageUnavailableException(Absence(trouble), trouble),
        _ => new StorageConfigurationException(Absence(trouble), trouble),
    };

    private string Absence(NpgsqlException trouble)
    {
        var reason = (trouble.InnerException ?? trouble).Message.TrimEnd('.');
        return $"{url.Description} cannot be used ({reason}): see that PostgreSQL runs and answers there, or correct xmpp.storage.";
    }

    private string? Refusal(PostgresException answer) => answer.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword =>
            $"{url.Description} refuses the password of the user '{url.Options.Username}': correct it in xmpp.storage.",
        PostgresErrorCodes.InvalidAuthorizationSpecification =>
            $"{url.Description} does not let the user '{url.Options.Username}' in ({answer.MessageText}): correct xmpp.storage or pg_hba.conf.",
        PostgresErrorCodes.InvalidCatalogName =>
            $"{url.Description} does not exist: make it with `createdb {url.Options.Database}`, or correct xmpp.storage.",
        PostgresErrorCodes.InsufficientPrivilege =>
            $"{url.Description} does not allow the user '{url.Options.Username}' what is needed ({answer.MessageText}): "
            + "make this user the owner of the database.",
        _ => null,
    };
}
