using System.Collections.Immutable;
using XmppActors.Actors.Serialization;

namespace XmppActors.Actors.Components.Administration;

/// <summary>What operators have said of a farm at run time: all that its journal has, and what it is made of again when the farm's entity moves.</summary>
internal sealed record FarmMemory : IClusterMessage
{
    /// <summary>Most weights, and most drains, that are remembered; what is beyond is refused.</summary>
    public const int MostTargets = 1000;

    public static readonly FarmMemory Empty = new();

    private static readonly TimeSpan IdsForgottenAfter = TimeSpan.FromDays(1);

    /// <summary>See <see cref="AddFarm"/>. Null: nothing was said, or it was taken back.</summary>
    public string? Settings { get; init; }

    /// <summary>The farm was removed, and nobody has said since that it is there.</summary>
    public bool IsGone { get; init; }

    /// <summary>By target.</summary>
    public ImmutableSortedDictionary<string, int> Weights { get; init; } = ByText<int>();

    /// <summary>Deadlines, by target.</summary>
    public ImmutableSortedDictionary<string, DateTimeOffset> Drains { get; init; } = ByText<DateTimeOffset>();

    /// <summary>When stored secrets were added, by id.</summary>
    public ImmutableSortedDictionary<string, DateTimeOffset> Secrets { get; init; } = ByText<DateTimeOffset>();

    /// <summary>When stored secrets were revoked, by id: a link that was opened later was opened by mistake.</summary>
    public ImmutableSortedDictionary<string, DateTimeOffset> Revoked { get; init; } = ByText<DateTimeOffset>();

    /// <summary>What is remembered once this has happened too.</summary>
    public FarmMemory Apply(IFarmEvent happened) => happened switch
    {
        FarmDefined defined => this with { Settings = defined.Settings, IsGone = false },
        FarmRemoved removed => Empty with { IsGone = removed.IsGone },
        InstanceWeightSet { Weight: { } weight } set => this with { Weights = Weights.SetItem(set.Target, weight) },
        InstanceWeightSet set => this with { Weights = Weights.Remove(set.Target) },
        InstanceDrained drained => this with { Drains = ForgetOldIds(drained.At).SetItem(drained.Target, drained.Until) },
        InstanceUndrained undrained => this with { Drains = Drains.Remove(undrained.Target) },
        SecretAdded added => this with { Secrets = Secrets.SetItem(added.SecretId, added.At), IsGone = false },
        SecretRevoked revoked => this with { Secrets = Secrets.Remove(revoked.SecretId), Revoked = Latest(Revoked.SetItem(revoked.SecretId, revoked.At)) },
        _ => this, // Of a later version.
    };

    /// <summary>The weight that was set for an instance, by whatever names it best: its id, else the longest target. Null: none was.</summary>
    public int? WeightOf(FarmInstance instance) => Best(Weights, instance) is { } target ? Weights[target] : null;

    /// <summary>The deadline until which an instance is to be empty. Null: nobody wants that.</summary>
    public DateTimeOffset? DrainOf(FarmInstance instance) => Best(Drains, instance) is { } target ? Drains[target] : null;

    /// <summary>The id's drain that ends with an instance.</summary>
    public bool IsDrainedById(FarmInstance instance) => Drains.ContainsKey(instance.Id) && InstanceTarget.IsId(instance.Id);

    private static string? Best<T>(ImmutableSortedDictionary<string, T> targets, FarmInstance instance)
    {
        if (targets.IsEmpty || targets.ContainsKey(instance.Id)) return targets.IsEmpty ? null : instance.Id;
        string? best = null;
        foreach (var target in targets.Keys)
        {
            if ((best is null || target.Length > best.Length) && InstanceTarget.Matches(target, instance)) best = target;
        }

        return best;
    }

    private ImmutableSortedDictionary<string, DateTimeOffset> ForgetOldIds(DateTimeOffset now) =>
        Drains.RemoveRange(Drains.Where(drain => InstanceTarget.IsId(drain.Key) && drain.Value < now - IdsForgottenAfter).Select(static drain => drain.Key));

    private static ImmutableSortedDictionary<string, DateTimeOffset> Latest(ImmutableSortedDictionary<string, DateTimeOffset> revoked) =>
        revoked.Count <= MostTargets ? revoked : revoked.Remove(revoked.MinBy(static pair => pair.Value).Key);

    private static ImmutableSortedDictionary<string, T> ByText<T>() => ImmutableSortedDictionary.Create<string, T>(StringComparer.Ordinal);
}
