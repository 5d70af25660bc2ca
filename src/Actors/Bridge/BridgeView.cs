using System.Collections.Immutable;
using XmppActors.Transport.Hazelcast;

namespace XmppActors.Actors.Bridge;

/// <summary>The other cluster as the bridge sees it. Immutable.</summary>
/// <param name="Phase">How far the bridge is.</param>
/// <param name="Trouble">Why it is not further, in a sentence for the operator. Null: nothing is wrong.</param>
/// <param name="Members">In the order of the cluster's list, the master first; empty while not joined.</param>
/// <param name="Self">Our own UUID in that list.</param>
internal sealed record BridgeView(BridgePhase Phase, string? Trouble, ImmutableArray<BridgeMember> Members, Guid Self)
{
    public static readonly BridgeView Empty = new(BridgePhase.Seeking, null, [], Guid.Empty);
}

/// <summary>A member and since when it is known.</summary>
internal sealed record BridgeMember(HazelcastMember Member, DateTimeOffset Since);

internal enum BridgePhase
{
    /// <summary>Looks for a cluster at the addresses that it was told.</summary>
    Seeking,

    /// <summary>Has found the master and waits to be taken in.</summary>
    Joining,

    /// <summary>Is in the list.</summary>
    Joined,

    /// <summary>No older member was left, and it must not be the oldest: it is away for a moment.</summary>
    Aside,
}
