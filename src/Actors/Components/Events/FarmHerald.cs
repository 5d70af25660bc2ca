using System.Collections.Immutable;
using XmppActors.Actors.Components.Administration;
using XmppActors.Actors.Components.Availability;

namespace XmppActors.Actors.Components.Events;

/// <summary>Makes <see cref="FarmHappening"/>s of what a farm's entity decides and is told.</summary>
/// <param name="publish">Takes them.</param>
internal sealed class FarmHerald(string domain, Action<FarmHappening> publish)
{
    private FarmHealth _health;
    private ImmutableArray<FarmInstance> _instances = [];

    /// <summary>The farm goes on as an earlier entity has left it: that is no news.</summary>
    public void GoOn(FarmSnapshot known)
    {
        _instances = known.Instances;
        _health = FarmHealth.Of(known);
    }

    /// <summary>The farm's entity has decided anew.</summary>
    /// <param name="changes">Instances that have come into another state.</param>
    public void Decided(IEnumerable<InstanceChange> changes, FarmSnapshot next, DateTimeOffset at)
    {
        var (before, instances) = (_health, _instances);
        GoOn(next);
        foreach (var change in changes)
        {
            publish(Of("instance-state", change.At) with
            {
                Instance = change.InstanceId,
                State = Word($"{change.State}"),
                Before = instances.FirstOrDefault(instance => instance.Id == change.InstanceId) is { } known ? Word($"{known.State}") : null,
                Reason = change.Reason,
            });
        }

        if (_health.Condition != before.Condition)
            publish(Of("farm-state", at) with { State = Word($"{_health.Condition}"), Before = Word($"{before.Condition}"), Reason = _health.Text });
    }

    public void Left(FarmInstance instance, string reason, DateTimeOffset at)
    {
        var health = default(FarmHealth);
        foreach (var other in _instances)
        {
            if (other.Id != instance.Id) health = health.With(other.State);
        }

        publish(Of("instance-left", at, health) with { Instance = instance.Id, Before = Word($"{instance.State}"), Reason = reason });
    }

    /// <summary>An operator's word is remembered.</summary>
    public void Said(IFarmEvent happened) => publish(happened switch
    {
        FarmDefined => Of("farm-added", happened.At),
        FarmRemoved => Of("farm-removed", happened.At),
        InstanceWeightSet set => Of("weight", happened.At) with { Instance = set.Target, Weight = set.Weight },
        InstanceDrained drained => Of("drain", happened.At) with { Instance = drained.Target, Until = drained.Until },
        InstanceUndrained undrained => Of("undrain", happened.At) with { Instance = undrained.Target },
        SecretAdded added => Of("secret-added", happened.At) with { Secret = added.SecretId },
        SecretRevoked revoked => Of("secret-revoked", happened.At) with { Secret = revoked.SecretId },
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "no such event"),
    });

    private FarmHappening Of(string name, DateTimeOffset at) => Of(name, at, _health);

    private FarmHappening Of(string name, DateTimeOffset at, FarmHealth health) =>
        new(name, domain, at, Word($"{health.Condition}"), health.Ready, health.Total);

    private static string Word(string name) => name.ToLowerInvariant();
}
