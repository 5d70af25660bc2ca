using System.Buffers.Binary;
using System.Security.Cryptography;
using XmppActors.Actors.Presence;
using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Accounts;

/// <summary>The bound resources of one account, in the order of their binding; few, so a list is searched.</summary>
internal sealed class ResourceList
{
    private readonly List<Resource> _resources = new(1);
    private int _bindings;

    public int Count => _resources.Count;

    public List<Resource>.Enumerator GetEnumerator() => _resources.GetEnumerator();

    public Resource? Find(FullJid address)
    {
        foreach (var resource in _resources)
        {
            if (resource.Address == address)
                return resource;
        }

        return null;
    }

    public bool IsBound(FullJid address) => Find(address) is not null;

    public Resource? Find(IActorRef stream)
    {
        foreach (var resource in _resources)
        {
            if (resource.Stream.Equals(stream))
                return resource;
        }

        return null;
    }

    public Resource Add(FullJid address, IActorRef stream)
    {
        var resource = new Resource(address, stream, ResourceState.Bound(++_bindings, NewKey())) { IsBoundHere = true };
        _resources.Add(resource);
        return resource;
    }

    /// <summary>Takes a resource back as a former entity knew it, at its place in the order of binding.</summary>
    public Resource TakeBack(FullJid address, IActorRef stream, ResourceState state)
    {
        sbyte priority = 0;
        if (state.Presence is not null)
            PresencePriority.TryRead(state.Presence, out priority);
        var resource = new Resource(address, stream, state, priority);
        _bindings = Math.Max(_bindings, state.Binding);
        var place = _resources.FindIndex(other => other.Order > state.Binding);
        _resources.Insert(place < 0 ? _resources.Count : place, resource);
        return resource;
    }

    private static ulong NewKey() => BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    public void Remove(Resource resource) => _resources.Remove(resource);

    public void Clear() => _resources.Clear();

    public AccountPresence Presence()
    {
        var presence = AccountPresence.Unavailable;
        foreach (var resource in _resources)
        {
            if (resource.IsNonNegative)
                return AccountPresence.NonNegative;
            if (resource.IsAvailable)
                presence = AccountPresence.OnlyNegative;
        }

        return presence;
    }

    /// <summary>The highest priority that is not negative, or null.</summary>
    public sbyte? HighestPriority()
    {
        sbyte? highest = null;
        foreach (var resource in _resources)
        {
            if (resource.IsNonNegative && (highest is null || resource.Priority > highest))
                highest = resource.Priority;
        }

        return highest;
    }
}
