using System.Diagnostics.Metrics;
using XmppActors.Actors;
using XmppActors.Actors.Components.Administration;
using XmppActors.Actors.Components.Availability;
using XmppActors.Actors.Components.Events;
using XmppActors.Host.Farms;

namespace XmppActors.Host.Composition;

/// <summary>What the node tells at <c>/metrics</c> of farms: of each instance whose link is here, and of each farm whose entity is here, so that
/// each is told once in a cluster.</summary>
internal sealed class FarmMetrics : IDisposable
{
    /// <summary>A farm whose entity is on its way to another node is left out rather than waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Meter _meter = new("XmppActors.Farms");
    private readonly FarmOperations _operations;
    private volatile IReadOnlyList<FarmStatus> _farms = [];

    public FarmMetrics(Router router, FarmEventCounts events)
    {
        _operations = router.Operations;
        Farm("xmpp.farm.state", "The state of each farm, as a label: ready, degraded, draining or unavailable. Told by the node of its entity.", static farm => StateOf(farm));
        Instance("xmpp.farm.instance.state", "The state of each instance whose link is here, as a label.", static _ => 1, static instance => InstanceShown.Word(instance.State));
        Instance("xmpp.farm.instance.weight", "What part of the farm's keys it gets, in proportion to the others' weights.", static each => each.Weight);
        Instance("xmpp.farm.instance.outstanding", "Stanzas that it has not acknowledged, written or not.", static each => each.Facts.Outstanding);
        _meter.CreateObservableGauge(
            "xmpp.farm.instance.ack.lag",
            () => Here().Select(static each => new Measurement<double>(each.Instance.Facts.OldestUnacknowledged.TotalSeconds, Of(each))),
            "s",
            "For how long the oldest stanza written to it has waited for an acknowledgement.");
        Count("xmpp.farm.instance.acknowledged", "Stanzas that it has acknowledged.", static each => each.Facts.Acknowledged);
        Count("xmpp.farm.instance.requests", "Iq requests written to it.", static each => each.Facts.Requests);
        Count("xmpp.farm.instance.errors", "Stanza errors among its answers.", static each => each.Facts.Errors);
        Count("xmpp.farm.instance.replayed", "Stanzas that others got, marked, since it may have read them and did not say so.", static each => each.Facts.Replayed);
        Count("xmpp.farm.instance.bounced", "Stanzas that came back since it did not acknowledge them, or had too much to do.", static each => each.Facts.Bounced);
        Count("xmpp.farm.instance.failovers", "Times that its share went to others.", static each => each.Failovers);
        _meter.CreateObservableGauge(
            "xmpp.farm.links",
            () => Here().GroupBy(static each => (each.Domain, Link: InstanceShown.Word(each.Instance.Link))).Select(static group => new Measurement<long>(
                group.Count(), Label("domain", group.Key.Domain), Label("link", group.Key.Link))),
            description: "Links of instances to this node: accepted, dialled or bound (XEP-0225).");
        _meter.CreateObservableCounter("xmpp.farm.events.sent", () => events.Sent, description: "Events that the webhook has taken.");
        _meter.CreateObservableCounter("xmpp.farm.events.dropped", () => events.Dropped, description: "Events that were lost: too many waited, or the webhook took them at no attempt.");
        _meter.CreateObservableGauge("xmpp.farm.events.waiting", () => events.Waiting, description: "Events that wait for the webhook.");
        var failovers = _meter.CreateHistogram(
            "xmpp.farm.failover.duration",
            "s",
            "When an instance was lost, or given up, with stanzas: for how long the oldest of them had waited before the others got them.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30] });
        router.Counters.OnFailover = (domain, waited) => failovers.Record(waited.TotalSeconds, Label("domain", domain));
    }

    /// <summary>Asks all farms.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var farms = await Task.WhenAll(_operations.List().Select(farm => AskAsync(farm.Domain, patience.Token)));
        cancellationToken.ThrowIfCancellationRequested();
        _farms = [.. farms.OfType<FarmStatus>()];
    }

    public void Dispose() => _meter.Dispose();

    private async Task<FarmStatus?> AskAsync(string domain, CancellationToken cancellationToken)
    {
        try
        {
            return (await _operations.ShowAsync(domain, cancellationToken)).Value;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private void Farm(string name, string description, Func<FarmStatus, string> label) => _meter.CreateObservableGauge(
        name,
        () => _farms.Where(farm => farm.Node == _operations.Node).Select(farm => new Measurement<long>(1, Label("domain", farm.Domain), Label("state", label(farm)))),
        description: description);

    private void Instance(string name, string description, Func<InstanceStatus, long> read, Func<InstanceStatus, string>? state = null) =>
        _meter.CreateObservableGauge(
            name,
            () => Here().Select(each => new Measurement<long>(
                read(each.Instance), state is null ? Of(each) : [.. Of(each), Label("state", state(each.Instance))])),
            description: description);

    private void Count(string name, string description, Func<InstanceStatus, long> read) => _meter.CreateObservableCounter(
        name, () => Here().Select(each => new Measurement<long>(read(each.Instance), Of(each))), description: description);

    private IEnumerable<(string Domain, InstanceStatus Instance)> Here() =>
        from farm in _farms
        from instance in farm.Instances
        where instance.Node == _operations.Node
        select (farm.Domain, instance);

    private static string StateOf(FarmStatus farm) =>
        InstanceShown.Word(farm.Instances.Aggregate(default(FarmHealth), static (sum, instance) => sum.With(instance.State)).Condition);

    private static KeyValuePair<string, object?>[] Of((string Domain, InstanceStatus Instance) each) =>
        [Label("domain", each.Domain), Label("instance", each.Instance.Id)];

    private static KeyValuePair<string, object?> Label(string name, string value) => new(name, value);
}
