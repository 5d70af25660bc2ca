using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Cluster.Core;
using XmppActors.Kernel.Event;

namespace XmppActors.Kernel.Remote;

/// <summary>One incarnation of another node as references see it: how to send there, and who watches whom across.</summary>
/// <remarks>
/// Messages go straight into the mesh; where it refuses them (the node is gone, or too much waits for it) they are dead letters. System messages
/// are never refused: they wait for room. A node that a reference names before the membership does is waited for, within a bound.
/// </remarks>
internal sealed partial class RemoteNode(RemoteProvider provider, byte[] place, int number, Address address)
{
    /// <summary>Most messages kept for a node that is not known yet.</summary>
    internal const int MostWaiting = 10_000;

    /// <summary>How long a node may be named by references without being seen in the membership.</summary>
    internal static readonly TimeSpan LongestUnknown = TimeSpan.FromSeconds(30);

    private const int CacheSlots = 1024;

    private readonly Lock _gate = new(); // Guards what follows; nothing is told under it, and the mesh is called.
    private readonly Queue<object> _waiting = new(); // SystemFrame or WaitingMessage, in order.
    private readonly HashSet<WatchPair> _watching = [];
    private readonly HashSet<WatchPair> _watchers = [];
    private UniqueAddress? _unique; // Null until the membership or the mesh has named it.
    private UniqueAddress? _open; // Where messages go straight; null while they wait or none can go.
    private bool _isGone;
    private bool _isAwaited;
    private int _watchedByPath;
    private RemoteActorRef?[]? _references; // The latest of each slot; whichever thread writes last is right.

    private readonly record struct WatchPair(InternalActorRef Watcher, InternalActorRef Subject);

    private sealed record WaitingMessage(RemoteActorRef Target, object Message, IActorRef? Sender);

    internal ActorSystemImpl System => provider.System;

    internal Address Address => address;

    internal ReadOnlySpan<byte> Place => place;

    internal int Number => number;

    internal bool IsGone => Volatile.Read(ref _isGone);

    internal bool IsSameAs(RemoteNode other) => ReferenceEquals(this, other) || (number == other.Number && Place.SequenceEqual(other.Place));

    internal UniqueAddress? Unique => Volatile.Read(ref _unique);

    /// <summary>Held while a frame of this node is handled and while it is given up: no message of it comes behind the word of its end.</summary>
    internal Lock Delivery { get; } = new();

    /// <summary>The reference of a number, the same object as lately where possible.</summary>
    /// <param name="wire">All of it as bytes.</param>
    internal RemoteActorRef Refer(long uid, ReadOnlySpan<byte> wire)
    {
        var references = Volatile.Read(ref _references);
        if (references is null) Volatile.Write(ref _references, references = new RemoteActorRef?[CacheSlots]);
        ref var slot = ref references[(int)uid & (CacheSlots - 1)];
        if (Volatile.Read(ref slot) is { } known && known.Uid == uid && wire.SequenceEqual(known.Wire)) return known;
        var fresh = new RemoteActorRef(this, uid, wire.ToArray());
        Volatile.Write(ref slot, fresh);
        return fresh;
    }

    internal void Tell(RemoteActorRef target, object message, IActorRef? sender)
    {
        if (Volatile.Read(ref _open) is not { } open)
        {
            if (!TryWait(target, message, sender)) ToDeadLetters(target, message, sender);
            return;
        }

        if (!System.Codec.TryEncode(message, sender, out var encoded)
            || !provider.Mesh.TrySend(open, new MessageFrame(target, encoded), MessageFrame.Writer))
        {
            ToDeadLetters(target, message, sender);
        }
    }

    /// <summary>The membership names it: what waited goes.</summary>
    internal void Meet(UniqueAddress unique)
    {
        if (Unique is not null) return;
        lock (_gate)
        {
            if (_isGone || _unique is not null) return;
            _unique = unique;
        }

        SendWaiting();
    }

    /// <summary>There may be room again.</summary>
    internal void SendWaiting()
    {
        List<WaitingMessage>? refused = null;
        lock (_gate)
        {
            if (_isGone || _unique is null) return;
            while (_waiting.TryPeek(out var next))
            {
                if (next is SystemFrame frame)
                {
                    if (!provider.Mesh.TrySend(_unique, frame, SystemFrame.Writer)) break;
                }
                else if (next is WaitingMessage waiting
                    && (!System.Codec.TryEncode(waiting.Message, waiting.Sender, out var encoded)
                        || !provider.Mesh.TrySend(_unique, new MessageFrame(waiting.Target, encoded), MessageFrame.Writer)))
                {
                    (refused ??= []).Add(waiting);
                }

                _waiting.Dequeue();
            }

            if (_waiting.Count == 0) Volatile.Write(ref _open, _unique);
        }

        if (refused is null) return;
        foreach (var waiting in refused) ToDeadLetters(waiting.Target, waiting.Message, waiting.Sender);
    }

    /// <summary>Nothing comes from it or goes to it any more; whoever watches an actor of it is told.</summary>
    internal void GiveUp() => End(forGood: true);

    private void End(bool forGood)
    {
        lock (Delivery)
        {
            WatchPair[] watching, watchers;
            object[] waiting;
            lock (_gate)
            {
                if (_isGone) return;
                if (!forGood && _unique is not null) return;
                _isAwaited = false;
                Volatile.Write(ref _isGone, forGood);
                Volatile.Write(ref _open, null);
                (watching, watchers, waiting) = ([.. _watching], [.. _watchers], [.. _waiting]);
                _watching.Clear();
                _watchers.Clear();
                _waiting.Clear();
                _watchedByPath = 0;
                Volatile.Write(ref _references, null);
            }

            foreach (var watch in watching) TellGone(watch.Watcher, watch.Subject);
            foreach (var watch in watchers) watch.Subject.SendSystem(new RemoveWatcher(watch.Watcher));
            foreach (var item in waiting)
            {
                if (item is WaitingMessage message) ToDeadLetters(message.Target, message.Message, message.Sender);
            }
        }
    }

    private static void TellGone(InternalActorRef watcher, InternalActorRef subject) =>
        watcher.SendSystem(new WatchedEnded(subject, existenceConfirmed: false, addressTerminated: true));

    private bool TryWait(RemoteActorRef target, object message, IActorRef? sender)
    {
        lock (_gate)
        {
            if (_isGone || _waiting.Count >= MostWaiting) return false;
            _waiting.Enqueue(new WaitingMessage(target, message, sender));
            AwaitIfUnknown();
        }

        SendWaiting(); // It may have been met in between.
        return true;
    }

    /// <summary>Under the gate.</summary>
    private void Send(SystemOperation operation, RemoteActorRef target, byte[] other)
    {
        var frame = new SystemFrame(operation, target, other);
        if (_waiting.Count == 0 && _unique is not null && provider.Mesh.TrySend(_unique, frame, SystemFrame.Writer)) return;
        _waiting.Enqueue(frame);
        AwaitIfUnknown();
    }

    private void AwaitIfUnknown()
    {
        if (_unique is not null || _isAwaited) return;
        _isAwaited = true;
        System.SchedulerImpl.Add(new Patience(this), LongestUnknown);
    }

    private void ToDeadLetters(RemoteActorRef target, object message, IActorRef? sender) =>
        System.DeadLetters.Tell(new DeadLetter(message, sender ?? System.DeadLetters, target), sender);

    private sealed class Patience(RemoteNode node) : Appointment
    {
        internal override void Keep()
        {
            // Should it join later, it is met like any other.
            node.End(forGood: false);
        }
    }
}
