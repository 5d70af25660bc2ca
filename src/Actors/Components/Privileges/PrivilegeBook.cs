using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Components.Privileges;

/// <summary>Which components have which privileges at the moment, as this node knows.</summary>
/// <param name="farms">Null: none has any.</param>
internal sealed class PrivilegeBook(FarmDirectory? farms)
{
    public static readonly PrivilegeBook Empty = new(null);

    /// <summary>What whoever sends from this address may do: a component has its privileges as its domain, not as those who are at it.</summary>
    public FarmPrivileges Of(Jid? from) => from is { Localpart: null } && farms is not null && farms.TryFind(from.Domainpart, out var farm)
        ? farm.Rules.Privileges
        : FarmPrivileges.None;

    /// <summary>The components that are to hear of changed rosters.</summary>
    public IEnumerable<BareJid> HearingRosters() => Where(static privileges => privileges.HearsRosters);

    /// <summary>The components that are to hear of presence, of at least this kind.</summary>
    public IEnumerable<BareJid> HearingPresence(PresenceAccess access) => Where(privileges => privileges.Presence >= access);

    /// <summary>Those that are connected: the others hear it when they come.</summary>
    private IEnumerable<BareJid> Where(Predicate<FarmPrivileges> has)
    {
        if (farms is null) yield break;
        foreach (var farm in farms.Views)
        {
            if (!farm.Rules.Privileges.IsEmpty && has(farm.Rules.Privileges) && !farm.Snapshot.Instances.IsEmpty)
                yield return farm.Address;
        }
    }
}
