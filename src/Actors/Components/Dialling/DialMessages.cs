using System.Collections.Immutable;
using XmppActors.Actors.Serialization;

namespace XmppActors.Actors.Components.Dialling;

/// <summary>A farm's <see cref="DialPlanner"/> asks a node to dial for it: told to each node's <see cref="FarmDialler"/> until it answers with
/// <see cref="DialReport"/>. From then on the node obeys this planner and no earlier one.</summary>
internal sealed record OfferDialling(string Domain, IActorRef Planner) : IClusterMessage;

/// <summary>What a node is to dial for a farm, all of it: links that are not ordered any more end.</summary>
/// <param name="Version">Higher than that of all orders before by the same planner: an older one is passed over.</param>
internal sealed record DialOrders(string Domain, IActorRef Planner, long Version, ImmutableArray<DialOrder> Orders) : IClusterMessage;

/// <param name="Links">How many at the same time; at least 1.</param>
/// <param name="Share">Of each of their instances.</param>
internal sealed record DialOrder(string Endpoint, int Links, InstanceShare Share);

/// <summary>What an instance of a dialled endpoint is to get.</summary>
/// <param name="Weight">See <see cref="FarmInstance.ConfiguredWeight"/>.</param>
/// <param name="IsWarm">See <see cref="FarmInstance.IsWarm"/>.</param>
internal sealed record InstanceShare(int Weight, bool IsWarm)
{
    public static readonly InstanceShare Full = new(FarmInstance.FullWeight, IsWarm: false);
}

/// <summary>What a node has made of its orders: told with each change.</summary>
/// <param name="Node">Its address.</param>
/// <param name="Dialler">Ends with the node, or with its part in dialling.</param>
internal sealed record DialReport(string Domain, string Node, IActorRef Dialler, ImmutableArray<DialState> States) : IClusterMessage;

/// <summary>How one endpoint fares from one node.</summary>
/// <param name="Links">As ordered.</param>
/// <param name="Serving">How many of them have negotiated, and live.</param>
/// <param name="Failures">Since a link was there last, in a row; the most of all links.</param>
/// <param name="LastError">Why the last attempt failed or the last link ended; null: nothing has gone wrong since all links are there.</param>
internal sealed record DialState(string Endpoint, int Links, int Serving, int Failures, string? LastError);
