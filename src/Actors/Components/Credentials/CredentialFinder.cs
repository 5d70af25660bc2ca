using System.Collections.Immutable;
using XmppActors.Actors.Storage;

namespace XmppActors.Actors.Components.Credentials;

/// <summary>Finds what opens a farm's streams: asks the storage each time, so that what has been revoked opens nothing from then on, on any node.</summary>
/// <remarks>Of the names that speak of a domain (<see cref="FarmName.Of"/>) the most specific that has credentials decides alone: who holds
/// the secret of <c>*.example.org</c> cannot take <c>irc.example.org</c> once that has one of its own.</remarks>
/// <param name="served">The server's own domains.</param>
internal sealed class CredentialFinder(
    IFarmSecretStore stored, IReadOnlyDictionary<string, FarmSettings> configured, IReadOnlySet<string> served)
{
    /// <returns>Null: nothing opens this domain.</returns>
    public async Task<FarmCredentials?> FindAsync(string domain)
    {
        HashSet<FarmName>? templates = null; // Those that are stored.
        foreach (var name in FarmName.Of(domain, served))
        {
            if (name.IsTemplate) templates ??= [.. (await stored.ListDomainsAsync()).Where(static each => each.IsTemplate)];
            var secrets = !name.IsTemplate || templates!.Contains(name) ? await stored.LoadAsync(name) : [];
            if (Of(name, secrets) is { } found) return found;
        }
        return null;
    }

    private FarmCredentials? Of(FarmName name, IReadOnlyList<FarmSecret> secrets)
    {
        var farm = configured.GetValueOrDefault(name.Value);
        if (secrets.Count == 0 && (farm is null || (farm.Secrets.Count == 0 && farm.Certificates.IsEmpty))) return null;
        var all = ImmutableArray.CreateBuilder<ComponentSecret>();
        foreach (var secret in farm?.Secrets ?? []) all.Add(new ComponentSecret(null, secret));
        foreach (var secret in secrets) all.Add(new ComponentSecret(secret.Id, secret.Secret));
        return new FarmCredentials(name, all.ToImmutable(), farm?.Certificates ?? CertificateRules.None);
    }
}
