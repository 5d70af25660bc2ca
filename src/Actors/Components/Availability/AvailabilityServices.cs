using XmppActors.Actors.Routing;
using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Components.Availability;

/// <summary>What the entities that show farms work with.</summary>
/// <param name="Farms">The region of farm entities.</param>
/// <param name="Settings">What is in force for a farm.</param>
/// <param name="Server">A served domain: components are asked in its name.</param>
internal sealed record AvailabilityServices(
    IActorRef Farms,
    IStanzaRouter Router,
    StanzaCounters Counters,
    Func<string, AvailabilitySettings> Settings,
    BareJid Server,
    TimeProvider Time);
