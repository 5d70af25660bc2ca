using XmppActors.Kernel.Actor;

namespace XmppActors.Kernel.Cluster;

/// <summary>Where <see cref="Cluster"/> gets its answers from.</summary>
internal interface IMembership
{
    Member Self { get; }

    bool IsTerminated { get; }

    ClusterEvent.CurrentClusterState State { get; }

    /// <summary>Raised on any thread after the state has become another one.</summary>
    event Action? Changed;
}

/// <summary>A cluster of one, which is always up.</summary>
internal sealed class LoneMembership : IMembership
{
    internal LoneMembership(Address address)
    {
        Self = new Member(address, address.ToString(), 0, MemberStatus.Up, []);
        State = new ClusterEvent.CurrentClusterState([Self], [], address);
    }

    public Member Self { get; }

    public bool IsTerminated => false;

    public ClusterEvent.CurrentClusterState State { get; }

    public event Action? Changed
    {
        add { }
        remove { }
    }
}
