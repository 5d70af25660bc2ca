using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Storage.Memory;

internal sealed class MemoryFarmSecretStore(MemoryState memory) : IFarmSecretStore
{
    public Task<IReadOnlyList<FarmSecret>> LoadAsync(BareJid domain, CancellationToken cancellationToken = default) =>
        memory.Do<IReadOnlyList<FarmSecret>>(
            state => state.FarmSecrets.TryGetValue(domain, out var secrets) ? [.. secrets] : [],
            cancellationToken);

    public Task<IReadOnlyList<FarmSecretEntry>> ListAsync(
        BareJid domain, CancellationToken cancellationToken = default) =>
        memory.Do<IReadOnlyList<FarmSecretEntry>>(
            state => state.FarmSecrets.TryGetValue(domain, out var secrets)
                ? [.. secrets.Select(secret => new FarmSecretEntry(secret.Id, secret.AddedAt))]
                : [],
            cancellationToken);

    public Task<IReadOnlyList<BareJid>> ListDomainsAsync(CancellationToken cancellationToken = default) =>
        memory.Do<IReadOnlyList<BareJid>>(state => [.. state.FarmSecrets.Keys], cancellationToken);

    public Task<FarmSecret> AddAsync(BareJid domain, string secret, CancellationToken cancellationToken = default) =>
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

    public Task<bool> RemoveAsync(BareJid domain, string id, CancellationToken cancellationToken = default) =>
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
