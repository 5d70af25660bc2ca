namespace XmppActors.Conversations.Runner;

/// <summary>What a participant has received and the script has not yet spoken of, in order.</summary>
internal sealed class Inbox
{
    private readonly Lock _lock = new();
    private readonly List<Received> _items = [];
    private TaskCompletionSource _changed = New();

    public IReadOnlyList<Received> Items
    {
        get
        {
            lock (_lock)
                return [.. _items];
        }
    }

    public void Add(Received item)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            _items.Add(item);
            (changed, _changed) = (_changed, New());
        }
        changed.SetResult();
    }

    public void Clear()
    {
        lock (_lock)
            _items.Clear();
    }

    /// <summary>The first item, when there is one; it stays.</summary>
    public async Task<Received> PeekAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_items.Count > 0)
                    return _items[0];
                changed = _changed.Task;
            }
            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Takes the first item out, when there is one.</summary>
    public Task<Received> TakeAsync(CancellationToken cancellationToken) =>
        TakeAsync(static _ => true, cancellationToken);

    /// <summary>Takes the first item that fits out of its place, when there is one.</summary>
    public async Task<Received> TakeAsync(Predicate<Received> fits, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                var index = _items.FindIndex(fits);
                if (index >= 0)
                {
                    var item = _items[index];
                    _items.RemoveAt(index);
                    return item;
                }
                changed = _changed.Task;
            }
            await changed.WaitAsync(cancellationToken);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
