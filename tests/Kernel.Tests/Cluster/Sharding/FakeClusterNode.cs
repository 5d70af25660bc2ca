using System.Collections.Immutable;
using XmppActors.Kernel.Cluster;
using XmppActors.Kernel.Cluster.Core;
using CoreMember = XmppActors.Kernel.Cluster.Core.Member;
using CoreStatus = XmppActors.Kernel.Cluster.Core.MemberStatus;

namespace XmppActors.Kernel.ClusterShardingTests;

/// <summary>A node that does what the test says, as if the core had decided it.</summary>
internal sealed class FakeClusterNode(UniqueAddress self, Func<TimeSpan> now) : IClusterNode
{
    private IClusterListener? _listener;
    private ClusterState _state = ClusterState.Create(self, new ClusterSettings { ShardCount = ShardCount }, [], [], "1") with
    {
        Phase = NodePhase.Member,
        IsSynced = true,
    };

    internal const int ShardCount = 8;

    public UniqueAddress Self => self;

    public ClusterState State => _state;

    public TimeSpan Now => now();

    public TimeSpan ActsUntil { get; set; } = Moment.Future;

    /// <summary>Shards that were said to have stopped.</summary>
    internal List<ShardKey> Stopped { get; } = [];

    internal IClusterListener Listener => _listener!;

    /// <summary>Called with each shard that was said to have stopped.</summary>
    internal Action<ShardKey>? OnStopped { get; set; }

    public void Subscribe(IClusterListener listener) => _listener = listener;

    public void ShardStopped(ShardKey shard)
    {
        lock (Stopped) Stopped.Add(shard);
        OnStopped?.Invoke(shard);
    }

    internal void Show(IEnumerable<UniqueAddress> members, string type, ImmutableArray<Slot> slots)
    {
        var before = _state;
        _state = before with
        {
            Members = new MembersDocument(0, [.. members.Select(member => new CoreMember(member, CoreStatus.Up, 1, [], "1", null))]),
            Allocations = before.Allocations.SetItem(type, new AllocationEntry(1, new AllocationDocument(1, slots))),
        };
        _listener!.OnState(before, _state);
    }
}
