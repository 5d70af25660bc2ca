using XmppActors.Actors.Components;

namespace XmppActors.Actors.Storage.Memory;

internal sealed class MemoryFarmSecretStore(MemoryState memory) : IFarmSecretStore
{
    public Task<IReadOnlyList<FarmSecret>> LoadAsync(FarmName domain, CancellationToken cancellationToken = default) =>
        memory.Do<IReadOnlyList<FarmSecret>>(
            state => state.FarmSecrets.TryGetValue(domain, out var secrets) ? [.. secrets] : [],
            cancellationToken);

    public Task<IReadOnlyList<FarmSecretEntry>> ListAsync(
        FarmName domain, CancellationToken cancellationToken = default) =>
        memory.Do<IReadOnlyList<FarmSecretEntry>>(
            state => state.FarmSecrets.TryGetValue(domain, out var secrets)
                ? [.. secrets.Select(secret => new FarmSecretEntry(secret.Id, secret.AddedAt))]
                : [],
            cancellationToken);

    public Task<IReadOnlyList<FarmName>> ListDomainsAsync(CancellationToken cancellationToken = default) =>
        memory.Do<IReadOnlyList<FarmName>>(state => [.. state.FarmSecrets.Keys], cancellationToken);

    public Task<FarmSecret> AddAsync(FarmName domain, string secret, CancellationToken cancellationToken = default) =>
        memory.Do(
            state =>
            {
                var added = new FarmSecret(FarmSecret.NewId(), secret, state.Now);
                if (!state.FarmSecrets.TryGetValue(domain, out var secrets))
                    state.FarmSecrets.Add(domain, secrets = []);
                secrets.Add(added);
                return added;
            },
            cancellationToken);

    public Task<bool> RemoveAsync(FarmName domain, string id, CancellationToken cancellationToken = default) =>
        memory.Do(
            state =>
            {
                if (!state.FarmSecrets.TryGetValue(domain, out var secrets))
                    return false;
                if (secrets.RemoveAll(secret => secret.Id == id) == 0)
                    return false;
                if (secrets.Count == 0)
                    state.FarmSecrets.Remove(domain);
                return true;
            },
            cancellationToken);
}
