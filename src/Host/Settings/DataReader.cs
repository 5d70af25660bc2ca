using XmppActors.Actors.Storage;

namespace XmppActors.Host.Settings;

/// <summary><c>xmpp.storage</c> and <c>xmpp.data-directory</c>.</summary>
internal static class DataReader
{
    private const string Sqlite = "sqlite:";
    private const string DefaultDirectory = "data";
    private const string Mend = "write \"sqlite:data/xmpp.db\" or \"postgres://user:password@host/database\"";

    public static DataSettings Read(SettingsBlock xmpp)
    {
        var storage = xmpp.Text("storage");
        var file = storage.StartsWith(Sqlite, StringComparison.Ordinal) ? storage[Sqlite.Length..] : null;
        if (file is { Length: 0 })
            xmpp.Fault("storage", "xmpp.storage names no file", Mend);
        if (file is null && !IsPostgres(storage))
            xmpp.Fault("storage", "xmpp.storage is neither SQLite nor PostgreSQL", Mend);

        var directory = xmpp.Text("data-directory");
        if (directory.Length == 0)
            directory = file is { Length: > 0 } ? Path.GetDirectoryName(Path.GetFullPath(file))! : DefaultDirectory;
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
            options.Fault("encryption-key", "the encryption key is not 32 bytes in base64", "make one with openssl rand -base64 32");
        }

        return new StorageSettings
        {
            Durability = options.Choice("durability", ("synced", StorageDurability.Synced), ("written", StorageDurability.Written)),
            EncryptionKey = key,
            RetryFor = options.Duration("retry-for", TimeSpan.Zero, TimeSpan.FromMinutes(5)),
            MaxBatchWrites = options.Number("max-batch-writes", 1, 10_000),
            MaxPendingCalls = options.Number("max-pending-calls", 100, 10_000_000),
        };
    }

    private static bool IsPostgres(string storage) =>
        Uri.TryCreate(storage, UriKind.Absolute, out var uri) && uri.Scheme is "postgres" or "postgresql";
}
