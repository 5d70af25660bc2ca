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
internal sealed record HealthPublished(ShownFarm Farm, DateTimeOffset At) : IAvailabilityEvent;

/// <summary>Receives what is published at the farm's node, or does so in another way.</summary>
internal sealed record NodeSubscribed(NodeSubscription Subscription) : IAvailabilityEvent;

/// <summary>Receives it no more.</summary>
internal sealed record NodeUnsubscribed(string Service, Jid Subscriber) : IAvailabilityEvent;

/// <summary>The component has said what it is.</summary>
internal sealed record InfoLearned(ComponentInfo Info) : IAvailabilityEvent;
