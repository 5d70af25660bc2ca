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
        var resource = new Resource(address, stream, ++_bindings);
        _resources.Add(resource);
        return resource;
    }

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
