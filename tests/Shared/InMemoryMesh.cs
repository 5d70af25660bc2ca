using System.Buffers;
using XmppActors.Kernel.Cluster.Core;
using XmppActors.Kernel.Cluster.Mesh;

namespace XmppActors.Tests.Shared;

/// <summary>One node of an <see cref="InMemoryMeshNetwork"/>.</summary>
internal sealed class InMemoryMesh(InMemoryMeshNetwork network, UniqueAddress self, Func<bool> mayAct) : IMesh
{
    private readonly Dictionary<UniqueAddress, Link> _links = [];
    private readonly HashSet<UniqueAddress> _givenUp = [];
    private IMeshReceiver? _receiver;

    public UniqueAddress Self => self;

    internal bool IsAlive { get; private set; } = true;

    public Task StartAsync(IMeshReceiver receiver, CancellationToken cancellation)
    {
        lock (network.Sync)
        {
            _receiver = receiver;
            network.SignalAll();
            ScheduleLinksToSelf();
        }

        return Task.CompletedTask;
    }

    public void SetPeers(IReadOnlyCollection<UniqueAddress> peers)
    {
        lock (network.Sync)
        {
            if (!IsAlive) return;
            foreach (var gone in _links.Keys.Where(peer => !peers.Contains(peer)).ToArray())
            {
                _links.Remove(gone);
                _givenUp.Add(gone);
            }

            foreach (var peer in peers)
            {
                if (peer == self || _givenUp.Contains(peer) || !_links.TryAdd(peer, new Link(this, peer))) continue;
                network.Find(peer)?.ScheduleLink(self);
                network.SignalAll(about: peer);
            }
        }
    }

    public void SendControl(UniqueAddress to, ReadOnlyMemory<byte> datagram)
    {
        lock (network.Sync)
        {
            if (!IsAlive || !_links.TryGetValue(to, out var link) || !network.IsOpen(self, to)) return;
            link.Control.Enqueue(datagram.ToArray());
            ScheduleLink(to);
        }
    }

    public bool TrySend<TState>(UniqueAddress to, TState state, Action<TState, IBufferWriter<byte>> write)
    {
        lock (network.Sync)
        {
            if (!IsAlive || !_links.TryGetValue(to, out var link)) return false;
            if (link.Bytes >= network.Bound)
            {
                link.WasRefused = true;
                return false;
            }

            var frame = new ArrayBufferWriter<byte>();
            write(state, frame);
            link.Bytes += frame.WrittenCount;
            link.Data.Enqueue(frame.WrittenSpan.ToArray());
            ScheduleLink(to);
            return true;
        }
    }

    /// <summary>Leaves in order: what was sent arrives no more, and the others find nobody at the address.</summary>
    public ValueTask DisposeAsync()
    {
        lock (network.Sync)
        {
            if (IsAlive)
            {
                End();
                network.SignalAll(about: self);
            }
        }

        return ValueTask.CompletedTask;
    }

    internal void End()
    {
        IsAlive = false;
        _links.Clear();
    }

    internal bool HasPeer(UniqueAddress peer) => IsAlive && _links.ContainsKey(peer);

    internal void ScheduleLinks()
    {
        foreach (var link in _links.Values) ScheduleLink(link.Peer);
    }

    internal void ScheduleLink(UniqueAddress to)
    {
        if (!_links.TryGetValue(to, out var link) || link.IsScheduled || !link.CanDeliver()) return;
        link.IsScheduled = true;
        network.Schedule(link);
    }

    internal void Signal(UniqueAddress peer, CrashSignals signal)
    {
        if (_receiver is { } receiver) network.Schedule(new Call(() => receiver.OnCrashSignal(peer, signal)));
    }

    private void ScheduleLinksToSelf()
    {
        foreach (var peer in _links.Keys) network.Find(peer)?.ScheduleLink(self);
    }

    private sealed class Call(Action action) : IThreadPoolWorkItem
    {
        public void Execute() => action();
    }

    /// <summary>What is on its way to one peer; delivers one thing after the other.</summary>
    private sealed class Link(InMemoryMesh from, UniqueAddress peer) : IThreadPoolWorkItem
    {
        internal UniqueAddress Peer => peer;

        internal Queue<byte[]> Control { get; } = new();

        internal Queue<byte[]> Data { get; } = new();

        internal long Bytes { get; set; }

        internal bool WasRefused { get; set; }

        internal bool IsScheduled { get; set; }

        /// <summary>Whether there is something, the way is open, and the other side takes it.</summary>
        internal bool CanDeliver() =>
            (Control.Count > 0 || Data.Count > 0)
            && from._links.GetValueOrDefault(peer) == this
            && from.Network.IsOpen(from.Self, peer)
            && from.Network.Find(peer) is { _receiver: not null } to
            && to.HasPeer(from.Self);

        public void Execute()
        {
            while (Next() is var (to, datagram, frame, isWritable))
            {
                if (datagram is not null) to.OnControl(from.Self, datagram);
                if (frame is not null) to.OnFrame(from.Self, frame);
                if (isWritable) from._receiver?.OnWritable(peer);
            }
        }

        private (IMeshReceiver To, byte[]? Datagram, byte[]? Frame, bool IsWritable)? Next()
        {
            lock (from.Network.Sync)
            {
                if (!CanDeliver() || !from.MayAct())
                {
                    IsScheduled = false;
                    return null;
                }

                var to = from.Network.Find(peer)!._receiver!;
                if (Control.TryDequeue(out var datagram)) return (to, datagram, null, false);
                var frame = Data.Dequeue();
                Bytes -= frame.Length;
                var isWritable = WasRefused && Bytes < from.Network.Bound / 2;
                if (isWritable) WasRefused = false;
                return (to, null, frame, isWritable);
            }
        }
    }

    private InMemoryMeshNetwork Network => network;

    private bool MayAct() => mayAct();
}
