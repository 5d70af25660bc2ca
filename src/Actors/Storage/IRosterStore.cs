using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Storage;

/// <summary>Rosters with their subscription states and versions (RFC 6121 §2, §3).</summary>
internal interface IRosterStore
{
    /// <summary>The whole roster; null when there is no such account.</summary>
    Task<RosterRecord?> LoadAsync(BareJid account, CancellationToken cancellationToken = default);

    /// <summary>
    /// Saves what one event changed, all of it or nothing; the stored roster is then <see cref="RosterRecord.Apply"/>
    /// of what it was.
    /// </summary>
    /// <returns>False, and nothing saved: no such account, or the stored roster is already at a later version than the
    /// change's.</returns>
    Task<bool> SaveAsync(BareJid account, RosterChange change, CancellationToken cancellationToken = default);
}

/// <summary>One event's effect on a roster.</summary>
/// <param name="Version">The roster's version from now on. A change that no client sees keeps the version as it
/// is.</param>
/// <param name="Entries">Whole entries as they are from now on, each contact once; <see cref="RosterEntry.Removed"/>
/// for a removed one.</param>
internal sealed record RosterChange(long Version, params IReadOnlyList<RosterEntry> Entries);
