using XmppActors.Transport.Addresses;
using XmppActors.Transport.Sasl;

namespace XmppActors.Actors.Storage;

/// <summary>Accounts of the domains that this server hosts.</summary>
internal interface IAccountStore
{
    /// <summary>The account, or null when there is none.</summary>
    Task<AccountRecord?> FindAsync(BareJid account, CancellationToken cancellationToken = default);

    /// <summary>Makes an account with an empty roster.</summary>
    /// <param name="account">Has a localpart.</param>
    /// <param name="keys">At most one per hash.</param>
    /// <returns>False: there is one already, and it stays as it is.</returns>
    Task<bool> CreateAsync(
        BareJid account, IReadOnlyList<ScramKeys> keys, CancellationToken cancellationToken = default);

    /// <summary>Replaces all keys of the account: a new password.</summary>
    /// <returns>False: no such account.</returns>
    Task<bool> SetKeysAsync(
        BareJid account, IReadOnlyList<ScramKeys> keys, CancellationToken cancellationToken = default);

    /// <summary>
    /// Removes the account with all that is kept for it (roster, offline stanzas, last logout), or nothing.
    /// </summary>
    /// <returns>False: no such account.</returns>
    Task<bool> RemoveAsync(BareJid account, CancellationToken cancellationToken = default);

    /// <summary>A page of a domain's accounts, ordered by the bytes of their localparts.</summary>
    /// <param name="after">The last account of the page before; null for the first page.</param>
    Task<IReadOnlyList<BareJid>> ListAsync(
        BareJid domain, BareJid? after, int limit, CancellationToken cancellationToken = default);

    /// <summary>
    /// Remembers when and with which status the account's last resource became unavailable (XEP-0012 §4).
    /// </summary>
    /// <returns>False: no such account.</returns>
    Task<bool> SaveLastLogoutAsync(BareJid account, LastLogout logout, CancellationToken cancellationToken = default);
}
