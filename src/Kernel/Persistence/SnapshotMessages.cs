namespace XmppActors.Kernel.Persistence;

/// <summary>The state that a recovery begins with; the events after it follow.</summary>
public sealed class SnapshotOffer(SnapshotMetadata metadata, object snapshot) : IEquatable<SnapshotOffer>
{
    public SnapshotMetadata Metadata { get; } = metadata;

    public object Snapshot { get; } = snapshot;

    public bool Equals(SnapshotOffer? other) =>
        other is not null && Metadata.Equals(other.Metadata) && Snapshot.Equals(other.Snapshot);

    public override bool Equals(object? obj) => Equals(obj as SnapshotOffer);

    public override int GetHashCode() => HashCode.Combine(Metadata, Snapshot);

    public override string ToString() => $"{nameof(SnapshotOffer)} of {Metadata}";
}

/// <summary>A snapshot is kept.</summary>
public sealed class SaveSnapshotSuccess(SnapshotMetadata metadata) : IEquatable<SaveSnapshotSuccess>
{
    public SnapshotMetadata Metadata { get; } = metadata;

    public bool Equals(SaveSnapshotSuccess? other) => other is not null && Metadata.Equals(other.Metadata);

    public override bool Equals(object? obj) => Equals(obj as SaveSnapshotSuccess);

    public override int GetHashCode() => Metadata.GetHashCode();

    public override string ToString() => $"{nameof(SaveSnapshotSuccess)}: {Metadata}";
}

/// <summary>A snapshot is not kept, or nobody knows; the events are there nevertheless.</summary>
public sealed class SaveSnapshotFailure(SnapshotMetadata metadata, Exception cause) : IEquatable<SaveSnapshotFailure>
{
    public SnapshotMetadata Metadata { get; } = metadata;

    public Exception Cause { get; } = cause;

    public bool Equals(SaveSnapshotFailure? other) =>
        other is not null && Metadata.Equals(other.Metadata) && Cause.Equals(other.Cause);

    public override bool Equals(object? obj) => Equals(obj as SaveSnapshotFailure);

    public override int GetHashCode() => HashCode.Combine(Metadata, Cause);

    public override string ToString() => $"{nameof(SaveSnapshotFailure)}: {Metadata}: {Cause.Message}";
}
