using XmppActors.Actors.Accounts;
using XmppActors.Actors.Storage;
using XmppActors.Transport.Addresses;

namespace XmppActors.Host.Accounts;

/// <summary>Accounts of the node in this process: what its entities hold in memory goes with what is stored.</summary>
internal sealed class RunningAccounts(StoredAccounts stored, IActorRef region) : IAccountAdministration
{
    /// <summary>Longer than storage retries: its failure is told instead.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);

    public Task<AccountOutcome> AddAsync(BareJid account, string password, CancellationToken cancellationToken) =>
        stored.AddAsync(account, password, cancellationToken);

    public Task<AccountOutcome> SetPasswordAsync(
        BareJid account, string password, CancellationToken cancellationToken) =>
        stored.SetPasswordAsync(account, password, cancellationToken);

    /// <summary>Its streams are closed and its contacts told, as when the user removed it (XEP-0077 §3.2).</summary>
    public async Task<AccountOutcome> RemoveAsync(BareJid account, CancellationToken cancellationToken)
    {
        try
        {
            var removed = await region.Ask<AccountRemoved>(new RemoveAccount(account), Patience, cancellationToken);
            return removed.Existed ? AccountOutcome.Done : AccountOutcome.Missing;
        }
        catch (AskTimeoutException silence)
        {
            throw new StorageUnavailableException(
                $"{account} was not removed in {Patience.TotalSeconds} seconds: the database may be out of reach",
                silence);
        }
    }

    public IAsyncEnumerable<BareJid> ListAsync(CancellationToken cancellationToken) =>
        stored.ListAsync(cancellationToken);
}
