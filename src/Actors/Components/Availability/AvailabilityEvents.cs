using XmppActors.Actors.Serialization;
using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Components.Availability;

/// <summary>Something that the entity that shows a farm remembers for good.</summary>
internal interface IAvailabilityEvent : IClusterMessage;

/// <summary>Receives presence from now on.</summary>
internal sealed record PresenceSubscribed(BareJid Watcher) : IAvailabilityEvent;

/// <summary>Receives presence no more.</summary>
internal sealed record PresenceUnsubscribed(BareJid Watcher) : IAvailabilityEvent;

/// <summary>Watchers are told of this from now on.</summary>
internal sealed record HealthPublished(FarmReport Report, DateTimeOffset At) : IAvailabilityEvent;
