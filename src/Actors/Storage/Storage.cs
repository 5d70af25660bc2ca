using XmppActors.Actors.Storage.Memory;
using XmppActors.Actors.Storage.Postgres;
using XmppActors.Actors.Storage.Sql;
using XmppActors.Actors.Storage.Sqlite;

namespace XmppActors.Actors.Storage;

/// <summary>
/// Opens the storage that a URL names: <c>sqlite:path</c>, <c>postgres://user:password@host:port/database</c>,
/// <c>memory:</c>.
/// </summary>
internal static class Storage
{
    /// <summary>Opens it and brings its schema up to date.</summary>
    /// <exception cref="StorageConfigurationException">It cannot be used as configured.</exception>
    /// <exception cref="StorageUnavailableException">It could not be reached within
    /// <see cref="StorageSettings.RetryFor"/>.</exception>
    public static async Task<IStorage> OpenAsync(
        string url, StorageSettings settings, CancellationToken cancellationToken = default)
    {
        if (url == "memory:")
            return new MemoryStorage(settings.Time);

        if (SqliteUrl.TryReadPath(url, out var path))
        {
            var sqlite = await SqliteDatabase.OpenAsync(path, settings, Migration.Load("Sqlite"), cancellationToken);
            return new SqlStorage(sqlite, new FarmSecretKeys(settings.EncryptionKey, $"{path}.key"), settings.Time);
        }

        if (PostgresUrl.IsOne(url))
        {
            var postgres = await PostgresDatabase.OpenAsync(
                PostgresUrl.Parse(url), settings, Migration.Load("Postgres"), cancellationToken);
            return new SqlStorage(postgres, new FarmSecretKeys(settings.EncryptionKey, file: null), settings.Time);
        }

        throw new StorageConfigurationException(
            $"The storage '{Scheme(url)}…' is of no known kind: "
            + "use sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE.");
    }

    /// <summary>Only so much of an unreadable URL is repeated: the rest may hold a password.</summary>
    private static string Scheme(string url) => url.Split(':', 2)[0] is { Length: <= 12 } scheme ? scheme : url[..12];
}
