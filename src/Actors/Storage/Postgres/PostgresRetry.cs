using Npgsql;

namespace XmppActors.Actors.Storage.Postgres;

/// <summary>Attempts again what may pass, with growing pauses, until a call is as old as the limit allows.</summary>
/// <param name="say">Makes what the caller sees of the last failure.</param>
internal sealed class PostgresRetry(Func<NpgsqlException, Exception?> say, TimeSpan limit, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        for (var failures = 0; ; failures++)
        {
            try
            {
                return await attempt(cancellationToken);
            }
            catch (NpgsqlException failure) when (!MayTryAgain(failure, begun))
            {
                if (say(failure) is { } said)
                    throw said;
                throw;
            }
            catch (NpgsqlException)
            {
                await PauseAsync(failures, cancellationToken);
            }
        }
    }

    /// <summary>Whether a call that began at <paramref name="begun"/> is worth another attempt.</summary>
    public bool MayTryAgain(NpgsqlException failure, long begun) =>
        PostgresTrouble.MayPass(failure) && time.GetElapsedTime(begun) < limit;

    public Task PauseAsync(int failures, CancellationToken cancellationToken)
    {
        var pause = FirstPause * (1 << Math.Min(failures, 10));
        return Task.Delay(pause < LongestPause ? pause : LongestPause, time, cancellationToken);
    }
}
