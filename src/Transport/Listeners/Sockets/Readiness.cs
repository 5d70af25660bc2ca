using System.Threading.Tasks.Sources;

namespace XmppActors.Transport.Listeners.Sockets;

/// <summary>Whether a socket is worth trying in one direction, as edge-triggered events tell it. One user waits; one
/// poller signals.</summary>
internal sealed class Readiness(bool isReady) : IValueTaskSource<int>
{
    private const int NotReady = 0;
    private const int Ready = 1;
    private const int Awaited = 2;

    private ManualResetValueTaskSourceCore<int> _source;
    private int _state = isReady ? Ready : NotReady;

    public bool IsReady => Volatile.Read(ref _state) == Ready;

    /// <summary>Whether the waiter goes on in a work item of its own, rather than within <see cref="Signal"/>. Set it
    /// while nobody waits.</summary>
    public bool RunsWaiterAsynchronously
    {
        get => _source.RunContinuationsAsynchronously;
        set => _source.RunContinuationsAsynchronously = value;
    }

    /// <summary>By the user, before a try: an event that comes after this is not lost.</summary>
    public void Clear() => Interlocked.Exchange(ref _state, NotReady);

    /// <summary>By the poller, or by the user after a try that has left something.</summary>
    public void Signal()
    {
        if (Interlocked.Exchange(ref _state, Ready) == Awaited)
            _source.SetResult(0);
    }

    /// <summary>By the user: completes when the socket is worth a try. The number means nothing.</summary>
    public ValueTask<int> WaitAsync()
    {
        if (IsReady)
            return new ValueTask<int>(0);
        _source.Reset();
        return Interlocked.CompareExchange(ref _state, Awaited, NotReady) == NotReady
            ? new ValueTask<int>(this, _source.Version)
            : new ValueTask<int>(0);
    }

    int IValueTaskSource<int>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
