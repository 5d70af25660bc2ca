using System.Collections.Immutable;
using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Storage;

/// <summary>A roster at one version: immutable; a change makes another one.</summary>
/// <remarks>
/// Versions of an account start at its creation time in milliseconds: an account made again under an old name never
/// reuses a version that some client still has cached.
/// </remarks>
/// <param name="Version">Grows with every change that clients see; <c>ver</c> on the wire (RFC 6121 §2.6).</param>
/// <param name="OldestVersion">The oldest version from which <see cref="ChangesSince"/> still knows every
/// change.</param>
/// <param name="Entries">By contact; unlisted ones included.</param>
internal sealed record RosterRecord(long Version, long OldestVersion, ImmutableDictionary<Jid, RosterEntry> Entries)
{
    /// <summary>
    /// Removed items that are remembered; a client that missed more than these is sent the whole roster.
    /// </summary>
    public const int RememberedRemovals = 100;

    /// <summary>A new account's roster.</summary>
    public static RosterRecord Create(DateTimeOffset accountCreatedAt)
    {
        var version = accountCreatedAt.ToUnixTimeMilliseconds();
        return new RosterRecord(version, version, ImmutableDictionary<Jid, RosterEntry>.Empty);
    }

    /// <summary>This roster after <paramref name="change"/>, whose version is not older than this one's.</summary>
    public RosterRecord Apply(RosterChange change)
    {
        var entries = Entries.SetItems(change.Entries.Select(entry => KeyValuePair.Create(entry.Contact, entry)));
        var changed = this with { Version = change.Version, Entries = entries };
        return change.Entries.All(entry => entry.IsListed) ? changed : changed.WithoutForgotten();
    }

    /// <summary>
    /// Entries that clients were told of after <paramref name="version"/>, in the order of their versions; those not
    /// listed were removed. Null when that is not known any more, or was never a version of this roster: the whole
    /// roster is to be sent (RFC 6121 §2.6.2).
    /// </summary>
    public IReadOnlyList<RosterEntry>? ChangesSince(long version)
    {
        if (version < OldestVersion || version > Version)
            return null;
        return [.. Entries.Values.Where(entry => entry.Version > version).OrderBy(entry => entry.Version)];
    }

    private RosterRecord WithoutForgotten()
    {
        var oldest = Entries.Values
            .Where(entry => !entry.IsListed && entry.Version > OldestVersion)
            .Select(entry => entry.Version)
            .OrderDescending()
            .Skip(RememberedRemovals)
            .FirstOrDefault(OldestVersion);
        var forgotten = Entries.Values
            .Where(entry => !entry.IsListed && !entry.PendingIn && entry.Version <= oldest)
            .Select(entry => entry.Contact);
        return this with { OldestVersion = oldest, Entries = Entries.RemoveRange(forgotten) };
    }
}
