using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using XmppActors.Actors.Storage.Sql;

namespace XmppActors.Actors.Storage.Sqlite;

/// <summary>Queries on threads of their own: SQLite blocks while it reads, and waits for no writer.</summary>
internal sealed class SqliteReaders : IAsyncDisposable
{
    private readonly SqliteTrouble _trouble;
    private readonly BlockingCollection<Read> _waiting;
    private readonly Task[] _threads;

    public SqliteReaders(IReadOnlyList<SqliteSession> sessions, SqliteTrouble trouble, StorageSettings settings)
    {
        _trouble = trouble;
        _waiting = new BlockingCollection<Read>(settings.MaxPendingCalls);
        _threads = [.. sessions.Select(session => Task.Factory.StartNew(
            () => Run(session), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
    }

    public Task<IReadOnlyList<T>> QueryAsync<T>(
        Statement query, Func<DbDataReader, T> row, CancellationToken cancellationToken)
    {
        var read = new Read<T>(query, row, _trouble, cancellationToken);
        if (!_trouble.TryAdd(_waiting, read, out var refused))
            read.Fail(refused);
        return read.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.CompleteAdding();
        await Task.WhenAll(_threads);
    }

    private void Run(SqliteSession session)
    {
        foreach (var read in _waiting.GetConsumingEnumerable())
            read.Run(session);
        session.Dispose();
    }

    private abstract class Read
    {
        public abstract void Run(SqliteSession session);
    }

    private sealed class Read<T>(
        Statement query, Func<DbDataReader, T> row, SqliteTrouble trouble, CancellationToken cancellationToken) : Read
    {
        private readonly TaskCompletionSource<IReadOnlyList<T>> _result = new(
            TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<IReadOnlyList<T>> Task => _result.Task;

        public void Fail(Exception failure) => _result.TrySetException(failure);

        public override void Run(SqliteSession session)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                _result.TrySetCanceled(cancellationToken);
                return;
            }

            try
            {
                _result.TrySetResult(session.Query(query, row));
            }
            catch (SqliteException failure)
            {
                Fail(trouble.AtRunTime(failure) ?? (Exception)failure);
            }
            catch (Exception fault) // Our bug or damaged data: its caller's to crash on, not this thread's.
            {
                Fail(fault);
            }
        }
    }
}
