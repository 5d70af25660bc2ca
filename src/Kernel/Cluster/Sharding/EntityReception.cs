using System.Collections.Immutable;
using XmppActors.Kernel.Cluster.Core;
using XmppActors.Kernel.Cluster.Mesh;
using XmppActors.Kernel.Event;
using XmppActors.Kernel.Serialization;

namespace XmppActors.Kernel.Cluster.Sharding;

/// <summary>Takes entities' messages from other nodes: into the entity's mailbox on the mesh's own thread, or refuses them.</summary>
internal sealed class EntityReception(ShardingNode cluster) : IFrameHandler
{
    private ImmutableArray<Peer> _peers = [];

    public void OnFrame(UniqueAddress from, ReadOnlySpan<byte> content)
    {
        var reader = new WireReader(content);
        if (!reader.TryReadNumber(out var type)
            || !reader.TryReadNumber(out var number)
            || !reader.TryReadNumber(out var round)
            || !reader.TryReadBytes(out var entityId)) return; // Not of this protocol: nobody waits for an answer.
        var peer = PeerOf(from);
        cluster.Answers.Add(from, type, number, TryReceive(peer, type, number, round, entityId, reader.Rest));
    }

    /// <summary>Those that are no members any more send nothing more.</summary>
    internal void Forget(ClusterState state)
    {
        foreach (var peer in _peers)
        {
            if (ShardRoute.IsGone(state, peer.Address)) ImmutableInterlocked.Update(ref _peers, (peers, gone) => peers.Remove(gone), peer);
        }
    }

    /// <summary>Has an answer whatever happens: answers are counted, so that one that is missing would shift all that follow.</summary>
    private EntityOutcome TryReceive(
        Peer peer, uint type, uint number, long round, ReadOnlySpan<byte> entityId, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Receive(peer, type, number, round, entityId, bytes);
        }
        catch (Exception failure)
        {
            cluster.System.EventStream.Publish(new Error(failure, nameof(EntityReception), typeof(EntityReception), failure.Message));
            return EntityOutcome.Unreadable;
        }
    }

    private EntityOutcome Receive(Peer peer, uint type, uint number, long round, ReadOnlySpan<byte> entityId, ReadOnlySpan<byte> bytes)
    {
        if (peer.InboxOf(type, number) is not { } inbox) return EntityOutcome.Refused;
        if (inbox.Admits(round) && cluster.Find(type, number) is { IsReceiving: true } shard)
        {
            if (!cluster.Codec.TryRead(bytes, out var message, out var sender)) return EntityOutcome.Unreadable;
            if (shard.TryReceive(peer.EntityIds.TextOf(entityId), message, sender)) return EntityOutcome.Accepted;
        }

        inbox.Refuse(round);
        return EntityOutcome.Refused;
    }

    private Peer PeerOf(UniqueAddress from)
    {
        foreach (var peer in _peers)
        {
            if (peer.Address.Equals(from)) return peer;
        }

        var added = new Peer(from);
        ImmutableInterlocked.Update(ref _peers, static (peers, peer) => peers.Add(peer), added);
        return added;
    }

    /// <summary>One sending node; used by one thread at a time, as the mesh promises.</summary>
    private sealed class Peer(UniqueAddress address)
    {
        /// <summary>Far above what a node has shards of all types; bounds what a faulty one makes us keep.</summary>
        private const int MostInboxes = 64 * 1024;

        private readonly Dictionary<ulong, ShardInbox> _inboxes = [];

        internal UniqueAddress Address => address;

        internal RecentTexts EntityIds { get; } = new();

        /// <returns><c>null</c>: there are too many.</returns>
        internal ShardInbox? InboxOf(uint type, uint number)
        {
            var key = ((ulong)type << 32) | number;
            if (_inboxes.TryGetValue(key, out var inbox) || _inboxes.Count == MostInboxes) return inbox;
            return _inboxes[key] = new ShardInbox();
        }
    }
}
