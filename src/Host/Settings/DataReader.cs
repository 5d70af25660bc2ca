using XmppActors.Actors.Storage;
using XmppActors.Actors.Storage.Postgres;
using XmppActors.Actors.Storage.Sqlite;

namespace XmppActors.Host.Settings;

/// <summary><c>xmpp.storage</c> and <c>xmpp.data-directory</c>.</summary>
internal static class DataReader
{
    private const string DefaultDirectory = "data";
    private const string Mend = "write \"sqlite:data/xmpp.db\" or \"postgres://user:password@host/database\"";

    public static DataSettings Read(SettingsBlock xmpp)
    {
        var storage = xmpp.Text("storage");
        var file = FindFile(xmpp, storage);
        var directory = xmpp.Text("data-directory");
        if (directory.Length == 0)
            directory = file is null ? DefaultDirectory : Path.GetDirectoryName(Path.GetFullPath(file))!;
        return new DataSettings
        {
            Storage = storage,
            Options = ReadOptions(xmpp.Block("storage-options")),
            Directory = Path.GetFullPath(directory),
        };
    }

    private static StorageSettings ReadOptions(SettingsBlock options)
    {
        ReadOnlyMemory<byte>? key = null;
        try
        {
            key = StorageSettings.ParseEncryptionKey(options.Text("encryption-key"));
        }
        catch (StorageConfigurationException)
        {
            options.Fault(
                "encryption-key",
                "the encryption key is not 32 bytes in base64",
                "make one with openssl rand -base64 32");
        }

        return new StorageSettings
        {
            Durability = options.Choice(
                "durability", ("synced", StorageDurability.Synced), ("written", StorageDurability.Written)),
            EncryptionKey = key,
            RetryFor = options.Duration("retry-for", TimeSpan.Zero, TimeSpan.FromMinutes(5)),
            MaxBatchWrites = options.Number("max-batch-writes", 1, 10_000),
            MaxPendingCalls = options.Number("max-pending-calls", 100, 10_000_000),
        };
    }

    /// <summary>The database's file; null where it is in no file, and after a fault.</summary>
    private static string? FindFile(SettingsBlock xmpp, string storage)
    {
        try
        {
            if (SqliteUrl.TryReadPath(storage, out var path))
                return path;
            if (PostgresUrl.IsOne(storage))
                PostgresUrl.Parse(storage);
            else if (storage != "memory:")
                xmpp.Fault("storage", "xmpp.storage is neither SQLite nor PostgreSQL", Mend);
        }
        catch (StorageConfigurationException mistake)
        {
            xmpp.Fault("storage", mistake.Message.TrimEnd('.'), Mend);
        }

        return null;
    }
}
