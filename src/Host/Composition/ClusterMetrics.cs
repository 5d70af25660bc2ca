using System.Diagnostics.Metrics;
using XmppActors.Host.Clustering;

namespace XmppActors.Host.Composition;

/// <summary>What the node tells of its cluster at <c>/metrics</c>; nothing when it is alone.</summary>
internal sealed class ClusterMetrics : IDisposable
{
    private readonly Meter _meter = new("XmppActors.Cluster");

    public ClusterMetrics(IClusterAdministration cluster)
    {
        if (cluster.Show() is null)
            return;
        _meter.CreateObservableGauge(
            "xmpp.cluster.members",
            () => cluster.Show()!.Members.GroupBy(member => member.Status).Select(group => new Measurement<long>(
                group.Count(), new KeyValuePair<string, object?>("status", group.Key))),
            description: "Members of the cluster as this node knows them.");
        _meter.CreateObservableGauge(
            "xmpp.cluster.unreachable",
            () => (long)cluster.Show()!.Members.Count(member => !member.IsReachable),
            description: "Members that this node does not hear now.");
        _meter.CreateObservableGauge(
            "xmpp.cluster.shards",
            () => cluster.Show() is var view && view!.Members.FirstOrDefault(member => member.Address == view.Self) is { } self
                ? self.Shards.Select(type => new Measurement<long>(type.Value, new KeyValuePair<string, object?>("type", type.Key)))
                : [],
            description: "Shards that this node runs.");
        _meter.CreateObservableGauge(
            "xmpp.cluster.shards.without.owner",
            () => cluster.Show()!.ShardsWithoutOwner.Select(type => new Measurement<long>(
                type.Value, new KeyValuePair<string, object?>("type", type.Key))),
            description: "Shards that nobody runs.");
        _meter.CreateObservableGauge(
            "xmpp.cluster.store.up",
            () => cluster.Show()!.Store.IsReachable ? 1L : 0L,
            description: "1: the store has answered this node lately.");
    }

    public void Dispose() => _meter.Dispose();
}
