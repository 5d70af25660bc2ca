namespace XmppActors.Kernel.Persistence;

/// <summary>The events up to a number are forgotten.</summary>
public sealed class DeleteMessagesSuccess(long toSequenceNr) : IEquatable<DeleteMessagesSuccess>
{
    public long ToSequenceNr { get; } = toSequenceNr;

    public bool Equals(DeleteMessagesSuccess? other) => other is not null && ToSequenceNr == other.ToSequenceNr;

    public override bool Equals(object? obj) => Equals(obj as DeleteMessagesSuccess);

    public override int GetHashCode() => ToSequenceNr.GetHashCode();

    public override string ToString() => $"{nameof(DeleteMessagesSuccess)} up to {ToSequenceNr}";
}

public sealed class DeleteMessagesFailure(Exception cause, long toSequenceNr) : IEquatable<DeleteMessagesFailure>
{
    public Exception Cause { get; } = cause;

    public long ToSequenceNr { get; } = toSequenceNr;

    public bool Equals(DeleteMessagesFailure? other) =>
        other is not null && Cause.Equals(other.Cause) && ToSequenceNr == other.ToSequenceNr;

    public override bool Equals(object? obj) => Equals(obj as DeleteMessagesFailure);

    public override int GetHashCode() => HashCode.Combine(Cause, ToSequenceNr);

    public override string ToString() => $"{nameof(DeleteMessagesFailure)} up to {ToSequenceNr}: {Cause.Message}";
}

/// <summary>The snapshots that the criteria admit are forgotten.</summary>
public sealed class DeleteSnapshotsSuccess(SnapshotSelectionCriteria criteria) : IEquatable<DeleteSnapshotsSuccess>
{
    public SnapshotSelectionCriteria Criteria { get; } = criteria;

    public bool Equals(DeleteSnapshotsSuccess? other) => other is not null && Criteria.Equals(other.Criteria);

    public override bool Equals(object? obj) => Equals(obj as DeleteSnapshotsSuccess);

    public override int GetHashCode() => Criteria.GetHashCode();

    public override string ToString() => $"{nameof(DeleteSnapshotsSuccess)}: {Criteria}";
}

public sealed class DeleteSnapshotsFailure(SnapshotSelectionCriteria criteria, Exception cause) : IEquatable<DeleteSnapshotsFailure>
{
    public SnapshotSelectionCriteria Criteria { get; } = criteria;

    public Exception Cause { get; } = cause;

    public bool Equals(DeleteSnapshotsFailure? other) =>
        other is not null && Criteria.Equals(other.Criteria) && Cause.Equals(other.Cause);

    public override bool Equals(object? obj) => Equals(obj as DeleteSnapshotsFailure);

    public override int GetHashCode() => HashCode.Combine(Criteria, Cause);

    public override string ToString() => $"{nameof(DeleteSnapshotsFailure)}: {Criteria}: {Cause.Message}";
}
