namespace XmppActors.Kernel.Actor;

/// <summary>The sender of an <c>Ask</c>: its first message completes a task, and it has ended then.</summary>
internal sealed class FutureActorRef<T>(ActorSystemImpl system) : InternalActorRef
{
    // Also the lock of the watchers: nobody else sees it.
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _uid; // 0 until somebody wants to see the path.
    private bool _isExported; // Under the lock.
    private List<InternalActorRef>? _watchers;
    private Deadline? _deadline;
    private CancellationTokenRegistration _cancellation;

    public override ActorPath Path
    {
        get
        {
            var uid = Uid;
            return new ChildActorPath(system.TempPath, AnonymousName.Of(_uid), uid);
        }
    }

    internal override long Uid
    {
        get
        {
            if (Volatile.Read(ref _uid) == 0) Interlocked.CompareExchange(ref _uid, system.NextUid(), 0);
            return system.UidOf(_uid);
        }
    }

    internal override ActorSystemImpl SystemImpl => system;

    internal Task<T> Task => _answer.Task;

    public override void Tell(object message, IActorRef? sender)
    {
        ThrowIfNull(message);
        var isFirst = message switch
        {
            T answer => _answer.TrySetResult(answer),
            Status.Failure failure => _answer.TrySetException(failure.Cause),
            _ => _answer.TrySetException(new ArgumentException(
                $"Received message of type [{message.GetType()}] - Ask expected message of type [{typeof(T)}]")),
        };
        if (isFirst) End();
        else system.DeadLetters.Tell(new Event.DeadLetter(message, sender ?? system.DeadLetters, this), sender);
    }

    internal override bool TryMarkExported()
    {
        lock (_answer)
        {
            _isExported |= !_answer.Task.IsCompleted;
            return _isExported;
        }
    }

    internal override void SendSystem(SystemMessage message)
    {
        switch (message)
        {
            case AddWatcher watch:
                lock (_answer)
                {
                    if (!_answer.Task.IsCompleted)
                    {
                        (_watchers ??= []).Add(watch.Watcher);
                        return;
                    }
                }

                message.ApplyToDead(this);
                break;
            case RemoveWatcher unwatch:
                lock (_answer) _watchers?.Remove(unwatch.Watcher);
                break;
            case TerminateActor when _answer.TrySetCanceled():
                End();
                break;
        }
    }

    /// <summary>Bounds the wait; before the question is told.</summary>
    internal void Expect(TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (timeout != Timeout.InfiniteTimeSpan)
        {
            _deadline = new Deadline(this, timeout);
            system.SchedulerImpl.Add(_deadline, timeout);
        }

        if (!cancellationToken.CanBeCanceled) return;
        _cancellation = cancellationToken.UnsafeRegister(static (state, token) =>
        {
            var future = (FutureActorRef<T>)state!;
            if (future._answer.TrySetCanceled(token)) future.End();
        }, this);
    }

    private void End()
    {
        if (_deadline is not null) system.SchedulerImpl.Cancel(_deadline);
        _cancellation.Unregister();
        List<InternalActorRef>? watchers;
        bool wasExported;
        lock (_answer)
        {
            wasExported = _isExported;
            _isExported = false;
            watchers = _watchers;
            _watchers = null;
        }

        if (wasExported) system.LocalRefs.Forget(Uid);
        if (watchers is null) return;
        foreach (var watcher in watchers) watcher.SendSystem(new WatchedEnded(this, existenceConfirmed: true));
    }

    private sealed class Deadline(FutureActorRef<T> future, TimeSpan timeout) : Appointment
    {
        internal override void Keep()
        {
            var exception = new AskTimeoutException($"No answer within {timeout}.");
            if (future._answer.TrySetException(exception)) future.End();
        }
    }
}
