namespace XmppActors.Kernel.Cluster.Leases.Postgres;

/// <summary>How long the database is waited for.</summary>
internal sealed record PostgresTimes
{
    /// <summary>Longest wait for an answer, connecting included; the connection is given up then.</summary>
    internal TimeSpan Answer { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest time between two looks of a watch.</summary>
    internal TimeSpan Look { get; init; } = TimeSpan.FromMilliseconds(500);
}
