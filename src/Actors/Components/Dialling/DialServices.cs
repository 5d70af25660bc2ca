namespace XmppActors.Actors.Components.Dialling;

/// <summary>What a node dials with.</summary>
/// <param name="Components">What its components' streams work with.</param>
/// <param name="Streams">The parent of these streams.</param>
/// <param name="Chance">For jitter: even over 0 to 1.</param>
internal sealed record DialServices(ComponentServices Components, IActorRef Streams, Func<double> Chance);
