using System.Threading.Channels;
using Npgsql;
using XmppActors.Actors.Storage.Sql;

namespace XmppActors.Actors.Storage.Postgres;

/// <summary>
/// One lane of writes: what waits while one transaction is on its way goes together into the next one, in one round
/// trip. An account always takes the same lane.
/// </summary>
internal sealed class PostgresWriter : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly PostgresTrouble _trouble;
    private readonly PostgresRetry _retry;
    private readonly string _description;
    private readonly int _maxBatch;
    private readonly Func<bool>? _mayWrite;
    private readonly TimeProvider _time;
    private readonly Channel<PendingWrite> _waiting;
    private readonly Task _running;
    private volatile bool _closed;

    public PostgresWriter(
        NpgsqlDataSource source,
        PostgresTrouble trouble,
        PostgresRetry retry,
        string description,
        StorageSettings settings)
    {
        _source = source;
        _trouble = trouble;
        _retry = retry;
        _description = description;
        _maxBatch = settings.MaxBatchWrites;
        _mayWrite = settings.MayWrite;
        _time = settings.Time;
        _waiting = Channel.CreateBounded<PendingWrite>(
            new BoundedChannelOptions(settings.MaxPendingCalls) { SingleReader = true });
        _running = Task.Run(RunAsync);
    }

    public Task<int[]> WriteAsync(IReadOnlyList<Statement> statements, CancellationToken cancellationToken)
    {
        var write = new PendingWrite(statements, _time.GetTimestamp(), cancellationToken);
        if (!_waiting.Writer.TryWrite(write) && write.TryBegin())
        {
            write.TrySetException(new StorageUnavailableException(_closed
                ? $"{_description} is closed."
                : $"{_description} is {_waiting.Reader.Count} writes behind: the server is too slow."));
        }

        return write.Task;
    }

    /// <summary>Completes when everything that waits is written, or has failed.</summary>
    public async ValueTask DisposeAsync()
    {
        _closed = true;
        _waiting.Writer.TryComplete();
        await _running;
    }

    private async Task RunAsync()
    {
        var batch = new List<PendingWrite>(_maxBatch);
        while (await _waiting.Reader.WaitToReadAsync())
        {
            while (batch.Count < _maxBatch && _waiting.Reader.TryRead(out var next))
            {
                if (next.TryBegin())
                    batch.Add(next);
            }

            await CommitAsync(batch);
            batch.Clear();
        }
    }

    private async Task CommitAsync(List<PendingWrite> batch)
    {
        for (var failures = 0; batch.Count > 0; failures++)
        {
            if (_mayWrite is { } mayWrite && !mayWrite())
            {
                // Another node may have written since: what we know is of the past.
                batch.ForEach(write => write.TrySetException(new StorageUnavailableException("This node may not write any more.")));
                return;
            }

            switch (await TryCommitAsync(batch))
            {
                case null:
                    batch.ForEach(write => write.Complete());
                    return;
                case NpgsqlException trouble when PostgresTrouble.MayPass(trouble):
                    GiveUp(batch, trouble);
                    if (batch.Count > 0)
                        await _retry.PauseAsync(failures, CancellationToken.None);
                    break;
                case NpgsqlException trouble when _trouble.AtRunTime(trouble) is { } unavailable:
                    batch.ForEach(write => write.TrySetException(unavailable));
                    return;
                case var fault when batch.Count == 1:
                    batch[0].TrySetException(fault);
                    return;
                default:
                    foreach (var write in batch) // One of them is at fault: it shall fail alone.
                        await CommitAsync([write]);
                    return;
            }
        }
    }

    /// <summary>Takes out of the batch what has waited long enough.</summary>
    private void GiveUp(List<PendingWrite> batch, NpgsqlException trouble) =>
        batch.RemoveAll(write => !_retry.MayTryAgain(trouble, write.EnqueuedAt)
            && write.TrySetException(_trouble.AtRunTime(trouble) ?? (Exception)trouble));

    /// <summary>A batch that says nothing of transactions is one.</summary>
    private async Task<Exception?> TryCommitAsync(List<PendingWrite> batch)
    {
        try
        {
            await using var commands = _source.CreateBatch();
            foreach (var write in batch)
            {
                foreach (var statement in write.Statements)
                    commands.BatchCommands.Add(PostgresCommands.Make(statement));
            }

            await commands.ExecuteNonQueryAsync();

            var next = 0;
            foreach (var write in batch)
            {
                for (var i = 0; i < write.Affected.Length; i++)
                    write.Affected[i] = (int)commands.BatchCommands[next++].Rows;
            }

            return null;
        }
        catch (NpgsqlException trouble)
        {
            return trouble;
        }
        catch (Exception fault)
        {
            return fault; // A statement that cannot be sent: our bug, and its caller's to crash on, not this lane's.
        }
    }
}
