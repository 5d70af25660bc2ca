using System.Diagnostics.Metrics;
using XmppActors.Actors;
using XmppActors.Transport.Listeners;

namespace XmppActors.Host.Composition;

/// <summary>What the router tells of itself at <c>/metrics</c>: stanzas by where they begin and end, connections, farms.</summary>
internal sealed class RouterMetrics : IDisposable
{
    private readonly Meter _meter = new("XmppActors.Router");

    public RouterMetrics(Router router, XmppListeners listeners)
    {
        var counters = router.Counters;
        Count("xmpp.stanzas.accepted", "Stanzas read from streams.", () => counters.Read().Accepted);
        Count("xmpp.stanzas.originated", "Stanzas made by the server, and further copies of those that went to several.", () => counters.Read().Originated);
        Count("xmpp.stanzas.delivered", "Stanzas written to a stream, or queued for one under XEP-0198.", () => counters.Read().Delivered);
        Count("xmpp.stanzas.handled", "Stanzas that the server itself was the addressee of.", () => counters.Read().Handled);
        Count("xmpp.stanzas.bounced", "Stanzas answered with a stanza error.", () => counters.Read().Bounced);
        Count("xmpp.stanzas.stored", "Messages kept for later.", () => counters.Read().Stored);
        Count("xmpp.stanzas.ignored", "Stanzas that a rule of the RFC says to drop.", () => counters.Read().Ignored);
        Gauge("xmpp.stanzas.held", "Stanzas that wait within a bound.", () => counters.Read().Held);
        Gauge("xmpp.stanzas.unaccounted", "Stanzas begun and neither ended nor held, summed over all nodes: on their way now. What stays was lost.", () => counters.Unaccounted);
        Gauge("xmpp.connections", "Open connections of clients and components.", () => listeners.ConnectionCount);
        _meter.CreateObservableGauge(
            "xmpp.farm.instances",
            () => router.Farms.Views.Select(view => view.Snapshot).Select(farm => new Measurement<long>(
                farm.Instances.Length, new KeyValuePair<string, object?>("domain", farm.Domain))),
            description: "Connected instances of each farm.");
    }

    public void Dispose() => _meter.Dispose();

    private void Count(string name, string description, Func<long> read) =>
        _meter.CreateObservableCounter(name, read, description: description);

    private void Gauge(string name, string description, Func<long> read) =>
        _meter.CreateObservableGauge(name, read, description: description);
}
