using XmppActors.Actors.Routing;

namespace XmppActors.Actors.Components.Availability;

/// <summary>What the entities that show farms work with.</summary>
/// <param name="Farms">The region of farm entities.</param>
/// <param name="Settings">What the operator says of a farm.</param>
internal sealed record AvailabilityServices(
    IActorRef Farms,
    IStanzaRouter Router,
    StanzaCounters Counters,
    Func<string, AvailabilitySettings> Settings,
    TimeProvider Time);
