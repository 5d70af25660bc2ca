using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Cluster.Core;
using XmppActors.Kernel.Cluster.Mesh;

namespace XmppActors.Kernel.Cluster.Sharding;

/// <summary>Lets a node that leaves go only when nothing is under way between it and the others: else messages that it refuses as its last
/// act would be in doubt.</summary>
/// <remarks>
/// The node says that it leaves; each other node confirms as soon as it sends it nothing any more and has its answers to all that it did send.
/// Until then, or until <see cref="Patience"/> is over, the end of its last shard is kept back; for without shards it would be gone.
/// </remarks>
internal sealed class Farewell(ShardingNode cluster) : IFrameHandler, IThreadPoolWorkItem
{
    private const byte Leaves = 1;
    private const byte Confirms = 2;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Lock _gate = new();
    private readonly HashSet<UniqueAddress> _leaving = []; // Wait for our word.
    private readonly HashSet<UniqueAddress> _confirmed = [];
    private readonly List<ShardKey> _keptBack = [];
    private TimeSpan _patienceEnds;
    private bool _isSet;

    /// <summary>A shard has stopped: tells the cluster, at once or in time.</summary>
    internal void ShardStopped(ShardKey shard)
    {
        if (!IsLeaving || cluster.HasShards)
        {
            cluster.Node.ShardStopped(shard);
            return;
        }

        lock (_gate)
        {
            if (_keptBack.Count == 0) _patienceEnds = cluster.Node.Now + Patience;
            _keptBack.Add(shard);
        }

        Look();
    }

    public void OnFrame(UniqueAddress from, ReadOnlySpan<byte> content)
    {
        if (content.IsEmpty) return;
        lock (_gate)
        {
            if (content[0] == Leaves) _leaving.Add(from);
            else if (content[0] == Confirms) _confirmed.Add(from);
        }

        Look();
    }

    void IThreadPoolWorkItem.Execute()
    {
        lock (_gate) _isSet = false;
        Look();
    }

    private void Run() => cluster.Run(this);

    private bool IsLeaving => cluster.Node.State is { WantsToLeave: true } or { Me.Status: Core.MemberStatus.Leaving };

    private void Look()
    {
        ShardKey[] stopped = [];
        lock (_gate)
        {
            _leaving.RemoveWhere(leaving => cluster.IsGone(leaving) || (cluster.SendsNothingTo(leaving) && TrySay(leaving, Confirms)));
            if (_keptBack.Count > 0 && MayGo())
            {
                stopped = [.. _keptBack];
                _keptBack.Clear();
            }

            if (_leaving.Count + _keptBack.Count > 0 && !_isSet && !cluster.IsOver)
            {
                _isSet = true;
                cluster.System.SchedulerImpl.Add(new LookAgain(this), Interval);
            }
        }

        foreach (var shard in stopped) cluster.Node.ShardStopped(shard);
    }

    private bool MayGo()
    {
        if (cluster.Node.Now >= _patienceEnds) return true;
        var mayGo = cluster.HasSentAllBut(_keptBack);
        foreach (var member in cluster.Node.State.Members.Members)
        {
            if (member.Address.Equals(cluster.Self) || member.Status == Core.MemberStatus.Exiting || _confirmed.Contains(member.Address)) continue;
            TrySay(member.Address, Leaves);
            mayGo = false;
        }

        return mayGo;
    }

    private bool TrySay(UniqueAddress to, byte word) => cluster.Mesh.TrySend(to, word, static (word, buffer) =>
    {
        var span = buffer.GetSpan(2);
        span[0] = (byte)FrameKind.Farewell;
        span[1] = word;
        buffer.Advance(2);
    });

    private sealed class LookAgain(Farewell farewell) : Appointment
    {
        internal override void Keep() => farewell.Run();
    }
}
