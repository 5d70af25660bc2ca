using XmppActors.Actors.Storage;
using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Accounts;

/// <summary>What is stored of an account and needed from its first stanza on; both null when there is none.</summary>
internal sealed record AccountState(AccountRecord? Record, RosterRecord? Roster)
{
    public static async Task<AccountState> LoadAsync(IStorage storage, BareJid account)
    {
        var record = storage.Accounts.FindAsync(account);
        var roster = storage.Rosters.LoadAsync(account);
        await Task.WhenAll(record, roster);
        return await record is { } found && await roster is { } contacts
            ? new AccountState(found, contacts)
            : new AccountState(null, null);
    }
}
