using XmppActors.Kernel.Actor;

namespace XmppActors.Kernel.Remote;

/// <summary>Means an actor of another node: one incarnation by its number, or whoever is at a path when it has none.</summary>
/// <remarks>Immutable. What it is told is made bytes of on the teller's own thread and appended to what is sent to the node.</remarks>
/// <param name="node">Where the actor is.</param>
/// <param name="uid">Its number; 0 for none.</param>
/// <param name="wire">The reference as bytes (<see cref="RefFormat"/>); not changed any more.</param>
internal sealed class RemoteActorRef(RemoteNode node, long uid, byte[] wire) : InternalActorRef
{
    private ActorPath? _path;
    private string? _text;

    /// <remarks>Only shown; whatever text another node sent as a path, its number is what counts.</remarks>
    public override ActorPath Path => _path ??= ActorPath.Of(node.Address, RefFormat.PathIn(wire), uid)
        ?? new ChildActorPath(new RootActorPath(node.Address), "malformed", uid);

    internal override ActorSystemImpl SystemImpl => node.System;

    internal override long Uid => uid;

    internal RemoteNode Node => node;

    internal byte[] Wire => wire;

    /// <summary>The reference as text.</summary>
    internal string Text => _text ??= Path.ToSerializationFormat();

    public override void Tell(object message, IActorRef? sender)
    {
        ThrowIfNull(message);
        node.Tell(this, message, sender);
    }

    public override bool Equals(IActorRef? other) => ReferenceEquals(this, other)
        || (other is RemoteActorRef remote && remote.Uid == uid && remote.Node.IsSameAs(node)
            && (uid != 0 || remote.Wire.AsSpan().SequenceEqual(wire)));

    public override int GetHashCode() => uid == 0 ? wire.Length : (int)uid ^ (NodeNumber.OfActor(uid) * 397);

    internal override bool TryMarkExported() => false;

    internal override void SendSystem(SystemMessage message)
    {
        switch (message)
        {
            case AddWatcher watch: node.Watch(watch.Watcher, this); break;
            case RemoveWatcher unwatch: node.Unwatch(unwatch.Watcher, this); break;
            case WatchedEnded { Ended: InternalActorRef ended } end: node.TellEnd(this, ended, end.ExistenceConfirmed); break;
            case TerminateActor: node.Stop(this); break;
        }
    }
}
