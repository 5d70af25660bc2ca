using System.Text;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Sasl;

namespace XmppActors.Actors.Storage.Memory;

internal sealed class MemoryAccountStore(MemoryState memory) : IAccountStore
{
    public Task<AccountRecord?> FindAsync(BareJid account, CancellationToken cancellationToken = default) =>
        memory.Do(state => state.Accounts.GetValueOrDefault(account)?.Record, cancellationToken);

    public Task<bool> CreateAsync(
        BareJid account, IReadOnlyList<ScramKeys> keys, CancellationToken cancellationToken = default) =>
        memory.Do(
            state => state.Accounts.TryAdd(
                account, new MemoryAccount(new AccountRecord(account, [.. keys], state.Now, LastLogout: null))),
            cancellationToken);

    public Task<bool> SetKeysAsync(
        BareJid account, IReadOnlyList<ScramKeys> keys, CancellationToken cancellationToken = default) =>
        memory.Do(
            state =>
            {
                if (!state.Accounts.TryGetValue(account, out var found))
                    return false;
                found.Record = found.Record with { Keys = [.. keys] };
                return true;
            },
            cancellationToken);

    public Task<bool> RemoveAsync(BareJid account, CancellationToken cancellationToken = default) =>
        memory.Do(state => state.Accounts.Remove(account), cancellationToken);

    public Task<IReadOnlyList<BareJid>> ListAsync(
        BareJid domain, BareJid? after, int limit, CancellationToken cancellationToken = default) =>
        memory.Do<IReadOnlyList<BareJid>>(
            state => [.. state.Accounts.Keys
                .Where(account => account.Domainpart == domain.Domainpart)
                .Order(ByLocalpartBytes)
                .SkipWhile(account => after is not null && ByLocalpartBytes.Compare(account, after) <= 0)
                .Take(limit)],
            cancellationToken);

    public Task<bool> SaveLastLogoutAsync(
        BareJid account, LastLogout logout, CancellationToken cancellationToken = default) =>
        memory.Do(
            state =>
            {
                if (!state.Accounts.TryGetValue(account, out var found))
                    return false;
                found.Record = found.Record with { LastLogout = logout with { At = Stamp.Truncate(logout.At) } };
                return true;
            },
            cancellationToken);

    /// <summary>As databases order text in binary: UTF-16 order differs from it beyond U+FFFF.</summary>
    private static readonly Comparer<BareJid> ByLocalpartBytes = Comparer<BareJid>.Create((left, right) =>
        Encoding.UTF8.GetBytes(left.Localpart ?? "").AsSpan().SequenceCompareTo(
            Encoding.UTF8.GetBytes(right.Localpart ?? "")));
}
