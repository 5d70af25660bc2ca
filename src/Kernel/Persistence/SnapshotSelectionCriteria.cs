namespace XmppActors.Kernel.Persistence;

/// <summary>Which snapshots are meant; all bounds are included.</summary>
public sealed class SnapshotSelectionCriteria : IEquatable<SnapshotSelectionCriteria>
{
    public SnapshotSelectionCriteria(
        long maxSequenceNr, DateTime maxTimeStamp, long minSequenceNr = 0, DateTime? minTimestamp = null)
    {
        MaxSequenceNr = maxSequenceNr;
        MaxTimeStamp = maxTimeStamp;
        MinSequenceNr = minSequenceNr;
        MinTimestamp = minTimestamp ?? DateTime.MinValue;
    }

    public SnapshotSelectionCriteria(long maxSequenceNr) : this(maxSequenceNr, DateTime.MaxValue)
    {
    }

    /// <summary>No snapshot.</summary>
    public static SnapshotSelectionCriteria None { get; } = new(0, DateTime.MinValue);

    /// <summary>Any snapshot.</summary>
    public static SnapshotSelectionCriteria Latest { get; } = new(long.MaxValue, DateTime.MaxValue);

    public long MaxSequenceNr { get; }

    /// <summary>In UTC.</summary>
    public DateTime MaxTimeStamp { get; }

    public long MinSequenceNr { get; }

    /// <summary>In UTC.</summary>
    public DateTime? MinTimestamp { get; }

    public bool Equals(SnapshotSelectionCriteria? other) => other is not null
        && MaxSequenceNr == other.MaxSequenceNr && MaxTimeStamp == other.MaxTimeStamp
        && MinSequenceNr == other.MinSequenceNr && MinTimestamp == other.MinTimestamp;

    public override bool Equals(object? obj) => Equals(obj as SnapshotSelectionCriteria);

    public override int GetHashCode() => HashCode.Combine(MaxSequenceNr, MaxTimeStamp, MinSequenceNr, MinTimestamp);

    public override string ToString() =>
        $"snapshots {MinSequenceNr} to {MaxSequenceNr}, from {MinTimestamp:O} to {MaxTimeStamp:O}";

    internal bool Admits(long sequenceNr, DateTime created) =>
        sequenceNr >= MinSequenceNr && sequenceNr <= MaxSequenceNr && created >= MinTimestamp && created <= MaxTimeStamp;

    /// <summary>The same, up to a number.</summary>
    internal SnapshotSelectionCriteria UpTo(long sequenceNr) =>
        MaxSequenceNr <= sequenceNr ? this : new SnapshotSelectionCriteria(sequenceNr, MaxTimeStamp, MinSequenceNr, MinTimestamp);
}
