using System.Runtime.CompilerServices;
using XmppActors.Actors;
using XmppActors.Actors.Components;
using XmppActors.Actors.Components.Availability;
using XmppActors.Actors.Components.Policies;
using XmppActors.Actors.Storage;

namespace XmppActors.Host.Farms;

/// <summary>Components' domains of the node in this process: its router learns of a new one at once, and those of its cluster do.</summary>
internal sealed class RunningFarms(StoredFarms stored, Router router) : IFarmAdministration
{
    public async Task<SecretAdded> AddSecretAsync(
        FarmName domain, string secret, CancellationToken cancellationToken)
    {
        var added = await stored.AddSecretAsync(domain, secret, cancellationToken);
        if (added is { Outcome: FarmOutcome.Done, Id: { } id })
            await router.Operations.ToldAsync(domain, id, cancellationToken);
        return added;
    }

    public async Task<FarmOutcome> RemoveSecretAsync(FarmName domain, string id, CancellationToken cancellationToken)
    {
        var outcome = await stored.RemoveSecretAsync(domain, id, cancellationToken);
        if (outcome == FarmOutcome.Done)
            await router.Operations.ForgottenAsync(domain, id, cancellationToken);
        return outcome;
    }

    public IAsyncEnumerable<FarmSecretEntry> ListSecretsAsync(FarmName domain, CancellationToken cancellationToken) =>
        stored.ListSecretsAsync(domain, cancellationToken);

    /// <summary>What is stored and what the router knows: each may have a domain that the other lacks, when secrets
    /// came or went past this process.</summary>
    public async IAsyncEnumerable<FarmEntry> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var entries = new SortedDictionary<string, FarmEntry>(StringComparer.Ordinal);
        await foreach (var entry in stored.ListAsync(cancellationToken))
            entries[entry.Domain] = FarmName.TryParse(entry.Domain, out var name) && name.IsTemplate ? entry : entry with { Instances = 0, Ready = 0, State = "unavailable" };
        foreach (var view in router.Farms.Views)
        {
            var snapshot = view.Snapshot;
            var health = FarmHealth.Of(snapshot);
            var entry = entries.GetValueOrDefault(snapshot.Domain) ?? new FarmEntry(snapshot.Domain, FarmPlaces.None, Instances: 0);
            entries[snapshot.Domain] = entry with
            {
                Defined = snapshot.Settings is null ? entry.Defined : entry.Defined | FarmPlaces.Runtime,
                Instances = health.Total,
                Ready = health.Ready,
                State = InstanceShown.Word(health.Condition),
                Policy = FarmPolicies.NameOf(view.Rules.Policy),
            };
        }

        foreach (var entry in entries.Values)
            yield return entry;
    }
}
