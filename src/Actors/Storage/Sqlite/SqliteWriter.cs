using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using XmppActors.Actors.Storage.Sql;

namespace XmppActors.Actors.Storage.Sqlite;

/// <summary>
/// The only writer of the database: what waits while one transaction is committed goes together into the next one.
/// </summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    private readonly SqliteSession _session;
    private readonly SqliteTrouble _trouble;
    private readonly int _maxBatch;
    private readonly TimeSpan _retryFor;
    private readonly TimeProvider _time;
    private readonly BlockingCollection<PendingWrite> _waiting;
    private readonly Task _thread;

    /// <summary>Why the last transaction failed; null after one that did not. Used by the thread only.</summary>
    private StorageUnavailableException? _unavailable;

    public SqliteWriter(SqliteSession session, SqliteTrouble trouble, StorageSettings settings)
    {
        _session = session;
        _trouble = trouble;
        _maxBatch = settings.MaxBatchWrites;
        _retryFor = settings.RetryFor;
        _time = settings.Time;
        _waiting = new BlockingCollection<PendingWrite>(settings.MaxPendingCalls);
        _thread = Task.Factory.StartNew(
            Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public Task<int[]> WriteAsync(IReadOnlyList<Statement> statements, CancellationToken cancellationToken)
    {
        var write = new PendingWrite(statements, _time.GetTimestamp(), cancellationToken);
        if (!_trouble.TryAdd(_waiting, write, out var refused) && write.TryBegin())
            write.TrySetException(refused);
        return write.Task;
    }

    /// <summary>Completes when everything that waits is written.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.CompleteAdding();
        await _thread;
    }

    private void Run()
    {
        var batch = new List<PendingWrite>(_maxBatch);
        foreach (var first in _waiting.GetConsumingEnumerable())
        {
            var next = first;
            do
            {
                if (!next.TryBegin())
                    continue;
                if (_unavailable is not null && _time.GetElapsedTime(next.EnqueuedAt) >= _retryFor)
                    next.TrySetException(_unavailable); // It has waited its time behind others that failed.
                else
                    batch.Add(next);
            }
            while (batch.Count < _maxBatch && _waiting.TryTake(out next!));

            if (batch.Count == 0)
                continue;
            Commit(batch);
            batch.Clear();
        }

        _session.Dispose();
    }

    private void Commit(List<PendingWrite> batch)
    {
        var failure = TryCommit(batch);
        _unavailable = failure as StorageUnavailableException;
        if (failure is null)
        {
            foreach (var write in batch)
                write.Complete();
        }
        else if (batch.Count == 1 || failure is StorageUnavailableException)
        {
            foreach (var write in batch)
                write.TrySetException(failure);
        }
        else
        {
            foreach (var write in batch) // One of them is at fault: it shall fail alone.
                Commit([write]);
        }
    }

    private Exception? TryCommit(List<PendingWrite> batch)
    {
        try
        {
            _session.Begin();
            foreach (var write in batch)
            {
                for (var i = 0; i < write.Statements.Count; i++)
                    write.Affected[i] = _session.Execute(write.Statements[i]);
            }

            _session.Commit();
            return null;
        }
        catch (SqliteException trouble)
        {
            _session.Rollback();
            return _trouble.AtRunTime(trouble) ?? (Exception)trouble;
        }
        catch (Exception fault)
        {
            _session.Rollback();
            return fault; // A statement that cannot be bound: our bug, and its caller's to crash on, not this thread's.
        }
    }
}
