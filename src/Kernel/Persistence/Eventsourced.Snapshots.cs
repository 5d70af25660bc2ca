namespace XmppActors.Kernel.Persistence;

public abstract partial class Eventsourced
{
    /// <summary>Keeps the state, so that a recovery need not replay the events up to now. Bytes are made of it at once. Answered by
    /// <see cref="SaveSnapshotSuccess"/> or <see cref="SaveSnapshotFailure"/>; commands go on meanwhile.</summary>
    public void SaveSnapshot(object snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var metadata = new SnapshotMetadata(PersistenceId, SnapshotSequenceNr, _runtime.Now);
        try
        {
            var made = _runtime.MakeSnapshot(metadata, snapshot);
            _ = TellOutcome(
                _runtime.Write(Owner, made, static (journal, owner, kept) => journal.SaveSnapshotAsync(owner, kept)),
                new SaveSnapshotSuccess(metadata),
                cause => new SaveSnapshotFailure(metadata, cause));
        }
        catch (Exception cause) // A serializer's fault is not the actor's.
        {
            _cell.TellSelf(new SaveSnapshotFailure(metadata, cause), null);
        }
    }

    /// <summary>Forgets the snapshots that the criteria admit. Answered by <see cref="DeleteSnapshotsSuccess"/> or
    /// <see cref="DeleteSnapshotsFailure"/>.</summary>
    public void DeleteSnapshots(SnapshotSelectionCriteria criteria)
    {
        ArgumentNullException.ThrowIfNull(criteria);
        _ = TellOutcome(
            _runtime.Write(Owner, criteria, static (journal, owner, which) => journal.DeleteSnapshotsAsync(owner, which)),
            new DeleteSnapshotsSuccess(criteria),
            cause => new DeleteSnapshotsFailure(criteria, cause));
    }
}
