namespace XmppActors.Actors.Storage;

/// <summary>How storage works, whichever database it is.</summary>
internal sealed record StorageSettings
{
    public StorageDurability Durability { get; init; } = StorageDurability.Synced;

    /// <summary>
    /// Encrypts the farms' secrets: 32 bytes, the same on every node. Null: SQLite makes one and keeps it beside the
    /// database, PostgreSQL keeps no secrets.
    /// </summary>
    public ReadOnlyMemory<byte>? EncryptionKey { get; init; }

    /// <summary>
    /// Longest time from a call to its last retry; then it fails with <see cref="StorageUnavailableException"/>.
    /// </summary>
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Writes of different callers that share one transaction at most.</summary>
    public int MaxBatchWrites { get; init; } = 256;

    /// <summary>
    /// Calls that wait for the database at most; further ones fail at once with
    /// <see cref="StorageUnavailableException"/>.
    /// </summary>
    public int MaxPendingCalls { get; init; } = 65536;

    /// <summary>
    /// Asked just before a transaction is sent to PostgreSQL: false once this node may not act any more, for good. Null:
    /// always yes.
    /// </summary>
    public Func<bool>? MayWrite { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Reads an encryption key as configured: 32 bytes in base64.</summary>
    /// <exception cref="StorageConfigurationException">It is not.</exception>
    public static ReadOnlyMemory<byte>? ParseEncryptionKey(string configured)
    {
        if (configured.Length == 0)
            return null;
        var key = new byte[FarmSecretCipher.KeyBytes];
        if (!Convert.TryFromBase64String(configured.Trim(), key, out var written) || written != key.Length)
        {
            throw new StorageConfigurationException(
                "The encryption key of the storage must be 32 bytes in base64: "
                + "make one with `openssl rand -base64 32`.");
        }

        return key;
    }
}

/// <summary>What a completed write survives.</summary>
internal enum StorageDurability
{
    /// <summary>
    /// The end of the process, however it ends. Power loss may cost the last moments, but does not corrupt.
    /// </summary>
    Written,

    /// <summary>Power loss too.</summary>
    Synced,
}
