using System.Collections.Concurrent;

namespace XmppActors.Actors.Components.Policies;

/// <summary>What one instance has to do, as one node knows it: what its stream said last, and what the node has sent it since.</summary>
internal sealed class InstanceLoad
{
    private int _reported;
    private int _routed;
    private int _counted;

    /// <summary>Stanzas that it has not acknowledged yet.</summary>
    public int Outstanding => Volatile.Read(ref _reported) + Volatile.Read(ref _routed);

    /// <summary>What its stream has said last, or says where it is on this node.</summary>
    public int Reported => Volatile.Read(ref _reported);

    /// <summary>The node sends it one more.</summary>
    public void Add() => Interlocked.Increment(ref _routed);

    /// <summary>How often its stream has counted: only where that is on this node.</summary>
    public int Counted => Volatile.Read(ref _counted);

    /// <summary>Its stream, on this node, counts anew.</summary>
    public void Count(int outstanding)
    {
        Report(outstanding);
        Interlocked.Increment(ref _counted);
    }

    /// <summary>Its stream has counted: what was on the way is in that, but for what was sent in the meantime.</summary>
    public void Report(int outstanding)
    {
        Volatile.Write(ref _reported, outstanding);
        Volatile.Write(ref _routed, 0);
    }
}

/// <summary>The loads of one farm's instances, as one node knows them.</summary>
internal sealed class InstanceLoads
{
    private readonly ConcurrentDictionary<string, InstanceLoad> _loads = new(StringComparer.Ordinal);

    /// <summary>The instance's load, 0 until somebody counts.</summary>
    public InstanceLoad Of(string instanceId) => _loads.GetOrAdd(instanceId, static _ => new InstanceLoad());

    /// <summary>Forgets those who are in the farm no more.</summary>
    public void Keep(FarmSnapshot snapshot)
    {
        foreach (var id in _loads.Keys)
        {
            if (snapshot.Find(id) is null) _loads.TryRemove(id, out _);
        }
    }
}
