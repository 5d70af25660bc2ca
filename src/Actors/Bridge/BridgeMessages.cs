using XmppActors.Actors.Serialization;

namespace XmppActors.Actors.Bridge;

/// <summary>Asks for the bridge to be there, and to tell the subscriber what it sees, now and with each change; ends when the subscriber
/// does. Told again and again. Answered by <see cref="BridgeSeen"/>s.</summary>
/// <param name="Clients">Bound resources of the subscriber's node.</param>
internal sealed record KeepBridge(IActorRef Subscriber, int Clients) : IClusterMessage;

/// <summary>What the bridge sees.</summary>
/// <param name="Version">Grows with each one told by the same bridge.</param>
/// <param name="Node">Which of our nodes the bridge is on, as <c>host:port</c>; empty on a node that is alone.</param>
internal sealed record BridgeSeen(long Version, string Node, BridgeView View) : IClusterMessage;
