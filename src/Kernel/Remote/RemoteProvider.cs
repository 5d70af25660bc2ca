using System.Collections.Immutable;
using System.Text;
using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Cluster;
using XmppActors.Kernel.Cluster.Core;
using XmppActors.Kernel.Cluster.Mesh;
using XmppActors.Kernel.Event;
using XmppActors.Kernel.Serialization;

namespace XmppActors.Kernel.Remote;

/// <summary>References to actors of other nodes: sends what they are told, takes what other nodes tell actors here.</summary>
/// <remarks>One per clustered system (<see cref="ActorSystemImpl.Remote"/>). Whoever owns the mesh hands it the frames of <see cref="FrameKind.Message"/>
/// and <see cref="FrameKind.System"/>, says when the membership changes, and when the mesh has room again.</remarks>
internal sealed class RemoteProvider(ActorSystemImpl system, IMesh mesh) : IClusterListener
{
    /// <summary>Most nodes that were given up and are still known as such, and most that only references have named. Who is forgotten and
    /// then named again is waited for, in vain.</summary>
    private const int MostRemembered = 64;

    private readonly Lock _gate = new();
    private ImmutableArray<RemoteNode> _nodes = []; // Those that live first; few, so looking through them is quick.
    private ImmutableHashSet<UniqueAddress> _peers = [];

    internal ActorSystemImpl System => system;

    internal IMesh Mesh => mesh;

    internal IFrameHandler Messages => new MessageHandler(this);

    internal IFrameHandler SystemMessages => new SystemHandler(this);

    /// <summary>Lets a handler have only what comes before its node is given up: actors that were told of a node's end hear nothing of it after,
    /// by whatever frames.</summary>
    internal IFrameHandler UntilGivenUp(IFrameHandler handler) => new LivingHandler(this, handler);

    /// <summary>Takes note of who joined and who is given up: the same as the mesh's peers. Whoever is missing from documents that have not settled
    /// may only have been forgotten.</summary>
    public void OnState(ClusterState before, ClusterState now)
    {
        if (now.Phase is NodePhase.Fenced or NodePhase.Exited) return;
        if (ReferenceEquals(before.Members, now.Members) && ReferenceEquals(before.FormerVoters, now.FormerVoters)
            && before.IsSettled == now.IsSettled)
        {
            return;
        }

        SetPeers(now.IsSettled ? [.. now.Watched] : [.. _peers.Union(now.Watched)]);
    }

    void IClusterListener.OnStartShard(ShardKey shard, long epoch)
    {
    }

    void IClusterListener.OnStopShard(ShardKey shard)
    {
    }

    void IClusterListener.OnAbortShard(ShardKey shard)
    {
    }

    void IClusterListener.OnFenced(string reason)
    {
        // The mesh sends nothing any more; the system ends.
    }

    /// <summary>The other nodes that there are: those that are not among them any more are given up. One call at a time.</summary>
    internal void SetPeers(ImmutableHashSet<UniqueAddress> peers)
    {
        var before = _peers;
        _peers = peers;
        foreach (var peer in peers)
        {
            if (!peer.Equals(mesh.Self)) NodeOf(peer).SendWaiting();
        }

        foreach (var peer in before)
        {
            if (!peers.Contains(peer)) NodeOf(peer).GiveUp();
        }
    }

    internal void OnWritable(UniqueAddress peer) => NodeOf(peer).SendWaiting();

    /// <summary>The reference that another node's bytes mean.</summary>
    /// <returns><c>null</c>: whoever it was, it is nobody now.</returns>
    internal RemoteActorRef? Refer(ReadOnlySpan<byte> place, long uid, ReadOnlySpan<byte> path, ReadOnlySpan<byte> wire)
    {
        var node = uid == 0 ? FindAlive(place) : Find(place, NodeNumber.OfActor(uid)) ?? Add(place.ToArray(), NodeNumber.OfActor(uid));
        if (node is null || path.IsEmpty || path[0] != (byte)'/') return null;
        return uid == 0 ? new RemoteActorRef(node, 0, wire.ToArray()) : node.Refer(uid, wire);
    }

    internal RemoteActorRef? Resolve(ActorPath path)
    {
        if (path.Address.Host is null || path.Address.System != system.Name) return null;
        var place = RefFormat.PlaceOf(path.Address);
        var text = path.ToStringWithoutAddress();
        return Refer(place, path.Uid, "/"u8, RefFormat.Write(place, path.Uid, text));
    }

    internal RemoteNode NodeOf(UniqueAddress unique)
    {
        foreach (var node in _nodes)
        {
            if (node.Unique is { } known && known.Equals(unique)) return node;
        }

        var place = Encoding.UTF8.GetBytes($"{unique.Host}:{unique.Port}");
        var met = Find(place, NodeNumber.Of(unique)) ?? Add(place, NodeNumber.Of(unique))
            ?? throw new ArgumentException($"{unique} cannot be a node's address.", nameof(unique));
        met.Meet(unique);
        return met;
    }

    private RemoteNode? Find(ReadOnlySpan<byte> place, int number)
    {
        foreach (var node in _nodes)
        {
            if (node.Number == number && place.SequenceEqual(node.Place)) return node;
        }

        return null;
    }

    private RemoteNode? FindAlive(ReadOnlySpan<byte> place)
    {
        foreach (var node in _nodes)
        {
            if (!node.IsGone && node.Unique is not null && place.SequenceEqual(node.Place)) return node;
        }

        return null;
    }

    private RemoteNode? Add(byte[] place, int number)
    {
        if (!ActorPath.TryParse($"akka://{system.Name}@{Encoding.UTF8.GetString(place)}/", out var root)) return null;
        lock (_gate)
        {
            if (Find(place, number) is { } known) return known;
            var added = new RemoteNode(this, place, number, root.Address);
            var alive = _nodes.Where(node => node is { IsGone: false, Unique: not null });
            var unknown = _nodes.Where(node => node is { IsGone: false, Unique: null }).Take(MostRemembered);
            var gone = _nodes.Where(node => node.IsGone).Take(MostRemembered);
            _nodes = [added, .. alive, .. unknown, .. gone];
            return added;
        }
    }

    private void Refuse(UniqueAddress from, ReadOnlySpan<byte> content) => system.EventStream.Publish(new Error(
        null, nameof(RemoteProvider), typeof(RemoteProvider), $"A frame of {content.Length} bytes from {from} is malformed."));

    private sealed class LivingHandler(RemoteProvider provider, IFrameHandler handler) : IFrameHandler
    {
        public void OnFrame(UniqueAddress from, ReadOnlySpan<byte> content)
        {
            var node = provider.NodeOf(from);
            lock (node.Delivery)
            {
                if (!node.IsGone) handler.OnFrame(from, content);
            }
        }
    }

    private sealed class MessageHandler(RemoteProvider provider) : IFrameHandler
    {
        public void OnFrame(UniqueAddress from, ReadOnlySpan<byte> content)
        {
            var node = provider.NodeOf(from);
            lock (node.Delivery)
            {
                if (node.IsGone) return;
                var reader = new WireReader(content);
                if (!TargetFormat.TryRead(ref reader, out var uid, out var path))
                {
                    provider.Refuse(from, content);
                    return;
                }

                if (!provider.System.Codec.TryRead(reader.Rest, out var message, out var sender)) return;
                var target = uid == 0 ? provider.System.LocalRefs.Find(0, path) : provider.System.LocalRefs.Find(uid);
                if (target is not null) target.Tell(message, sender);
                else if (message is Identify identify) sender?.Tell(new ActorIdentity(identify.MessageId, null), null);
                else provider.System.DeadLetters.Tell(message, sender);
            }
        }
    }

    private sealed class SystemHandler(RemoteProvider provider) : IFrameHandler
    {
        public void OnFrame(UniqueAddress from, ReadOnlySpan<byte> content)
        {
            var node = provider.NodeOf(from);
            lock (node.Delivery)
            {
                if (node.IsGone) return;
                var reader = new WireReader(content);
                IActorRef? other = null;
                if (!TargetFormat.TryRead(ref reader, out var uid, out var path)
                    || !reader.TryReadByte(out var operation)
                    || (!reader.Rest.IsEmpty && !provider.System.LocalRefs.TryRead(ref reader, out other))
                    || !reader.Rest.IsEmpty
                    || !node.Perform((SystemOperation)operation, Target(uid, path), other))
                {
                    provider.Refuse(from, content);
                }
            }
        }

        private InternalActorRef Target(long uid, string path)
        {
            var system = provider.System;
            var found = uid == 0 ? system.LocalRefs.Find(0, path) : system.LocalRefs.Find(uid);
            if (found is not null) return found;
            var address = system.Provider.DefaultAddress;
            var place = uid == 0 ? ActorPath.Of(address, path, 0) : null;
            return new EndedActorRef(system, place ?? new ChildActorPath(new RootActorPath(address), "ended", uid));
        }
    }
}
