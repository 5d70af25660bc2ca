using System.Collections.Immutable;
using XmppActors.Actors.Components.Delegation;
using XmppActors.Actors.Components.Limits;
using XmppActors.Actors.Components.Privileges;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components.Policies;

/// <summary>What the operator says of a farm's traffic. Part of its snapshot: every node follows the same rules.</summary>
internal sealed record FarmRules
{
    public static readonly FarmRules Default = new();

    /// <summary>Who gets a stanza.</summary>
    public FarmPolicy Policy { get; init; } = FarmPolicy.BareSource;

    /// <summary>With <see cref="FarmPolicy.Pick"/>, where the key stands.</summary>
    public PayloadPath? Pick { get; init; }

    /// <summary>The key of a stanza that has none by its policy: one of the first four.</summary>
    public FarmPolicy Fallback { get; init; } = FarmPolicy.BareSource;

    /// <summary>An instance whose outstanding stanzas exceed its share by this factor, in percent, is passed over for a key: 101 to 1000; 0: never.</summary>
    public int BoundedLoadPercent { get; init; }

    /// <summary>Instances on the sender's node, where there are any, get all of it.</summary>
    public bool PreferLocal { get; init; }

    /// <summary>All domains below the farm's are the farm's too.</summary>
    public bool ServesSubdomains { get; init; }

    /// <summary>A key that has been quiet for so long leaves an instance that is being drained.</summary>
    public TimeSpan DrainIdle { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>What may be said to the farm, and by it.</summary>
    public FarmLimits Limits { get; init; } = FarmLimits.None;

    /// <summary>What its component may do in the name of the server and of its accounts.</summary>
    public FarmPrivileges Privileges { get; init; } = FarmPrivileges.None;

    /// <summary>Requests to the server and to its accounts that its component answers.</summary>
    public ImmutableArray<FarmDelegation> Delegations { get; init; } = [];

    /// <summary>Somebody has to count what the instances have to do.</summary>
    public bool NeedsLoads => BoundedLoadPercent > 0 || Policy == FarmPolicy.LeastOutstanding;
}
