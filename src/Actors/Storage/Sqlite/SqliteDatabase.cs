using System.Data.Common;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using XmppActors.Actors.Storage.Sql;

namespace XmppActors.Actors.Storage.Sqlite;

/// <summary>SQLite in the process: one file in WAL mode, one writer, readers beside it.</summary>
internal sealed class SqliteDatabase(string description, SqliteWriter writer, SqliteReaders readers) : ISqlDatabase
{
    private const int Readers = 2;

    public string Description => description;

    /// <summary>Opens the file, making it and its directory where missing, and brings its schema up to date.</summary>
    /// <exception cref="StorageConfigurationException">It cannot be used.</exception>
    public static Task<SqliteDatabase> OpenAsync(
        string path,
        StorageSettings settings,
        IReadOnlyList<Migration> migrations,
        CancellationToken cancellationToken) =>
        Task.Factory.StartNew( // SQLite blocks: on its locks when another process migrates.
            () => OpenHereAsync(path, settings, migrations, cancellationToken),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap();

    public Task<IReadOnlyList<T>> QueryAsync<T>(
        Statement query, Func<DbDataReader, T> row, CancellationToken cancellationToken) =>
        readers.QueryAsync(query, row, cancellationToken);

    public Task<int[]> WriteAsync(
        string account, IReadOnlyList<Statement> statements, CancellationToken cancellationToken) =>
        writer.WriteAsync(statements, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await readers.DisposeAsync();
        await writer.DisposeAsync(); // Last: the last connection to close folds the WAL into the file.
    }

    private static async Task<SqliteDatabase> OpenHereAsync(
        string path, StorageSettings settings, IReadOnlyList<Migration> migrations, CancellationToken cancellationToken)
    {
        var description = $"sqlite:{path}";
        var trouble = new SqliteTrouble(description);
        var connections = new List<SqliteConnection>();
        try
        {
            MakeFile(path);
            Batteries_V2.Init();
            var writing = Connect(path, settings, connections);
            await new Migrator(migrations, lockSql: null, description, settings.Time).RunAsync(
                writing, cancellationToken);
            var reading = Enumerable.Range(0, Readers)
                .Select(_ => new SqliteSession(Connect(path, settings, connections))).ToList();
            var database = new SqliteDatabase(
                description,
                new SqliteWriter(new SqliteSession(writing), trouble, settings),
                new SqliteReaders(reading, trouble, settings));
            connections.Clear();
            return database;
        }
        catch (SqliteException failure)
        {
            throw trouble.AtStart(failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StorageConfigurationException(
                $"{description} cannot be made ({failure.Message}): name another file.", failure);
        }
        finally
        {
            connections.ForEach(connection => connection.Dispose());
        }
    }

    /// <summary>
    /// Made for its owner only, with its directory: it holds what logging in needs. SQLite gives its other files the
    /// same mode.
    /// </summary>
    private static void MakeFile(string path)
    {
        if (File.Exists(path))
            return;
        var directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write };
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else
        {
            Directory.CreateDirectory(
                directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        new FileStream(path, options).Dispose();
    }

    private static SqliteConnection Connect(string path, StorageSettings settings, List<SqliteConnection> opened)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            ForeignKeys = true,
            Pooling = false,
            DefaultTimeout = (int)Math.Max(1, settings.RetryFor.TotalSeconds),
        }.ToString());
        opened.Add(connection);
        connection.Open();
        if (raw.sqlite3_db_readonly(connection.Handle, "main") == 1) // SQLite would not say so before the first write.
            throw new SqliteException("The file is read-only.", raw.SQLITE_READONLY);

        var synchronous = settings.Durability == StorageDurability.Synced ? "FULL" : "NORMAL";
        using var pragmas = connection.CreateCommand();
        pragmas.CommandText = $"""
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = {synchronous};
            PRAGMA busy_timeout = {(int)settings.RetryFor.TotalMilliseconds};
            """; // Busy: another process, such as a backup or a command, holds the write lock.
        pragmas.ExecuteNonQuery();
        return connection;
    }
}
