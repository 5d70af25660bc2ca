using System.Collections.Immutable;
using XmppActors.Actors.Components.Negotiation;
using XmppActors.Actors.Serialization;

namespace XmppActors.Actors.Components.Administration;

/// <summary>Asks a farm's entity for all that it knows; answered by <see cref="FarmStatus"/>.</summary>
internal sealed record ShowFarm(string Domain) : IFarmMessage;

/// <summary>A farm as its entity knows it, at one moment.</summary>
/// <param name="Version">That of the snapshot that the nodes have.</param>
/// <param name="Epoch">How often what is remembered of the farm has changed.</param>
/// <param name="Node">Where the entity is.</param>
internal sealed record FarmStatus(string Domain, long Version, long Epoch, string Node) : IClusterMessage
{
    /// <summary>False: it was removed at run time, or never there.</summary>
    public bool Exists { get; init; } = true;

    /// <summary>What is in force, and who said so.</summary>
    public ImmutableArray<FarmSettingStatus> Settings { get; init; } = [];

    public ImmutableArray<InstanceStatus> Instances { get; init; } = [];

    /// <summary>Weights, drains and secrets that were set at run time, one sentence each.</summary>
    public ImmutableArray<string> Remembered { get; init; } = [];

    /// <summary>The last changes of instances' states, of those that have left too, oldest first.</summary>
    public ImmutableArray<InstanceChange> Changes { get; init; } = [];
}

/// <summary>One setting of a farm.</summary>
/// <param name="Key">Its path below <c>xmpp.farms."domain"</c>.</param>
/// <param name="IsRuntime">Said at run time; else by the configuration, or by nobody.</param>
internal sealed record FarmSettingStatus(string Key, string Value, bool IsRuntime);

/// <summary>One instance as the farm's entity knows it.</summary>
/// <param name="Node">The one that holds its connection.</param>
/// <param name="StateSince">When it came into its state.</param>
/// <param name="Reason">Why it is in its state.</param>
internal sealed record InstanceStatus(
    string Id, string Node, string RemoteAddress, InstanceState State, DateTimeOffset StateSince, string Reason)
{
    /// <summary>When its link was made.</summary>
    public DateTimeOffset Since { get; init; }

    public InstanceLink Link { get; init; }

    /// <summary>What it would get with nothing against it.</summary>
    public int ConfiguredWeight { get; init; }

    /// <summary>What it gets.</summary>
    public int Weight { get; init; }

    /// <summary>It is kept for the loss of others, and gets nothing at the moment.</summary>
    public bool IsSpare { get; init; }

    /// <summary>What it was dialled as. Null: it has connected by itself.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The stored credential that opened its link. Null: one of the configuration.</summary>
    public string? CredentialId { get; init; }

    /// <summary>What its stream has measured last.</summary>
    public InstanceFacts Facts { get; init; }

    /// <summary>Times that its share went to others since its link was made.</summary>
    public int Failovers { get; init; }
}

/// <summary>An instance has come into a state.</summary>
/// <param name="State">Null: it has left.</param>
internal sealed record InstanceChange(DateTimeOffset At, string InstanceId, InstanceState? State, string Reason);

/// <summary>Asks a node's <see cref="FarmWatcher"/> for the farms that the cluster has; answered by <see cref="FarmsListed"/>.</summary>
internal sealed record ListFarms : IClusterMessage
{
    public static readonly ListFarms Instance = new();
}

/// <summary>The farms of the cluster, by name.</summary>
internal sealed record FarmsListed(ImmutableArray<FarmSummary> Farms) : IClusterMessage;

/// <summary>A farm in one line.</summary>
/// <param name="IsRuntime">Settings were given at run time.</param>
/// <param name="Usable">Instances that get stanzas, or would if the others were lost: ready and degraded ones.</param>
internal sealed record FarmSummary(string Domain, long Version, bool IsRuntime, int Instances, int Usable);
