using Npgsql;

namespace XmppActors.Actors.Storage.Postgres;

/// <summary>Tells what may pass from what will not, and says in one sentence what is wrong and the mend.</summary>
internal sealed class PostgresTrouble(PostgresUrl url)
{
    /// <summary>
    /// Another attempt may succeed: the server is away, starting, short of something, or took another transaction's
    /// side.
    /// </summary>
    public static bool MayPass(NpgsqlException trouble) =>
        trouble.IsTransient
        || trouble is PostgresException
        {
            SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
                or PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.IdleSessionTimeout,
        };

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
    public Exception AtStart(NpgsqlException trouble)
    {
        if (trouble is PostgresException answer && Refusal(answer) is { } refusal)
            return new StorageConfigurationException(refusal, trouble);
        return MayPass(trouble)
            ? new StorageUnavailableException(Absence(trouble), trouble)
            : new StorageConfigurationException(Absence(trouble), trouble);
    }

    private string Absence(NpgsqlException trouble)
    {
        var reason = (trouble.InnerException ?? trouble).Message.TrimEnd('.');
        return $"{url.Description} cannot be used ({reason}): "
            + "see that PostgreSQL runs and answers there, or correct xmpp.storage.";
    }

    private string? Refusal(PostgresException answer)
    {
        var (user, database) = (url.Options.Username, url.Options.Database);
        return answer.SqlState switch
        {
            PostgresErrorCodes.InvalidPassword =>
                $"{url.Description} refuses the password of the user '{user}': correct it in xmpp.storage.",
            PostgresErrorCodes.InvalidAuthorizationSpecification =>
                $"{url.Description} does not let the user '{user}' in ({answer.MessageText}): "
                + "correct xmpp.storage or pg_hba.conf.",
            PostgresErrorCodes.InvalidCatalogName =>
                $"{url.Description} does not exist: make it with `createdb {database}`, or correct xmpp.storage.",
            PostgresErrorCodes.InsufficientPrivilege =>
                $"{url.Description} does not allow the user '{user}' what is needed ({answer.MessageText}): "
                + "make this user the owner of the database.",
            _ => null,
        };
    }
}
