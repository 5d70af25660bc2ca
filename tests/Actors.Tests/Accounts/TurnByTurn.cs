using XmppActors.Kernel.Bootstrap;

namespace XmppActors.Actors.Tests.Accounts;

/// <summary>
/// Runs the actors' turns on the test's own thread, one after the other, until none is left: nothing to wait for,
/// nothing by chance.
/// </summary>
internal sealed class TurnByTurn : ITurnDispatcher, IDisposable
{
    private readonly Queue<IThreadPoolWorkItem> _turns = [];
    private readonly SemaphoreSlim _scheduled = new(0);

    public void Schedule(IThreadPoolWorkItem turn)
    {
        lock (_turns)
            _turns.Enqueue(turn);
        _scheduled.Release();
    }

    public void Dispose() => _scheduled.Dispose();

    public void Run()
    {
        while (TryTake(out var turn))
            turn!.Execute();
    }

    /// <summary>Also waits for turns that other threads' work brings, until the condition holds.</summary>
    public async Task RunUntilAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        Run();
        while (!condition())
        {
            await _scheduled.WaitAsync(cancellationToken);
            Run();
        }
    }

    private bool TryTake(out IThreadPoolWorkItem? turn)
    {
        lock (_turns)
            return _turns.TryDequeue(out turn);
    }
}
