using System.Collections.Immutable;
using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Cluster.Core;

namespace XmppActors.Kernel.Cluster;

/// <summary>The membership as the node agreed on it with the others, in the words of the public surface.</summary>
internal sealed class ClusterMembership : IMembership, IClusterListener
{
    private readonly IClusterNode _node;
    private readonly Address _address;

    internal ClusterMembership(IClusterNode node, Address address)
    {
        _node = node;
        _address = address;
        _node.Subscribe(this);
    }

    public event Action? Changed;

    public Member Self
    {
        get
        {
            var unlisted = MemberOf(_node.Self, int.MaxValue, IsTerminated ? MemberStatus.Removed : MemberStatus.Joining, _node.State.Roles);
            return !IsTerminated && State.Members.TryGetValue(unlisted, out var listed) ? listed : unlisted;
        }
    }

    public bool IsTerminated => _node.State.Phase is NodePhase.Fenced or NodePhase.Exited;

    public ClusterEvent.CurrentClusterState State => Read(_node.State);

    public void OnState(ClusterState before, ClusterState now) => Changed?.Invoke();

    public void OnStartShard(ShardKey shard, long epoch)
    {
    }

    public void OnStopShard(ShardKey shard)
    {
    }

    public void OnAbortShard(ShardKey shard)
    {
    }

    public void OnFenced(string reason)
    {
    }

    private ClusterEvent.CurrentClusterState Read(ClusterState state)
    {
        var members = ImmutableSortedSet.CreateBuilder<Member>();
        var unreachable = ImmutableHashSet.CreateBuilder<Member>();
        for (var age = 0; age < state.Members.Members.Length; age++)
        {
            var found = state.Members.Members[age];
            var member = MemberOf(found.Address, age, (MemberStatus)(int)found.Status, found.Roles);
            members.Add(member);
            if (!found.Address.Equals(state.Self) && state.Peers.TryGetValue(found.Address, out var peer) && peer.UnreachableSince < Moment.Future)
                unreachable.Add(member);
        }

        var leader = ClusterCore.Leader(state);
        return new ClusterEvent.CurrentClusterState(members.ToImmutable(), unreachable.ToImmutable(), leader is null ? null : AddressOf(leader));
    }

    private Member MemberOf(UniqueAddress address, int age, MemberStatus status, ImmutableArray<string> roles) =>
        new(AddressOf(address), address.Text, age, status, [.. roles]);

    private Address AddressOf(UniqueAddress address) => new(_address.Protocol, _address.System, address.Host, address.Port);
}
