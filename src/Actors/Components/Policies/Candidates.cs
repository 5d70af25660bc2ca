using System.Collections.Immutable;

namespace XmppActors.Actors.Components.Policies;

/// <summary>A farm's snapshot, made ready for choosing from. Immutable, save that the loads go on counting.</summary>
internal sealed class Candidates
{
    private Candidates(FarmSnapshot snapshot, ImmutableArray<FarmInstance> members, bool areLastResort, InstanceLoads? loads)
    {
        Snapshot = snapshot;
        Members = members;
        AreLastResort = areLastResort;
        Draining = [.. snapshot.Instances.Where(instance => instance.State == InstanceState.Draining)];
        TotalWeight = members.Sum(instance => (long)instance.Weight);
        AreEven = members.All(instance => instance.Weight == members[0].Weight);
        Primary = members.IsEmpty ? null : members.Aggregate(First);
        Loads = snapshot.Rules.NeedsLoads ? [.. members.Select(instance => loads?.Of(instance.Id) ?? new InstanceLoad())] : [];
    }

    public FarmSnapshot Snapshot { get; }

    public FarmRules Rules => Snapshot.Rules;

    /// <summary>Who may get a new key.</summary>
    public ImmutableArray<FarmInstance> Members { get; }

    /// <summary>They do not answer, and get stanzas only because nobody else is there.</summary>
    public bool AreLastResort { get; }

    /// <summary>Who keeps the keys that it has, for a while.</summary>
    public ImmutableArray<FarmInstance> Draining { get; }

    /// <summary>All have the same weight.</summary>
    public bool AreEven { get; }

    public long TotalWeight { get; }

    /// <summary>The heaviest; of several the one that is there the longest, so that a returning one displaces nobody.</summary>
    public FarmInstance? Primary { get; }

    /// <summary>What each member has to do, as far as the node knows; empty where the rules do not ask.</summary>
    public ImmutableArray<InstanceLoad> Loads { get; }

    /// <returns>Negative: it is none of the members.</returns>
    public int IndexOf(string instanceId)
    {
        for (var i = 0; i < Members.Length; i++)
        {
            if (Members[i].Id == instanceId) return i;
        }
        return -1;
    }

    /// <summary>The part of all keys, or stanzas, that is a member's: 0 to 1.</summary>
    public double ShareOf(int index) => Rules.Policy == FarmPolicy.PrimaryStandby
        ? ReferenceEquals(Members[index], Primary) ? 1 : 0
        : (double)Members[index].Weight / TotalWeight;

    /// <param name="here">The node's own address, for <see cref="FarmRules.PreferLocal"/>.</param>
    /// <param name="loads">What the node knows of its instances' loads.</param>
    public static Candidates Of(FarmSnapshot snapshot, Address? here = null, InstanceLoads? loads = null)
    {
        var answering = snapshot.Instances.RemoveAll(static instance => instance.State is not (InstanceState.Ready or InstanceState.Degraded));
        var members = answering.RemoveAll(static instance => instance.Weight <= 0);
        if (members.IsEmpty) // Spares, and those that only begin: at once, before the farm's entity has said so.
            members = [.. answering.Where(static instance => instance.ConfiguredWeight > 0).Select(static instance => instance with { Weight = instance.ConfiguredWeight })];
        var areLastResort = members.IsEmpty;
        if (areLastResort)
            members = snapshot.Instances.RemoveAll(static instance => instance.State != InstanceState.Suspect || instance.Weight <= 0);
        if (snapshot.Rules.PreferLocal && here is not null && members.RemoveAll(instance => !IsAt(instance, here)) is { IsEmpty: false } local)
            members = local;
        return new Candidates(snapshot, members, areLastResort, loads);
    }

    /// <summary>The instance is connected to this node.</summary>
    public static bool IsAt(FarmInstance instance, Address here) =>
        instance.Stream.Path.Address is var address && (address.HasLocalScope || address.Equals(here));

    private static FarmInstance First(FarmInstance one, FarmInstance other)
    {
        var order = other.Weight.CompareTo(one.Weight);
        if (order == 0) order = one.Since.CompareTo(other.Since);
        return order <= 0 ? one : other;
    }
}
