using System.Collections.Immutable;

namespace XmppActors.Actors.Components.Availability;

/// <summary>One instance as clients may see it.</summary>
/// <param name="Node">The node that its link is to, as <c>host:port</c>.</param>
/// <param name="Since">When it joined.</param>
internal sealed record InstanceReport(string Id, InstanceState State, string Node, DateTimeOffset Since, int Weight);

/// <summary>A farm as clients may see it: its snapshot without what only nodes understand. Immutable.</summary>
/// <param name="Instances">By id.</param>
internal sealed record FarmReport(ImmutableSortedDictionary<string, InstanceReport> Instances)
{
    /// <summary>A farm of which nobody has heard yet.</summary>
    public static readonly FarmReport Empty = new(ImmutableSortedDictionary.Create<string, InstanceReport>(StringComparer.Ordinal));

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

    /// <param name="self">Where the references that name no node are.</param>
    public static FarmReport Of(FarmSnapshot snapshot, Address self)
    {
        var instances = Empty.Instances.ToBuilder();
        foreach (var instance in snapshot.Instances)
        {
            var address = instance.Stream.Path.Address;
            var node = address.Host is null ? self : address;
            instances[instance.Id] = new InstanceReport(
                instance.Id, instance.State, node.Host is null ? "" : $"{node.Host}:{node.Port}", instance.Since, instance.Weight);
        }

        return new FarmReport(instances.ToImmutable());
    }

    public bool Equals(FarmReport? other) => other is not null && Instances.SequenceEqual(other.Instances);

    public override int GetHashCode() => Instances.Count;
}
