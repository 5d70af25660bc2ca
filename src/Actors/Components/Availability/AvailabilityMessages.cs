using XmppActors.Actors.Serialization;
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
