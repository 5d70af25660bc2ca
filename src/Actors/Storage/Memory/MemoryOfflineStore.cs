using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Storage.Memory;

internal sealed class MemoryOfflineStore(MemoryState memory) : IOfflineStore
{
    public Task<bool> AddAsync(
        BareJid account,
        ReadOnlyMemory<byte> stanza,
        DateTimeOffset storedAt,
        int limit,
        CancellationToken cancellationToken = default) =>
        memory.Do(
            state =>
            {
                if (!state.Accounts.TryGetValue(account, out var found) || found.Offline.Count >= limit)
                    return false;
                found.Offline.Add(new OfflineStanza(++found.LastOfflineId, Stamp.Truncate(storedAt), stanza.ToArray()));
                return true;
            },
            cancellationToken);

    public Task<IReadOnlyList<OfflineStanza>> LoadAsync(
        BareJid account, CancellationToken cancellationToken = default) =>
        memory.Do<IReadOnlyList<OfflineStanza>>(
            state => state.Accounts.TryGetValue(account, out var found) ? [.. found.Offline] : [],
            cancellationToken);

    public Task RemoveAsync(
        BareJid account, IReadOnlyCollection<long> ids, CancellationToken cancellationToken = default) =>
        memory.Do(
            state => state.Accounts.GetValueOrDefault(account)?.Offline.RemoveAll(kept => ids.Contains(kept.Id)),
            cancellationToken);
}
