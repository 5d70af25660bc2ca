using System.Collections.Immutable;
using XmppActors.Actors.Serialization;

namespace XmppActors.Actors.Components.Dialling;

/// <summary>Asks a farm's entity whom the router dials for it; answered by <see cref="DialsShown"/>.</summary>
internal sealed record ShowDials(string Domain) : IFarmMessage;

/// <summary>Whom the router dials for a farm, at one moment.</summary>
/// <param name="Source">Where the endpoints come from; empty: the farm is not dialled.</param>
/// <param name="LookUpError">Why the last look-up has failed; what was found before goes on. Null: it has not.</param>
/// <param name="Endpoints">By address, then by node.</param>
internal sealed record DialsShown(string Domain, string Source, string? LookUpError, ImmutableArray<EndpointStatus> Endpoints) : IClusterMessage;

/// <summary>An endpoint as dialled from one node.</summary>
/// <param name="Node">Empty: no node dials it.</param>
/// <param name="IsWarm">Its instances are spares.</param>
/// <param name="State">What the node has told last.</param>
internal sealed record EndpointStatus(string Node, bool IsWarm, DialState State);
