using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Storage.Memory;

internal sealed class MemoryRosterStore(MemoryState memory) : IRosterStore
{
    public Task<RosterRecord?> LoadAsync(BareJid account, CancellationToken cancellationToken = default) =>
        memory.Do(state => state.Accounts.GetValueOrDefault(account)?.Roster, cancellationToken);

    public Task<bool> SaveAsync(BareJid account, RosterChange change, CancellationToken cancellationToken = default) =>
        memory.Do(
            state =>
            {
                if (!state.Accounts.TryGetValue(account, out var found) || found.Roster.Version > change.Version)
                    return false;
                found.Roster = found.Roster.Apply(change);
                return true;
            },
            cancellationToken);
}
