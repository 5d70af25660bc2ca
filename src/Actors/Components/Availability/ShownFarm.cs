using System.Collections.Immutable;
using XmppActors.Actors.Components.Administration;

namespace XmppActors.Actors.Components.Availability;

/// <summary>One instance as clients may see it.</summary>
/// <param name="Node">The node that its link is to, as <c>host:port</c>; empty on a node that is alone.</param>
/// <param name="Since">When it joined.</param>
internal sealed record ShownInstance(string Id, InstanceState State, string Node, DateTimeOffset Since, int Weight)
{
    /// <summary>Stanzas that it has not acknowledged.</summary>
    public int Outstanding { get; init; }

    /// <summary>Why it is in its state; empty where there is nothing to say.</summary>
    public string Reason { get; init; } = "";
}

/// <summary>A farm as clients may see it: its snapshot without what only nodes understand. Immutable.</summary>
/// <param name="Instances">By id.</param>
internal sealed record ShownFarm(ImmutableSortedDictionary<string, ShownInstance> Instances)
{
    /// <summary>A farm of which nobody has heard yet.</summary>
    public static readonly ShownFarm Empty = new(ImmutableSortedDictionary.Create<string, ShownInstance>(StringComparer.Ordinal));

    public FarmHealth Health
    {
        get
        {
            var health = default(FarmHealth);
            foreach (var instance in Instances.Values)
                health = health.With(instance.State);
            return health;
        }
    }

    /// <param name="snapshot">Who is there.</param>
    /// <param name="status">What the farm's entity has told of them last; null: nothing.</param>
    /// <param name="self">Where the references that name no node are.</param>
    public static ShownFarm Of(FarmSnapshot snapshot, FarmStatus? status, Address self)
    {
        var instances = Empty.Instances.ToBuilder();
        foreach (var instance in snapshot.Instances)
        {
            var address = instance.Stream.Path.Address;
            var node = address.Host is null ? self : address;
            var shown = new ShownInstance(
                instance.Id, instance.State, node.Host is null ? "" : $"{node.Host}:{node.Port}", instance.Since, instance.Weight);
            instances[instance.Id] = Find(status, shown) is { } told
                ? shown with { Outstanding = told.Facts.Outstanding, Reason = told.Reason }
                : shown;
        }

        return new ShownFarm(instances.ToImmutable());
    }

    /// <summary>Whether instances have come, gone or changed their state, or the reason for it: what is told at once.</summary>
    public bool HasOtherStates(ShownFarm other)
    {
        if (other.Instances.Count != Instances.Count) return true;
        foreach (var (id, instance) in Instances)
        {
            if (!other.Instances.TryGetValue(id, out var known) || known.State != instance.State || known.Reason != instance.Reason) return true;
        }

        return false;
    }

    public bool Equals(ShownFarm? other) => other is not null && Instances.SequenceEqual(other.Instances);

    public override int GetHashCode() => Instances.Count;

    /// <summary>What was told of it, unless that was about another state.</summary>
    private static InstanceStatus? Find(FarmStatus? status, ShownInstance shown)
    {
        if (status is null) return null;
        foreach (var instance in status.Instances)
        {
            if (instance.Id == shown.Id) return instance.State == shown.State ? instance : null;
        }

        return null;
    }
}
