using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Components.Availability;

/// <summary>Somebody's subscription to a farm's pubsub node (XEP-0060 §6.1).</summary>
/// <param name="Service">The domain of the pubsub service that it was made at, and that notifications come from.</param>
/// <param name="Subscriber">Where notifications go: a bare or a full JID.</param>
/// <param name="IsDelivering">False: it pauses (<c>pubsub#deliver</c>).</param>
internal sealed record NodeSubscription(string Service, Jid Subscriber, bool IsDelivering);
