using XmppActors.Actors.Serialization;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Components;

/// <summary>A message to the farm entity of a component's domain.</summary>
internal interface IFarmMessage : IClusterMessage
{
    /// <summary>The component's domain: the entity's key.</summary>
    string Domain { get; }
}

/// <summary>A component's stream has authenticated and wants its share; answered by <see cref="FarmJoined"/> or
/// <see cref="FarmRefused"/>. Sent again, with the same id, when the entity has moved.</summary>
/// <param name="Known">See <see cref="SubscribeToFarm"/>.</param>
internal sealed record JoinFarm(string Domain, FarmInstance Instance, FarmSnapshot Known) : IFarmMessage;

/// <summary>The instance is in; from this version on it gets stanzas.</summary>
/// <param name="Entity">To be watched: when it ends, the instance joins its successor.</param>
internal sealed record FarmJoined(FarmSnapshot Snapshot, IActorRef Entity) : IClusterMessage;

/// <summary>The farm does not take the instance in.</summary>
/// <param name="Domain">The farm's.</param>
internal sealed record FarmRefused(string Reason, string Domain) : IClusterMessage
{
    /// <summary>Ends the instance's stream.</summary>
    public StreamErrorCondition Condition { get; init; } = StreamErrorCondition.ResourceConstraint;
}

/// <summary>Another stream of the same name has come: whoever names its instances means the new one. The old stream closes with
/// <c>conflict</c>.</summary>
internal sealed record InstanceReplaced(string Domain, string InstanceId) : IClusterMessage;

/// <summary>The instance's link is gone, or going: nothing more for it. Told by its stream itself; another one may have its name by now.</summary>
internal sealed record LeaveFarm(string Domain, string InstanceId) : IFarmMessage
{
    /// <summary>The router has closed it because its node is being stopped: the instance may come back at once with its whole share.</summary>
    public bool IsShutdown { get; init; }
}

/// <summary>Asks for the snapshot now and for each later one; ends when the subscriber does. Answered by <see cref="FarmSnapshot"/>s.</summary>
/// <param name="Known">The newest that the subscriber has: an entity that follows another goes on from there.</param>
internal sealed record SubscribeToFarm(string Domain, IActorRef Subscriber, FarmSnapshot Known) : IFarmMessage;

/// <summary>Asks for the snapshot of this moment: nothing that was decided before the question is missing in the answer,
/// <see cref="FarmLookedAt"/>.</summary>
/// <param name="Question">Comes back with the answer: an entity may be asked more than once, and answer each time.</param>
internal sealed record LookAtFarm(string Domain, uint Question) : IFarmMessage;

/// <summary>Answers <see cref="LookAtFarm"/>.</summary>
internal sealed record FarmLookedAt(uint Question, FarmSnapshot Snapshot) : IClusterMessage;

/// <summary>What an instance's stream has measured: told when a threshold is crossed, each second while something is outstanding, and once
/// when nothing is any more; so that silence in between means that the stream, or its node, is in trouble.</summary>
internal sealed record ReportInstance(string Domain, string InstanceId, InstanceFacts Facts) : IFarmMessage;

/// <summary>What the farm's entity has decided about an instance, told to its stream with each change.</summary>
/// <param name="State">As in the snapshot of the same version.</param>
/// <param name="HasOthers">Another instance takes its stanzas: what a suspect one has not acknowledged is to be routed anew.</param>
/// <param name="CloseBecause">The link is to be closed, for this reason. Null: it stays.</param>
internal sealed record InstanceDirective(string Domain, long Version, InstanceState State, bool HasOthers, string? CloseBecause) : IClusterMessage
{
    /// <summary>The stream error that the link is closed with. Null: none; the stream is just ended, as after a drain.</summary>
    public StreamErrorCondition? CloseWith { get; init; }
}
