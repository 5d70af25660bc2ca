namespace XmppActors.Kernel.Cluster.Core;

/// <summary>Decides on the receiving node what it takes from one sending node for one shard. Not thread-safe.</summary>
internal sealed class ShardInbox
{
    private long _refusedRound = -1;

    /// <summary>Whether nothing of this round was refused.</summary>
    internal bool Admits(long round) => round > _refusedRound;

    /// <summary>A message was not taken; so none of its round is from now on.</summary>
    internal void Refuse(long round) => _refusedRound = Math.Max(_refusedRound, round);

    /// <param name="round">The round that the message was sent in.</param>
    /// <param name="isAccepting">Whether the shard runs here and takes messages at this moment.</param>
    internal bool TryAccept(long round, bool isAccepting)
    {
        if (isAccepting && Admits(round)) return true;
        Refuse(round);
        return false;
    }
}
