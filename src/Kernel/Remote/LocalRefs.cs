using System.Collections.Concurrent;
using System.Text;
using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Serialization;

namespace XmppActors.Kernel.Remote;

/// <summary>References to actors of this system that others may have: found by their number as long as the actor lives.</summary>
/// <remarks>An actor enters when a reference to it is first made bytes of, and leaves when it ends. Safe for use by many threads.</remarks>
internal sealed class LocalRefs(ActorSystemImpl system, Address address)
{
    private readonly ConcurrentDictionary<long, Entry> _entries = new();
    private readonly byte[] _place = RefFormat.PlaceOf(address);

    internal int Count => _entries.Count;

    /// <summary>Whether a number was given by this incarnation of this node.</summary>
    internal bool IsOurs(long uid) => NodeNumber.OfActor(uid) == NodeNumber.OfActor(system.UidBase);

    internal InternalActorRef? Find(long uid) => _entries.TryGetValue(uid, out var entry) ? entry.Actor : null;

    /// <summary>The actor of that number at the place, whether it has crossed before or not; without number, whoever is there.</summary>
    internal InternalActorRef? Find(long uid, string path)
    {
        if (uid != 0 && Find(uid) is { } known) return known;
        return system.Find(path) is { } found && (uid == 0 || found.Uid == uid) ? found : null;
    }

    internal void Forget(long uid) => _entries.TryRemove(uid, out _);

    /// <summary>A sender as bytes; nobody is to be answered where there is none. The array is not to be changed.</summary>
    internal byte[] SenderBytes(IActorRef? sender) => sender is null or DeadLetterActorRef ? RefFormat.None : BytesOf(sender);

    /// <summary>A reference as bytes, by which each node finds its actor from now on. The array is not to be changed.</summary>
    internal byte[] BytesOf(IActorRef actor) => actor switch
    {
        RemoteActorRef remote => remote.Wire,
        DeadLetterActorRef => RefFormat.DeadLetters,
        InternalActorRef local => EntryOf(local).Wire,
        _ => RefFormat.Nobody,
    };

    /// <summary>The same as text.</summary>
    internal string TextOf(InternalActorRef actor) => actor switch
    {
        RemoteActorRef remote => remote.Text,
        DeadLetterActorRef or EndedActorRef => actor.Path.ToSerializationFormat(),
        _ => EntryOf(actor).Text,
    };

    /// <param name="actor">Null when none was written.</param>
    /// <returns><c>false</c>: malformed.</returns>
    internal bool TryRead(ref WireReader reader, out IActorRef? actor)
    {
        actor = null;
        var start = reader.Rest;
        if (!reader.TryReadByte(out var kind)) return false;
        switch ((RefKind)kind)
        {
            case RefKind.None:
                return true;
            case RefKind.DeadLetters:
                actor = system.DeadLetters;
                return true;
            case RefKind.Nobody:
                actor = Nobody.Instance;
                return true;
            case RefKind.Actor when RefFormat.TryRead(ref reader, out var place, out var uid, out var path):
                actor = place.SequenceEqual(_place) && (uid == 0 || IsOurs(uid))
                    ? FindLocal(uid, path)
                    : (IActorRef?)system.Remote?.Refer(place, uid, path, start[..^reader.Rest.Length]) ?? Ended(place, uid, path);
                return actor is not null;
            default:
                return false;
        }
    }

    private InternalActorRef? FindLocal(long uid, ReadOnlySpan<byte> path)
    {
        if (uid != 0 && Find(uid) is { } known) return known;
        return Find(uid, Encoding.UTF8.GetString(path)) ?? Ended(_place, uid, path);
    }

    private EndedActorRef? Ended(ReadOnlySpan<byte> place, long uid, ReadOnlySpan<byte> path)
    {
        var text = Encoding.UTF8.GetString(path);
        return ActorPath.TryParse($"akka://{system.Name}{(place.IsEmpty ? "" : "@")}{Encoding.UTF8.GetString(place)}{text}#{uid}", out var found)
            ? new EndedActorRef(system, found)
            : null;
    }

    private Entry EntryOf(InternalActorRef actor)
    {
        var uid = actor.Uid;
        if (_entries.TryGetValue(uid, out var known)) return known;
        var entry = new Entry(actor, RefFormat.Write(_place, uid, actor.Path.ToStringWithoutAddress()));
        if (actor is EndedActorRef) return entry;
        // Entered first: whoever ends after it was marked forgets it, and one that ended before is forgotten here.
        known = _entries.GetOrAdd(uid, entry);
        if (!actor.TryMarkExported()) Forget(uid);
        return known;
    }

    private sealed class Entry(InternalActorRef actor, byte[] wire)
    {
        private string? _text;

        internal InternalActorRef Actor => actor;

        internal byte[] Wire => wire;

        internal string Text => _text ??= actor.Path.ToSerializationFormat();
    }
}
