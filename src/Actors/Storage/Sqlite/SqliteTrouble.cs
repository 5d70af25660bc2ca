using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace XmppActors.Actors.Storage.Sqlite;

/// <summary>Says in one sentence what is wrong with a database file, and the mend.</summary>
internal sealed class SqliteTrouble(string description)
{
    /// <summary>What the world did to a call; null: the call itself is at fault.</summary>
    public StorageUnavailableException? AtRunTime(SqliteException trouble) =>
        Sentence(trouble) is { } sentence ? new StorageUnavailableException(sentence, trouble) : null;

    /// <summary>Why the database cannot be opened.</summary>
    public StorageConfigurationException AtStart(SqliteException trouble) =>
        new(
            Sentence(trouble) ?? $"{description} cannot be opened ({trouble.Message}): restore it from a backup.",
            trouble);

    /// <summary>Queues a call, unless the queue is full or closed.</summary>
    public bool TryAdd<T>(
        BlockingCollection<T> queue, T call, [NotNullWhen(false)] out StorageUnavailableException? refused)
    {
        refused = null;
        try
        {
            if (queue.TryAdd(call))
                return true;
            refused = new StorageUnavailableException(
                $"{description} is {queue.BoundedCapacity} calls behind: its disk is too slow.");
        }
        catch (InvalidOperationException) // The only sign of CompleteAdding that does not race with it; disposed later.
        {
            refused = new StorageUnavailableException($"{description} is closed.");
        }

        return false;
    }

    private string? Sentence(SqliteException trouble) => trouble.SqliteErrorCode switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => $"{description} is locked by another process: end that one first.",
        raw.SQLITE_FULL => $"The disk of {description} is full: make room.",
        raw.SQLITE_READONLY => $"{description} is read-only: make the file and its directory writable for this user.",
        raw.SQLITE_IOERR => $"The disk of {description} fails ({trouble.Message}): check it.",
        raw.SQLITE_CANTOPEN =>
            $"{description} cannot be opened: make the file and its directory readable and writable for this user.",
        raw.SQLITE_NOTADB => $"{description} is no SQLite database: name another file, or restore this one.",
        raw.SQLITE_CORRUPT => $"{description} is damaged ({trouble.Message}): restore it from a backup.",
        _ => null,
    };
}
