namespace XmppActors.Kernel.Cluster.Leases.Postgres;

/// <summary>The newest that this node has seen of the store. It goes with every call, so that a database which was put back is noticed.</summary>
/// <param name="Token">Of the generation.</param>
internal readonly record struct PostgresSight(long Generation, Guid Token, long Revision)
{
    internal StoreHeader Header => new(Generation, Revision);

    internal bool IsNewerThan(PostgresSight other) =>
        Generation > other.Generation || (Generation == other.Generation && Revision > other.Revision);
}
