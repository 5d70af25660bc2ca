using System.Runtime.CompilerServices;
using XmppActors.Actors.Components;
using XmppActors.Actors.Components.Credentials;
using XmppActors.Actors.Components.Policies;
using XmppActors.Actors.Storage;
using XmppActors.Transport.Addresses;

namespace XmppActors.Host.Farms;

/// <summary>Components' domains as configuration and storage have them.</summary>
/// <param name="domains">The server's own: none of them is a component's.</param>
/// <param name="configured">What the configuration says, by domain.</param>
internal sealed class StoredFarms(
    IFarmSecretStore secrets,
    IReadOnlyList<BareJid> domains,
    IReadOnlyDictionary<string, FarmSettings> configured) : IFarmAdministration
{
    /// <summary>The domains of farms that a name stands for by itself.</summary>
    public IEnumerable<string> DomainsOf(FarmName name) => name.Domains(domains.Select(static own => own.Value));

    public async Task<SecretAdded> AddSecretAsync(
        FarmName domain, string secret, CancellationToken cancellationToken)
    {
        if (domains.Any(own => own.Value == domain.Value))
            return new SecretAdded(FarmOutcome.OwnDomain, null);
        if (!ScramSecret.IsUsable(secret))
            return new SecretAdded(FarmOutcome.BadSecret, null);
        var added = await secrets.AddAsync(domain, secret, cancellationToken);
        return new SecretAdded(FarmOutcome.Done, added.Id);
    }

    public async Task<FarmOutcome> RemoveSecretAsync(
        FarmName domain, string id, CancellationToken cancellationToken) =>
        await secrets.RemoveAsync(domain, id, cancellationToken) ? FarmOutcome.Done : FarmOutcome.Missing;

    public async IAsyncEnumerable<FarmSecretEntry> ListSecretsAsync(
        FarmName domain, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var entry in await secrets.ListAsync(domain, cancellationToken))
            yield return entry;
    }

    public async IAsyncEnumerable<FarmEntry> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stored = (await secrets.ListDomainsAsync(cancellationToken)).Select(domain => domain.Value).ToHashSet();
        foreach (var domain in configured.Keys.Union(stored).Order(StringComparer.Ordinal))
        {
            var places = configured.ContainsKey(domain) ? FarmPlaces.Configuration : FarmPlaces.None;
            if (stored.Contains(domain))
                places |= FarmPlaces.Storage;
            yield return new FarmEntry(domain, places, Instances: null) { Policy = PolicyOf(domain) };
        }
    }

    private string? PolicyOf(string domain) =>
        FarmSettings.Of(configured, domain) is { } settings ? FarmPolicies.NameOf(settings.Rules.Policy) : null;
}
