using XmppActors.Kernel.Bootstrap;

namespace XmppActors.Conversations.Runner;

/// <summary>Runs actors' turns on the thread pool, as without it, and knows when none is queued or running.</summary>
internal sealed class CountedTurns : ITurnDispatcher
{
    private readonly Lock _sync = new();
    private int _open;
    private TaskCompletionSource? _idle;

    public void Schedule(IThreadPoolWorkItem turn)
    {
        lock (_sync)
            _open++;
        ThreadPool.UnsafeQueueUserWorkItem(static work => work.Turns.Run(work.Turn), (Turns: this, Turn: turn), preferLocal: false);
    }

    /// <summary>Completes at a moment at which no actor has anything to do. What a turn makes others do counts before it ends.</summary>
    public Task IdleAsync()
    {
        lock (_sync)
        {
            if (_open == 0)
                return Task.CompletedTask;
            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    private void Run(IThreadPoolWorkItem turn)
    {
        turn.Execute();
        lock (_sync)
        {
            if (--_open > 0)
                return;
            _idle?.SetResult();
            _idle = null;
        }
    }
}
