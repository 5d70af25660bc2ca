namespace XmppActors.Actors.Storage.Sql;

/// <summary>A caller's write on its way to a commit; its task completes after that.</summary>
internal sealed class PendingWrite : TaskCompletionSource<int[]>
{
    private readonly CancellationTokenRegistration _cancellation;
    private int _begun;

    public PendingWrite(IReadOnlyList<Statement> statements, long enqueuedAt, CancellationToken cancellationToken)
        : base(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        Statements = statements;
        EnqueuedAt = enqueuedAt;
        Affected = new int[statements.Count];
        _cancellation = cancellationToken.UnsafeRegister(
            static (write, token) =>
            {
                if (((PendingWrite)write!).TakeOver())
                    ((PendingWrite)write).TrySetCanceled(token);
            },
            this);
    }

    public IReadOnlyList<Statement> Statements { get; }

    /// <summary>In ticks of the storage's clock.</summary>
    public long EnqueuedAt { get; }

    /// <summary>Rows changed by each statement; becomes the result with <see cref="Complete"/>.</summary>
    public int[] Affected { get; }

    /// <summary>From here on the write cannot be cancelled. False: it was.</summary>
    public bool TryBegin()
    {
        if (!TakeOver())
            return false;
        _cancellation.Unregister();
        return true;
    }

    /// <summary>Its transaction is committed.</summary>
    public void Complete() => TrySetResult(Affected);

    private bool TakeOver() => Interlocked.Exchange(ref _begun, 1) == 0;
}
