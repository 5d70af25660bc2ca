using XmppActors.Transport.Sasl;

namespace XmppActors.Actors.Streams.Authentication;

/// <summary>Runs what costs milliseconds of CPU (a key derivation) beside the actors: a few at a time, so that a burst
/// of logins does not stop the stanzas of those who are in, and never more in waiting than can be done in good
/// time.</summary>
internal sealed class CredentialWork(int parallelism, int maxWaiting) : IDisposable
{
    private readonly SemaphoreSlim _turns = new(parallelism);
    private int _waiting;

    /// <summary>Leaves half of the machine to everybody else.</summary>
    public static CredentialWork ForThisMachine() =>
        new(parallelism: Math.Max(1, Environment.ProcessorCount / 2), maxWaiting: 2000 * Environment.ProcessorCount);

    /// <summary>Goes on with a mechanism; with too much waiting already, the answer is
    /// <c>temporary-auth-failure</c>.</summary>
    public async Task<SaslStep> VerifyAsync(ISaslMechanism mechanism, IReadOnlyList<ScramKeys>? keys) =>
        await RunAsync(() => mechanism.Credentials(keys)) ?? new SaslStep.Failed(SaslFailureCondition.TemporaryAuthFailure);

    /// <returns>Null: too much is waiting already.</returns>
    public async Task<T?> RunAsync<T>(Func<T> work) where T : class
    {
        if (Interlocked.Increment(ref _waiting) > maxWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            return null;
        }

        await _turns.WaitAsync();
        try
        {
            return await Task.Run(work);
        }
        finally
        {
            _turns.Release();
            Interlocked.Decrement(ref _waiting);
        }
    }

    public void Dispose() => _turns.Dispose();
}
