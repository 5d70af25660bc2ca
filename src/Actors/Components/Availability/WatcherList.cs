using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Components.Availability;

/// <summary>Who may see something of a farm: everybody, all of a domain, or single addresses. Immutable.</summary>
internal sealed class WatcherList
{
    private const string Any = "*";

    private readonly bool _everybody;
    private readonly FrozenSet<string> _bareJids;

    private WatcherList(bool everybody, IEnumerable<string> bareJids) =>
        (_everybody, _bareJids) = (everybody, bareJids.ToFrozenSet(StringComparer.Ordinal));

    /// <summary>Even who has no address may see it.</summary>
    public bool IsEverybody => _everybody;

    public static WatcherList Everybody { get; } = new(true, []);

    public static WatcherList Nobody { get; } = new(false, []);

    /// <param name="entries"><c>*</c>, a domain (all who live there, and the domain itself) or a bare JID.</param>
    /// <param name="list">What they mean together.</param>
    /// <param name="mistake">The first entry that is none of these.</param>
    public static bool TryParse(
        IEnumerable<string> entries, [NotNullWhen(true)] out WatcherList? list, [NotNullWhen(false)] out string? mistake)
    {
        var everybody = false;
        var bareJids = new List<string>();
        foreach (var entry in entries)
        {
            if (entry == Any)
            {
                everybody = true;
            }
            else if (BareJid.TryParse(entry, out var jid))
            {
                bareJids.Add(jid.Value);
            }
            else
            {
                (list, mistake) = (null, entry);
                return false;
            }
        }

        (list, mistake) = (new WatcherList(everybody, bareJids), null);
        return true;
    }

    public bool Permits(Jid watcher) =>
        _everybody || _bareJids.Contains(watcher.Domainpart) || _bareJids.Contains(watcher.Bare.Value);
}
