using XmppActors.Kernel.Cluster.Core;
using XmppActors.Kernel.Cluster.Mesh;

namespace XmppActors.Tests.Shared;

/// <summary>A network in memory, without time of its own: what is sent arrives when its work item runs, unless the way is cut.</summary>
/// <remarks>As the mesh over TCP: data frames once and in order between two incarnations, kept while the way is cut; control datagrams are
/// lost then. Data waits for a receiver that does not have the sender among its peers yet.</remarks>
/// <param name="schedule">Runs the work items, which a test can count, each once and in any order; null for the thread pool.</param>
/// <param name="bound">Most undelivered bytes for one peer.</param>
internal sealed class InMemoryMeshNetwork(Action<IThreadPoolWorkItem>? schedule = null, long bound = 32 * 1024 * 1024)
{
    private readonly Dictionary<UniqueAddress, InMemoryMesh> _nodes = [];
    private readonly HashSet<(string From, string To)> _cuts = [];

    /// <summary>Guards the whole network; never held during a call of a receiver.</summary>
    internal Lock Sync { get; } = new();

    internal long Bound => bound;

    internal IMesh Create(UniqueAddress self) => Create(self, mayAct: null);

    /// <param name="mayAct">Asked before anything is delivered: once false, nothing more leaves this node.</param>
    internal IMesh Create(UniqueAddress self, Func<bool>? mayAct)
    {
        lock (Sync)
        {
            var node = new InMemoryMesh(this, self, mayAct ?? (static () => true));
            _nodes.Add(self, node);
            SignalAll();
            return node;
        }
    }

    /// <summary>Nothing passes between the two any more; connections break later than any test looks, so nobody is told.</summary>
    internal void Cut(UniqueAddress one, UniqueAddress other)
    {
        CutOneWay(one, other);
        CutOneWay(other, one);
    }

    internal void CutOneWay(UniqueAddress from, UniqueAddress to)
    {
        lock (Sync)
            _cuts.Add((Place(from), Place(to)));
    }

    /// <summary>All ways are open again.</summary>
    internal void Heal()
    {
        lock (Sync)
        {
            _cuts.Clear();
            foreach (var node in _nodes.Values) node.ScheduleLinks();
            SignalAll();
        }
    }

    /// <summary>Ends a node as kill -9 does: what it has sent and nobody received is gone, and whoever is connected to it notices.</summary>
    internal void Kill(UniqueAddress address)
    {
        lock (Sync)
        {
            var killed = _nodes[address];
            if (!killed.IsAlive) return;
            killed.End();
            foreach (var node in _nodes.Values)
            {
                if (node.HasPeer(address) && IsOpen(node.Self, address)) node.Signal(address, CrashSignals.Reset);
            }

            SignalAll(about: address);
        }
    }

    internal void Schedule(IThreadPoolWorkItem work)
    {
        if (schedule is not null) schedule(work);
        else ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);
    }

    internal InMemoryMesh? Find(UniqueAddress address) => _nodes.GetValueOrDefault(address);

    internal bool IsOpen(UniqueAddress from, UniqueAddress to) =>
        !_cuts.Contains((Place(from), Place(to))) && !_cuts.Contains((Place(to), Place(from)));

    /// <summary>Nodes that connect to one that is gone notice: nobody answers at its address, or somebody else.</summary>
    internal void SignalAll(UniqueAddress? about = null)
    {
        foreach (var gone in _nodes.Values)
        {
            if (gone.IsAlive || (about is not null && gone.Self != about)) continue;
            var signal = _nodes.Values.Any(other => other.IsAlive && other.Self.IsSameHost(gone.Self))
                ? CrashSignals.Replaced
                : CrashSignals.Refused;
            foreach (var node in _nodes.Values)
            {
                if (node.HasPeer(gone.Self) && IsOpen(node.Self, gone.Self)) node.Signal(gone.Self, signal);
            }
        }
    }

    private static string Place(UniqueAddress address) => $"{address.Host}:{address.Port}";
}
