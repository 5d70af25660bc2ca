namespace XmppActors.Kernel.Persistence;

/// <summary>Names a snapshot.</summary>
public sealed class SnapshotMetadata : IEquatable<SnapshotMetadata>
{
    public SnapshotMetadata(string persistenceId, long sequenceNr) : this(persistenceId, sequenceNr, DateTime.MinValue)
    {
    }

    public SnapshotMetadata(string persistenceId, long sequenceNr, DateTime timestamp)
    {
        PersistenceId = persistenceId;
        SequenceNr = sequenceNr;
        Timestamp = timestamp;
    }

    public string PersistenceId { get; }

    /// <summary>Of the last event that it includes.</summary>
    public long SequenceNr { get; }

    /// <summary>In UTC.</summary>
    public DateTime Timestamp { get; }

    public bool Equals(SnapshotMetadata? other) => other is not null
        && PersistenceId == other.PersistenceId && SequenceNr == other.SequenceNr && Timestamp == other.Timestamp;

    public override bool Equals(object? obj) => Equals(obj as SnapshotMetadata);

    public override int GetHashCode() => HashCode.Combine(PersistenceId, SequenceNr, Timestamp);

    public override string ToString() => $"snapshot {SequenceNr} of [{PersistenceId}], {Timestamp:O}";
}
