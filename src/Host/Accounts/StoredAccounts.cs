using System.Runtime.CompilerServices;
using XmppActors.Actors.Storage;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Sasl;

namespace XmppActors.Host.Accounts;

/// <summary>Accounts straight in storage.</summary>
/// <param name="domains">The server's own: no other has accounts.</param>
/// <param name="iterations">Of the SCRAM keys that are kept in place of a password.</param>
internal sealed class StoredAccounts(
    IStorage storage, IReadOnlyList<BareJid> domains, int iterations) : IAccountAdministration
{
    private const int PageSize = 500;

    public async Task<AccountOutcome> AddAsync(BareJid account, string password, CancellationToken cancellationToken)
    {
        if (account.IsDomain || !domains.Contains(BareJid.Domain(account.Domainpart)))
            return AccountOutcome.ForeignDomain;
        if (!ScramKeys.TryPreparePassword(password, out _))
            return AccountOutcome.BadPassword;
        var keys = await DeriveAsync(password, cancellationToken);
        return await storage.Accounts.CreateAsync(account, keys, cancellationToken)
            ? AccountOutcome.Done
            : AccountOutcome.Exists;
    }

    public async Task<AccountOutcome> SetPasswordAsync(
        BareJid account, string password, CancellationToken cancellationToken)
    {
        if (!ScramKeys.TryPreparePassword(password, out _))
            return AccountOutcome.BadPassword;
        var keys = await DeriveAsync(password, cancellationToken);
        return await storage.Accounts.SetKeysAsync(account, keys, cancellationToken)
            ? AccountOutcome.Done
            : AccountOutcome.Missing;
    }

    public async Task<AccountOutcome> RemoveAsync(BareJid account, CancellationToken cancellationToken) =>
        await storage.Accounts.RemoveAsync(account, cancellationToken) ? AccountOutcome.Done : AccountOutcome.Missing;

    public async IAsyncEnumerable<BareJid> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var domain in domains)
        {
            BareJid? last = null;
            while (true)
            {
                var page = await storage.Accounts.ListAsync(domain, last, PageSize, cancellationToken);
                foreach (var account in page)
                    yield return account;
                if (page.Count < PageSize)
                    break;
                last = page[^1];
            }
        }
    }

    /// <summary>Deriving takes milliseconds of a processor, by intention: not on the caller's thread.</summary>
    private Task<IReadOnlyList<ScramKeys>> DeriveAsync(string password, CancellationToken cancellationToken) =>
        Task.Run(() => ScramKeys.DeriveAll(password, iterations), cancellationToken);
}
