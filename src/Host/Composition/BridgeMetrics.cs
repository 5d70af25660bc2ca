using System.Diagnostics.Metrics;
using XmppActors.Host.Clustering;

namespace XmppActors.Host.Composition;

/// <summary>What the node tells of a bridged cluster at <c>/metrics</c>; nothing when there is none.</summary>
internal sealed class BridgeMetrics : IDisposable
{
    private readonly Meter _meter = new("XmppActors.Bridge");

    public BridgeMetrics(IClusterAdministration cluster)
    {
        if (cluster.ShowBridge() is null)
            return;
        _meter.CreateObservableGauge(
            "xmpp.bridge.joined",
            () => cluster.ShowBridge()!.State == "Joined" ? 1L : 0L,
            description: "1: the bridge is a member of the other cluster.");
        _meter.CreateObservableGauge(
            "xmpp.bridge.members",
            () => cluster.ShowBridge()!.Members.Where(member => !member.IsSelf).GroupBy(member => member.Version).Select(group =>
                new Measurement<long>(group.Count(), new KeyValuePair<string, object?>("version", group.Key))),
            description: "Members of the other cluster beside the bridge, by their version of Hazelcast.");
    }

    public void Dispose() => _meter.Dispose();
}
