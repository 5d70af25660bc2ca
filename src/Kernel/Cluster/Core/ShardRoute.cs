namespace XmppActors.Kernel.Cluster.Core;

/// <summary>Where messages for a shard go, as far as this node knows.</summary>
internal static class ShardRoute
{
    /// <returns><c>null</c>: hold them; nobody runs the shard, or it is being handed over, or our view is out of date.</returns>
    internal static UniqueAddress? OwnerOf(ClusterState state, ShardKey shard)
    {
        if (!state.Allocations.TryGetValue(shard.Type, out var entry)) return null;
        var slot = entry.Document.Slots[shard.Shard];
        return slot.IsStopping || slot.Owner is null || state.Members.Find(slot.Owner) is null ? null : slot.Owner;
    }

    /// <summary>Whether a node that was sent messages has certainly stopped, so that what it has not answered is in doubt for good. Documents of
    /// a store that has just lost writes do not tell: who is missing in them may only have been forgotten.</summary>
    internal static bool IsGone(ClusterState state, UniqueAddress target) => state.IsSettled && state.Members.Find(target) is null;
}
