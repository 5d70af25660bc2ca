using System.Collections.Immutable;
using XmppActors.Actors.Serialization;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components.Availability;

/// <summary>A message to the entity that shows a farm to clients.</summary>
internal interface IAvailabilityMessage : IClusterMessage
{
    /// <summary>The component's domain: the entity's key.</summary>
    string Domain { get; }
}

/// <summary>Wants the farm to be shown; answered by <see cref="AvailabilityKept"/>. Sent again when the entity has moved.</summary>
internal sealed record KeepAvailability(string Domain, IActorRef Keeper) : IAvailabilityMessage;

/// <param name="Entity">To be watched: when it ends, its successor is to be asked for.</param>
internal sealed record AvailabilityKept(string Domain, IActorRef Entity) : IClusterMessage;

/// <summary>A stanza that is answered for the farm and not by it: presence, a request to its pubsub node, or the component's answer to a
/// request of ours. Sender: who routed it.</summary>
internal sealed record AvailabilityStanza(string Domain, Stanza Stanza) : IAvailabilityMessage;

/// <summary>Asks how a farm is shown; answered by <see cref="AvailabilityShown"/>.</summary>
internal sealed record ShowAvailability(string Domain) : IAvailabilityMessage;

/// <param name="Since">When it came into its condition; null: it was never there.</param>
/// <param name="IsPlanned">Nobody is there to serve because the last ones were drained, or are.</param>
internal sealed record AvailabilityShown(string Domain, FarmHealth Health, DateTimeOffset? Since, bool IsPlanned) : IClusterMessage;

/// <summary>Asks for somebody's subscriptions to a farm's node; answered by <see cref="NodeSubscriptionsFound"/>.</summary>
internal sealed record FindNodeSubscriptions(string Domain, string Service, BareJid Subscriber) : IAvailabilityMessage;

/// <param name="Subscriptions">Of all the addresses that begin with the bare JID that was asked about.</param>
internal sealed record NodeSubscriptionsFound(string Domain, ImmutableArray<NodeSubscription> Subscriptions) : IClusterMessage;
