using XmppActors.Actors.Serialization;

namespace XmppActors.Actors.Components.Administration;

/// <summary>A change of a farm that was made at run time, as its entity's journal keeps it for good: fields are only ever added.</summary>
internal interface IFarmEvent : IClusterMessage
{
    DateTimeOffset At { get; }
}

/// <param name="Settings">See <see cref="AddFarm"/>.</param>
internal sealed record FarmDefined(DateTimeOffset At, string Settings) : IFarmEvent;

/// <summary>What was said at run time is void, weights, drains and secrets included.</summary>
/// <param name="IsGone">The configuration does not know the farm either: there is none any more.</param>
internal sealed record FarmRemoved(DateTimeOffset At, bool IsGone) : IFarmEvent;

/// <param name="Weight">Null: as it came.</param>
internal sealed record InstanceWeightSet(DateTimeOffset At, string Target, int? Weight) : IFarmEvent;

/// <param name="Until">The deadline.</param>
internal sealed record InstanceDrained(DateTimeOffset At, string Target, DateTimeOffset Until) : IFarmEvent;

internal sealed record InstanceUndrained(DateTimeOffset At, string Target) : IFarmEvent;

internal sealed record SecretAdded(DateTimeOffset At, string SecretId) : IFarmEvent;

internal sealed record SecretRevoked(DateTimeOffset At, string SecretId) : IFarmEvent;
