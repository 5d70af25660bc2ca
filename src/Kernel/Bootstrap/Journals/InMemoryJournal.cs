using XmppActors.Kernel.Persistence;

namespace XmppActors.Kernel.Bootstrap.Journals;

/// <summary>A journal that ends with the process; several systems of one process may share it.</summary>
public sealed class InMemoryJournal : IJournal
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Kept> _kept = [];

    public Task<long> ClaimAsync(JournalOwner owner, CancellationToken cancellationToken = default) => Do(
        owner.PersistenceId,
        kept =>
        {
            if (kept.Owner is { } other && other.Epoch > owner.Epoch && owner.Epoch != 0) throw new StaleOwnerException(owner);
            kept.Owner = owner;
            return kept.HighestSequenceNr;
        },
        cancellationToken);

    public Task<JournalSnapshot?> FindSnapshotAsync(
        string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellationToken = default) => Do(
        persistenceId,
        kept => kept.Snapshots.Values.LastOrDefault(snapshot => criteria.Admits(snapshot.SequenceNr, snapshot.Created)),
        cancellationToken);

    public Task<IReadOnlyList<JournalEvent>> ReadAsync(
        string persistenceId, long fromSequenceNr, long toSequenceNr, int limit, CancellationToken cancellationToken = default) =>
        Do<IReadOnlyList<JournalEvent>>(
            persistenceId,
            kept =>
            {
                var found = new List<JournalEvent>();
                for (var i = kept.IndexOf(fromSequenceNr); i < kept.Events.Count && found.Count < limit; i++)
                {
                    if (kept.Events[i].SequenceNr > toSequenceNr) break;
                    found.Add(kept.Events[i]);
                }

                return found;
            },
            cancellationToken);

    public Task AppendAsync(JournalOwner owner, IReadOnlyList<JournalEvent> events, CancellationToken cancellationToken = default) => Write(
        owner,
        kept =>
        {
            if (events.Count == 0) return;
            if (events[0].SequenceNr != kept.HighestSequenceNr + 1) throw new StaleOwnerException(owner);
            kept.Events.AddRange(events);
            kept.HighestSequenceNr = events[^1].SequenceNr;
        },
        cancellationToken);

    public Task DeleteEventsAsync(JournalOwner owner, long toSequenceNr, CancellationToken cancellationToken = default) => Write(
        owner, kept => kept.Events.RemoveRange(0, kept.IndexOf(toSequenceNr + 1)), cancellationToken);

    public Task SaveSnapshotAsync(JournalOwner owner, JournalSnapshot snapshot, CancellationToken cancellationToken = default) => Write(
        owner, kept => kept.Snapshots[snapshot.SequenceNr] = snapshot, cancellationToken);

    public Task DeleteSnapshotsAsync(
        JournalOwner owner, SnapshotSelectionCriteria criteria, CancellationToken cancellationToken = default) => Write(
        owner,
        kept =>
        {
            foreach (var snapshot in kept.Snapshots.Values.ToArray())
            {
                if (criteria.Admits(snapshot.SequenceNr, snapshot.Created)) kept.Snapshots.Remove(snapshot.SequenceNr);
            }
        },
        cancellationToken);

    private Task<bool> Write(JournalOwner owner, Action<Kept> write, CancellationToken cancellationToken) => Do(
        owner.PersistenceId,
        kept =>
        {
            if (kept.Owner != owner) throw new StaleOwnerException(owner);
            write(kept);
            return true;
        },
        cancellationToken);

    private Task<T> Do<T>(string persistenceId, Func<Kept, T> call, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<T>(cancellationToken);
        try
        {
            lock (_gate)
            {
                if (!_kept.TryGetValue(persistenceId, out var kept)) _kept.Add(persistenceId, kept = new Kept());
                return Task.FromResult(call(kept));
            }
        }
        catch (StaleOwnerException refusal)
        {
            return Task.FromException<T>(refusal);
        }
    }

    private sealed class Kept
    {
        internal JournalOwner? Owner { get; set; }

        internal long HighestSequenceNr { get; set; }

        internal List<JournalEvent> Events { get; } = []; // Without gaps: what is deleted is deleted from the start.

        internal SortedList<long, JournalSnapshot> Snapshots { get; } = [];

        /// <summary>Of the event with a number, or the place where it would be.</summary>
        internal int IndexOf(long sequenceNr) =>
            Events.Count == 0 ? 0 : (int)Math.Clamp(sequenceNr - Events[0].SequenceNr, 0, Events.Count);
    }
}
