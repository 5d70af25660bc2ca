using XmppActors.Transport.Addresses;

namespace XmppActors.Host.Accounts;

/// <summary>What an operator does with accounts; on a running node and on a stopped one.</summary>
internal interface IAccountAdministration
{
    Task<AccountOutcome> AddAsync(BareJid account, string password, CancellationToken cancellationToken);

    Task<AccountOutcome> SetPasswordAsync(BareJid account, string password, CancellationToken cancellationToken);

    /// <summary>Removes the account with its roster and its stored stanzas.</summary>
    Task<AccountOutcome> RemoveAsync(BareJid account, CancellationToken cancellationToken);

    /// <summary>All accounts, by domain and name.</summary>
    IAsyncEnumerable<BareJid> ListAsync(CancellationToken cancellationToken);
}

internal enum AccountOutcome
{
    Done,

    /// <summary>The account exists already.</summary>
    Exists,

    /// <summary>There is no such account.</summary>
    Missing,

    /// <summary>Its domain is not one of the server's.</summary>
    ForeignDomain,

    /// <summary>The password has a character that passwords cannot have (RFC 8265 §4.2), or none at all.</summary>
    BadPassword,
}
