using System.Collections.Immutable;
using XmppActors.Actors.Components.Dialling;

namespace XmppActors.Actors.Bridge;

/// <summary>The component ports of the other cluster's nodes: each node that is a member is linked to our router as a component of it, so that
/// its domain is reached by whichever is alive.</summary>
/// <param name="port">Openfire's port for components, the same on all nodes.</param>
internal sealed class BridgeEndpoints(BridgeDirectory directory, int port) : IEndpointSource
{
    /// <summary>Who comes or goes is known to this node at once, and to the farm within this.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>The other cluster has given it up.</summary>
    public bool TellsOfDeaths => true;

    public Task<EndpointList> LookUpAsync(CancellationToken cancellationToken)
    {
        if (directory.Seen.View.Phase != BridgePhase.Joined)
            throw new EndpointsUnknownException("the bridge is no member of the other cluster at the moment");
        ImmutableArray<DialEndpoint> endpoints =
            [.. directory.Others.Select(member => new DialEndpoint(Transport.Dialling.DialTarget.Write(member.Member.Address.Host, port))).Distinct()];
        return Task.FromResult(new EndpointList(endpoints, Interval));
    }

    public override string ToString() => $"members of the bridged cluster, port {port}";
}
