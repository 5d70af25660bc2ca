using System.Collections.Immutable;

namespace XmppActors.Actors.Streams.Settling;

/// <summary>The other nodes as streams on this one see them: read by any of them, kept up to date by their parents.</summary>
internal sealed class ClusterView
{
    private ImmutableArray<Address> _others = [];

    /// <summary>No other node has a part in what happens here: what is told has arrived.</summary>
    public bool IsAlone { get; private set; } = true;

    /// <summary>The other members that are up, in the order of their addresses.</summary>
    public ImmutableArray<Address> Others => _others;

    /// <summary>The present members of the system's cluster; of a system that is alone, itself.</summary>
    public void Refresh(ActorSystem system)
    {
        var cluster = Cluster.Get(system);
        var isAlone = true;
        var others = ImmutableArray.CreateBuilder<Address>();
        foreach (var member in cluster.State.Members)
        {
            if (member.Address.Equals(cluster.SelfAddress)) continue;
            isAlone &= member.Status == MemberStatus.Joining;
            if (member.Status == MemberStatus.Up) others.Add(member.Address);
        }

        Set(others.ToImmutable(), isAlone);
    }

    /// <param name="others">See <see cref="Others"/>.</param>
    /// <param name="isAlone">See <see cref="IsAlone"/>.</param>
    public void Set(ImmutableArray<Address> others, bool isAlone) => (_others, IsAlone) = (others, isAlone);
}

/// <summary>Told by their parent to all streams: a member is gone for good, and with it what it was told lately.</summary>
/// <param name="IsToldAgain">Others may hear of it later, and tell it something meanwhile.</param>
internal sealed record MemberGone(bool IsToldAgain = false);
