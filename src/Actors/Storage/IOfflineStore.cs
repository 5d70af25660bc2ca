using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Storage;

/// <summary>Stanzas kept for accounts without an available resource (RFC 6121 §8.5.2.2, XEP-0160).</summary>
internal interface IOfflineStore
{
    /// <summary>Keeps a stanza after those kept before. Stored exactly once, retries included.</summary>
    /// <param name="limit">Stanzas kept for one account at most.</param>
    /// <returns>False: not stored, since the limit is reached or there is no such account; to be bounced with
    /// <c>service-unavailable</c>.</returns>
    Task<bool> AddAsync(
        BareJid account,
        ReadOnlyMemory<byte> stanza,
        DateTimeOffset storedAt,
        int limit,
        CancellationToken cancellationToken = default);

    /// <summary>All stanzas kept for the account, oldest first. They stay until <see cref="RemoveAsync"/>.</summary>
    Task<IReadOnlyList<OfflineStanza>> LoadAsync(BareJid account, CancellationToken cancellationToken = default);

    /// <summary>Forgets stanzas whose delivery is settled.</summary>
    /// <param name="ids">Of <see cref="OfflineStanza.Id"/>; unknown ones are passed over.</param>
    Task RemoveAsync(BareJid account, IReadOnlyCollection<long> ids, CancellationToken cancellationToken = default);
}

/// <summary>A kept stanza.</summary>
/// <param name="Id">Names it among its account's stanzas; says nothing of the order.</param>
/// <param name="StoredAt">For its <c>&lt;delay/&gt;</c> (XEP-0203).</param>
/// <param name="Stanza">The whole stanza, as UTF-8.</param>
internal sealed record OfflineStanza(long Id, DateTimeOffset StoredAt, ReadOnlyMemory<byte> Stanza);
