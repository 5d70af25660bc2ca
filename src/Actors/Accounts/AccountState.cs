using XmppActors.Actors.Storage;
using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Accounts;

/// <summary>
/// What is stored of an account and needed from its first stanza on. Not its keys, which only authentication needs.
/// </summary>
/// <param name="Roster">Null: there is no such account.</param>
internal sealed record AccountState(RosterRecord? Roster, LastLogout? LastLogout)
{
    public static async Task<AccountState> LoadAsync(IStorage storage, BareJid account)
    {
        var record = storage.Accounts.FindAsync(account);
        var roster = storage.Rosters.LoadAsync(account);
        await Task.WhenAll(record, roster);
        return new AccountState(await roster, (await record)?.LastLogout);
    }
}
