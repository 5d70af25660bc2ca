using XmppActors.Kernel.Bootstrap.Journals;

namespace XmppActors.Kernel.Persistence;

/// <summary>A journal in memory that does and answers each call when it is told to, or fails it.</summary>
/// <param name="kept">Where it is kept: several may share it.</param>
internal sealed class SlowJournal(InMemoryJournal? kept = null) : IJournal
{
    private readonly InMemoryJournal _inner = kept ?? new InMemoryJournal();
    private readonly Queue<(string Name, Func<Task> Do, Action<Exception> Fail)> _waiting = new();

    internal bool AnswersAtOnce { get; set; } = true;

    /// <summary>The names of the calls that wait, the oldest first.</summary>
    internal IReadOnlyList<string> Waiting => [.. _waiting.Select(call => call.Name)];

    /// <summary>How many events each append had.</summary>
    internal List<int> Appended { get; } = [];

    internal List<JournalOwner> Claims { get; } = [];

    public Task<long> ClaimAsync(JournalOwner owner, CancellationToken cancellationToken = default)
    {
        Claims.Add(owner);
        return Do("claim", () => _inner.ClaimAsync(owner, cancellationToken));
    }

    public Task<JournalSnapshot?> FindSnapshotAsync(
        string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellationToken = default) =>
        Do("find", () => _inner.FindSnapshotAsync(persistenceId, criteria, cancellationToken));

    public Task<IReadOnlyList<JournalEvent>> ReadAsync(
        string persistenceId, long fromSequenceNr, long toSequenceNr, int limit, CancellationToken cancellationToken = default) =>
        Do("read", () => _inner.ReadAsync(persistenceId, fromSequenceNr, toSequenceNr, limit, cancellationToken));

    public Task AppendAsync(JournalOwner owner, IReadOnlyList<JournalEvent> events, CancellationToken cancellationToken = default)
    {
        Appended.Add(events.Count);
        return Do("append", Always(() => _inner.AppendAsync(owner, events, cancellationToken)));
    }

    public Task DeleteEventsAsync(JournalOwner owner, long toSequenceNr, CancellationToken cancellationToken = default) =>
        Do("delete events", Always(() => _inner.DeleteEventsAsync(owner, toSequenceNr, cancellationToken)));

    public Task SaveSnapshotAsync(JournalOwner owner, JournalSnapshot snapshot, CancellationToken cancellationToken = default) =>
        Do("save", Always(() => _inner.SaveSnapshotAsync(owner, snapshot, cancellationToken)));

    public Task DeleteSnapshotsAsync(
        JournalOwner owner, SnapshotSelectionCriteria criteria, CancellationToken cancellationToken = default) =>
        Do("delete snapshots", Always(() => _inner.DeleteSnapshotsAsync(owner, criteria, cancellationToken)));

    internal void Answer(int calls = 1)
    {
        for (; calls > 0; calls--) _waiting.Dequeue().Do();
    }

    internal void AnswerAll()
    {
        while (_waiting.Count > 0) Answer();
    }

    /// <summary>Does nothing of the oldest call.</summary>
    internal void Fail(Exception cause) => _waiting.Dequeue().Fail(cause);

    private static Func<Task<bool>> Always(Func<Task> call) => async () =>
    {
        await call();
        return true;
    };

    private Task<T> Do<T>(string name, Func<Task<T>> call)
    {
        if (AnswersAtOnce) return call();
        var answer = new TaskCompletionSource<T>();
        _waiting.Enqueue((name, async () =>
        {
            try
            {
                answer.SetResult(await call());
            }
            catch (Exception failure)
            {
                answer.SetException(failure);
            }
        }, answer.SetException));
        return answer.Task;
    }
}
