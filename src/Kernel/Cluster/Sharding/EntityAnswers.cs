using System.Buffers;
using System.Collections.Immutable;
using XmppActors.Kernel.Cluster.Core;
using XmppActors.Kernel.Cluster.Mesh;
using XmppActors.Kernel.Serialization;

namespace XmppActors.Kernel.Cluster.Sharding;

/// <summary>Tells other nodes what became of their entity messages, many answers in one frame; and takes theirs.</summary>
/// <remarks>
/// A frame is a row of entries: type, shard, and four times a count plus the outcome. An entry answers so many of the oldest unanswered
/// messages of its shard. Answers wait for a moment of the thread pool, or until there are many.
/// </remarks>
internal sealed class EntityAnswers(ShardingNode cluster) : IFrameHandler
{
    private const int Many = 256;
    private const int MostInFrame = 2048;

    private ImmutableArray<Peer> _peers = [];

    public void OnFrame(UniqueAddress from, ReadOnlySpan<byte> content)
    {
        var reader = new WireReader(content);
        while (reader.TryReadNumber(out var type) && reader.TryReadNumber(out var number) && reader.TryReadNumber(out var result))
            cluster.Find(type, number)?.OnAnswers(from, (EntityOutcome)(result & 3), (int)(result >> 2));
    }

    internal void Add(UniqueAddress to, uint type, uint number, EntityOutcome outcome) =>
        PeerOf(to).Add(new Entry(type, number, outcome, 1));

    internal void OnWritable(UniqueAddress peer)
    {
        foreach (var known in _peers)
        {
            if (known.Address.Equals(peer)) known.Flush();
        }
    }

    internal void Forget(ClusterState state)
    {
        foreach (var peer in _peers)
        {
            if (ShardRoute.IsGone(state, peer.Address)) ImmutableInterlocked.Update(ref _peers, (peers, gone) => peers.Remove(gone), peer);
            else peer.Flush();
        }
    }

    private Peer PeerOf(UniqueAddress address)
    {
        foreach (var peer in _peers)
        {
            if (peer.Address.Equals(address)) return peer;
        }

        var added = new Peer(cluster, address);
        ImmutableInterlocked.Update(ref _peers, static (peers, peer) => peers.Add(peer), added);
        return added;
    }

    private readonly record struct Entry(uint Type, uint Number, EntityOutcome Outcome, int Count);

    /// <summary>Answers to one node that are not sent yet.</summary>
    private sealed class Peer(ShardingNode cluster, UniqueAddress address) : IThreadPoolWorkItem
    {
        private static readonly Action<Peer, IBufferWriter<byte>> Writer = static (peer, buffer) => peer.Write(buffer);

        private readonly Lock _gate = new();
        private Entry[] _entries = new Entry[64];
        private int _count;
        private int _first;
        private bool _isScheduled;

        internal UniqueAddress Address => address;

        internal void Add(Entry entry)
        {
            lock (_gate)
            {
                if (_count > _first && _entries[_count - 1] is var last && last with { Count = 1 } == entry)
                {
                    _entries[_count - 1] = last with { Count = last.Count + 1 };
                }
                else
                {
                    if (_count == _entries.Length) Array.Resize(ref _entries, _count * 2);
                    _entries[_count++] = entry;
                }

                if (_count >= Many)
                {
                    Send();
                    return;
                }

                if (_isScheduled) return;
                _isScheduled = true;
            }

            cluster.Run(this);
        }

        internal void Flush()
        {
            lock (_gate) Send();
        }

        void IThreadPoolWorkItem.Execute()
        {
            lock (_gate)
            {
                _isScheduled = false;
                Send();
            }
        }

        private void Send()
        {
            while (_first < _count)
            {
                if (!cluster.Mesh.TrySend(address, this, Writer)) return; // Again when there is room.
                _first += Math.Min(_count - _first, MostInFrame);
            }

            _first = 0;
            _count = 0;
        }

        private void Write(IBufferWriter<byte> buffer)
        {
            var entries = _entries.AsSpan(_first, Math.Min(_count - _first, MostInFrame));
            var span = buffer.GetSpan(1 + (entries.Length * 3 * WireFormat.LargestLength));
            span[0] = (byte)FrameKind.EntityAnswer;
            var written = 1;
            foreach (ref readonly var entry in entries)
            {
                written += WireFormat.WriteNumber(span[written..], entry.Type);
                written += WireFormat.WriteNumber(span[written..], entry.Number);
                written += WireFormat.WriteNumber(span[written..], ((uint)entry.Count << 2) | (uint)entry.Outcome);
            }

            buffer.Advance(written);
        }
    }
}
