using System.Collections.Immutable;

namespace XmppActors.Actors.Components.Privileges;

/// <summary>What a component may do in the name of the server and of its accounts (XEP-0356). Nothing, unless the operator says so.</summary>
internal sealed record FarmPrivileges
{
    public static readonly FarmPrivileges None = new();

    /// <summary>The accounts' rosters (§4).</summary>
    public IqAccess Roster { get; init; }

    /// <summary>It is told of each change of a roster that it may read (§4.4).</summary>
    public bool RosterPush { get; init; } = true;

    /// <summary>Messages in the name of the server and of its accounts (§5).</summary>
    public bool Messages { get; init; }

    /// <summary>Requests in the name of accounts, by the namespace of what they are about (§6).</summary>
    public ImmutableArray<IqPrivilege> Iqs { get; init; } = [];

    /// <summary>Whose presence it is told (§7).</summary>
    public PresenceAccess Presence { get; init; }

    public bool IsEmpty => Roster == IqAccess.None && !Messages && Iqs.IsEmpty && Presence == PresenceAccess.None;

    /// <summary>It is sent roster pushes.</summary>
    public bool HearsRosters => RosterPush && (Roster & IqAccess.Get) != 0;

    /// <summary>What it may ask in the name of accounts about this namespace.</summary>
    public IqAccess AccessTo(string ns)
    {
        foreach (var iq in Iqs)
        {
            if (iq.Namespace == ns) return iq.Access;
        }
        return IqAccess.None;
    }
}

/// <param name="Namespace">Of the payload.</param>
internal sealed record IqPrivilege(string Namespace, IqAccess Access);

/// <summary>Which requests may be made. Crosses nodes: append only.</summary>
[Flags]
internal enum IqAccess
{
    None = 0,
    Get = 1,
    Set = 2,
    Both = Get | Set,
}

/// <summary>Whose presence a component is told. Crosses nodes: append only.</summary>
internal enum PresenceAccess
{
    None = 0,

    /// <summary>Initial and unavailable presence of the accounts' resources.</summary>
    ManagedEntity = 1,

    /// <summary>That, and what the accounts are told by their contacts.</summary>
    Roster = 2,
}
