namespace XmppActors.Actors.Membership;

/// <summary>Says whether the cluster's membership has changed lately, so that entities may have moved: read by any actor, written
/// by <see cref="MembershipWatch"/>.</summary>
internal sealed class RecentChanges(TimeProvider time)
{
    private long _last;     // Timestamp; 0: never.
    private long _lastLoss; // The same, of a member that is gone.

    /// <param name="within">How long a change counts.</param>
    public bool AreThere(TimeSpan within) =>
        Volatile.Read(ref _last) is not 0 and var last && time.GetElapsedTime(last) < within;

    /// <summary>As <see cref="AreThere"/>, of members that are gone.</summary>
    public bool AreLossesThere(TimeSpan within) =>
        Volatile.Read(ref _lastLoss) is not 0 and var last && time.GetElapsedTime(last) < within;

    public void Lost() => Volatile.Write(ref _lastLoss, time.GetTimestamp());

    public void Happened() => Volatile.Write(ref _last, time.GetTimestamp());
}

/// <summary>Notes each change of the membership.</summary>
internal sealed class MembershipWatch(RecentChanges changes) : UntypedActor
{
    protected override void PreStart() => Cluster.Get(Context.System).Subscribe(
        Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent));

    protected override void PostStop() => Cluster.Get(Context.System).Unsubscribe(Self);

    protected override void OnReceive(object message)
    {
        if (message is ClusterEvent.MemberRemoved)
            changes.Lost();
        if (message is ClusterEvent.IMemberEvent)
            changes.Happened();
        else
            Unhandled(message);
    }
}
