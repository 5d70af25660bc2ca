using System.Runtime.CompilerServices;
using XmppActors.Host.Admin;
using XmppActors.Transport.Addresses;

namespace XmppActors.Host.Accounts;

/// <summary>Accounts of a running node, through its admin listener.</summary>
internal sealed class RemoteAccounts(AdminClient node) : IAccountAdministration
{
    public Task<AccountOutcome> AddAsync(BareJid account, string password, CancellationToken cancellationToken) =>
        ActAsync(AccountEndpoints.AddPath, new AccountRequest(account.Value, password), cancellationToken);

    public Task<AccountOutcome> SetPasswordAsync(
        BareJid account, string password, CancellationToken cancellationToken) =>
        ActAsync(AccountEndpoints.PasswordPath, new AccountRequest(account.Value, password), cancellationToken);

    public Task<AccountOutcome> RemoveAsync(BareJid account, CancellationToken cancellationToken) =>
        ActAsync(AccountEndpoints.RemovePath, new AccountRequest(account.Value, null), cancellationToken);

    public async IAsyncEnumerable<BareJid> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var line in node.ListAsync(AccountEndpoints.ListPath, cancellationToken))
            yield return BareJid.Parse(line);
    }

    private async Task<AccountOutcome> ActAsync(
        string path, AccountRequest request, CancellationToken cancellationToken) =>
        (await node.ActAsync<AccountOutcome, AccountRequest>(path, request, cancellationToken)).Outcome;
}
