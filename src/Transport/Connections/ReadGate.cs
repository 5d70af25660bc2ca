using System.Threading.Tasks.Sources;

namespace XmppActors.Transport.Connections;

/// <summary>Back-pressure: counts what the sink was given and has not yet processed, and holds the reader while that is
/// too much.</summary>
/// <remarks>One waiter; everything else from any thread. After a pause the reader goes on once half of the window is
/// free, not for every item.</remarks>
internal sealed class ReadGate : IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _opening = new() { RunContinuationsAsynchronously = true };
    private int _outstanding;
    private int _window;
    private bool _isForced;
    private bool _isShut;
    private int _isWaiting;

    /// <summary>Most bytes outstanding with which the gate is open; at 0, one item closes it.</summary>
    public int Window
    {
        get => Volatile.Read(ref _window);
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            Volatile.Write(ref _window, value);
            WakeIfOpen();
        }
    }

    public bool IsOpen => IsOpenFor(Window);

    /// <summary>Whether the reader is held now.</summary>
    public bool IsHolding => Volatile.Read(ref _isWaiting) != 0;

    /// <summary>An item is on its way to the sink.</summary>
    public void Add(int bytes) => Interlocked.Add(ref _outstanding, bytes);

    /// <summary>The sink is done with an item.</summary>
    public void Release(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        int left = Interlocked.Add(ref _outstanding, -bytes);
        if (left < 0)
            // Released twice: no reason to let in more than the window later.
            Interlocked.CompareExchange(ref _outstanding, 0, left);
        WakeIfOpen();
    }

    /// <summary>The sink is done with all items.</summary>
    public void ReleaseAll()
    {
        Interlocked.Exchange(ref _outstanding, 0);
        WakeIfOpen();
    }

    /// <summary>Shuts the gate, whatever is released: only <see cref="Force"/> opens it again.</summary>
    public void Shut() => Volatile.Write(ref _isShut, true);

    /// <summary>Opens the gate for good: the stream is ending.</summary>
    public void Force()
    {
        Volatile.Write(ref _isForced, true);
        WakeIfOpen();
    }

    /// <summary>Completes when the gate is open.</summary>
    public ValueTask WaitAsync()
    {
        if (IsOpen)
            return default;
        _opening.Reset();
        Interlocked.Exchange(ref _isWaiting, 1);
        WakeIfOpen(); // What was released since the first look has not seen a waiter.
        return new ValueTask(this, _opening.Version);
    }

    private bool IsOpenFor(int most) =>
        Volatile.Read(ref _isForced) || (!Volatile.Read(ref _isShut) && Volatile.Read(ref _outstanding) <= most);

    private void WakeIfOpen()
    {
        if (Volatile.Read(ref _isWaiting) == 0)
            return;
        if (IsOpenFor(Window / 2) && Interlocked.Exchange(ref _isWaiting, 0) == 1)
            _opening.SetResult(true);
    }

    void IValueTaskSource.GetResult(short token) => _opening.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _opening.GetStatus(token);

    void IValueTaskSource.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _opening.OnCompleted(continuation, state, token, flags);
}
