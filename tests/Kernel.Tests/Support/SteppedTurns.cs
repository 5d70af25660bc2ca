using XmppActors.Kernel.Bootstrap;

namespace XmppActors.Kernel.Support;

/// <summary>Runs turns on the test's thread, when told to; by a seed in any order that a thread pool could choose, else in the order in
/// which they were scheduled.</summary>
internal sealed class SteppedTurns(int? seed = null) : ITurnDispatcher
{
    private readonly Lock _gate = new();
    private readonly List<IThreadPoolWorkItem> _turns = [];
    private readonly Random? _random = seed is null ? null : new Random(seed.Value);
    private TaskCompletionSource? _scheduled;

    public void Schedule(IThreadPoolWorkItem turn)
    {
        lock (_gate)
        {
            _turns.Add(turn);
            _scheduled?.TrySetResult();
            _scheduled = null;
        }
    }

    /// <summary>Completes when a turn is waiting.</summary>
    internal Task NextAsync()
    {
        lock (_gate)
        {
            if (_turns.Count > 0) return Task.CompletedTask;
            _scheduled ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _scheduled.Task;
        }
    }

    /// <summary>Runs one turn.</summary>
    /// <returns><c>false</c> if none was waiting.</returns>
    internal bool RunOne()
    {
        IThreadPoolWorkItem turn;
        lock (_gate)
        {
            if (_turns.Count == 0) return false;
            var chosen = _random?.Next(_turns.Count) ?? 0;
            turn = _turns[chosen];
            _turns.RemoveAt(chosen);
        }

        turn.Execute();
        return true;
    }

    /// <summary>Runs turns until no actor has anything to do.</summary>
    internal void RunAll()
    {
        while (RunOne())
        {
        }
    }
}
