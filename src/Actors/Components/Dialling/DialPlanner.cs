using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace XmppActors.Actors.Components.Dialling;

/// <summary>Decides which node dials which of a farm's endpoints, and tells them.</summary>
/// <remarks>Child of the farm's entity, and moves with it: a new one asks all nodes what they dial, and goes on from there. It plans
/// (<see cref="DialPlan"/>) when endpoints or nodes come and go, and when links come up or fail.</remarks>
[SuppressMessage("Design", "CA1001", Justification = "PostStop disposes of it.")]
internal sealed class DialPlanner(FarmSettings farm) : UntypedActor, IWithTimers
{
    /// <summary>So many failures in a row make a node the last choice for an endpoint.</summary>
    private const int FailuresToMove = 3;

    private static readonly TimeSpan OfferAgain = TimeSpan.FromSeconds(1);

    /// <summary>How long the first plan waits for nodes that have not said yet what they dial.</summary>
    private static readonly TimeSpan KnownWithin = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan LookUpAgain = TimeSpan.FromSeconds(5);

    private readonly ConnectSettings _settings = farm.Connect!;
    private readonly Dictionary<string, DiallingNode> _nodes = []; // By address.
    private readonly CancellationTokenSource _stopping = new();
    private ImmutableArray<DialEndpoint>? _endpoints;
    private DialCounts _plan = new();
    private string? _lookUpError;
    private long _version;
    private bool _isStarted;

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Starts a farm's planner below its entity.</summary>
    /// <returns>It answers <see cref="ShowDials"/>. Null: the router is not to dial for the farm.</returns>
    public static IActorRef? StartFor(FarmSettings farm, IActorContext entity) =>
        farm.Connect is null ? null : entity.ActorOf(Props.Create(() => new DialPlanner(farm)), "dial-planner");

    protected override void PreStart()
    {
        Cluster.Get(Context.System).Subscribe(
            Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent));
        Timers.StartPeriodicTimer(nameof(OffersDue), OffersDue.Instance, OfferAgain);
        Timers.StartSingleTimer(nameof(StartDue), StartDue.Instance, KnownWithin);
        LookUp();
    }

    protected override void PostStop()
    {
        Cluster.Get(Context.System).Unsubscribe(Self);
        _stopping.Cancel();
        _stopping.Dispose();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case DialReport report: OnReport(report); break;
            case EndpointsFound found: OnFound(found.List); break;
            case EndpointsUnknown unknown: OnUnknown(unknown.Reason); break;
            case LookUpDue: LookUp(); break;
            case OffersDue: Offer(); break;
            case ShowDials: Sender.Tell(Show(), Self); break;
            case StartDue: Start(); break;
            case ClusterEvent.IMemberEvent: OnMemberEvent(); break;
            case Terminated terminated: OnTerminated(terminated.ActorRef); break;
            default: Unhandled(message); break;
        }
    }

    private void LookUp() => _settings.Source.LookUpAsync(_stopping.Token).PipeTo(
        Self, success: list => new EndpointsFound(list), failure: trouble => new EndpointsUnknown(trouble.Message));

    private void OnFound(EndpointList list)
    {
        _lookUpError = null;
        if (list.ValidFor != Timeout.InfiniteTimeSpan) Timers.StartSingleTimer(nameof(LookUpDue), LookUpDue.Instance, list.ValidFor);
        if (_endpoints is { } known && known.SequenceEqual(list.Endpoints)) return;
        Context.GetLogger().Info("{0} is dialled at {1}", farm.Domain, string.Join(", ", list.Endpoints.Select(endpoint => endpoint.Address)));
        _endpoints = list.Endpoints;
        StartIfAllAreKnown();
        Plan();
    }

    /// <summary>What was found last goes on.</summary>
    private void OnUnknown(string reason)
    {
        if (reason != _lookUpError) Context.GetLogger().Warning("where {0} waits cannot be found: {1}", farm.Domain, reason);
        _lookUpError = reason;
        Timers.StartSingleTimer(nameof(LookUpDue), LookUpDue.Instance, LookUpAgain);
    }

    private void OnMemberEvent()
    {
        Offer();
        Plan(); // Who leaves dials no more.
    }

    private void Offer()
    {
        foreach (var member in Cluster.Get(Context.System).State.Members)
        {
            if (!_nodes.ContainsKey($"{member.Address}"))
                Context.ActorSelection($"{member.Address}/user/{FarmDialler.Name}").Tell(new OfferDialling(farm.Domain, Self), Self);
        }
    }

    private void OnReport(DialReport report)
    {
        if (!_nodes.TryGetValue(report.Node, out var node) || !node.Dialler.Equals(report.Dialler))
        {
            Context.Watch(report.Dialler);
            _nodes[report.Node] = node = new DiallingNode(report.Dialler);
            if (_isStarted is false) Adopt(report);
        }
        node.Take(report);
        StartIfAllAreKnown();
        Plan();
    }

    /// <summary>There was a planner before: its links stay where they are.</summary>
    private void Adopt(DialReport report)
    {
        foreach (var state in report.States) _plan.Add(new DialPlace(state.Endpoint, report.Node), state.Links);
    }

    private void OnTerminated(IActorRef gone)
    {
        if (_nodes.FirstOrDefault(node => node.Value.Dialler.Equals(gone)).Key is not { } address) return;
        _nodes.Remove(address);
        Plan();
    }

    private void StartIfAllAreKnown()
    {
        if (Cluster.Get(Context.System).State.Members.All(member => _nodes.ContainsKey($"{member.Address}"))) Start();
    }

    private void Start()
    {
        _isStarted = true;
        Plan();
    }

    private void Plan()
    {
        if (!_isStarted || _endpoints is not { } endpoints) return;
        var serving = new DialCounts();
        var failing = new HashSet<DialPlace>();
        foreach (var (address, node) in _nodes)
        {
            foreach (var state in node.States)
            {
                var place = new DialPlace(state.Endpoint, address);
                serving.Add(place, state.Serving);
                if (state.Serving == 0 && state.Failures >= FailuresToMove) node.Failing.Add(state.Endpoint);
                else if (state.Serving > 0) _nodes.Values.ToList().ForEach(each => each.Failing.Remove(state.Endpoint));
            }
        }
        foreach (var (address, node) in _nodes) failing.UnionWith(node.Failing.Select(endpoint => new DialPlace(endpoint, address)));
        _plan = DialPlan.Next([.. endpoints.Select(endpoint => endpoint.Address)], _settings.LinksPerEndpoint, Diallers(), _plan, failing);
        Order(DialPlan.Orders(_plan, _settings.LinksPerEndpoint, serving));
    }

    private List<string> Diallers()
    {
        var members = Cluster.Get(Context.System).State.Members;
        return [.. members
            .Where(member => member.Status == MemberStatus.Up && MayDial(member, members.Count == 1))
            .Select(member => $"{member.Address}")
            .Where(_nodes.ContainsKey)
            .Order(StringComparer.Ordinal)];
    }

    /// <param name="isAlone">A node without a cluster has neither host nor roles.</param>
    private bool MayDial(Member member, bool isAlone) => _settings.FromNodes.Count == 0
        || (isAlone && member.Address.Host is null)
        || _settings.FromNodes.Any(name =>
            name == member.Address.Host || name == $"{member.Address.Host}:{member.Address.Port}" || member.HasRole(name));

    private void Order(DialCounts orders)
    {
        foreach (var (address, node) in _nodes)
        {
            ImmutableArray<DialOrder> own =
                [.. orders.Places.Where(place => place.Node == address)
                .Select(place => new DialOrder(place.Endpoint, orders.At(place), ShareOf(place.Endpoint)))];
            if (!node.TryOrder(own)) continue;
            node.Dialler.Tell(new DialOrders(farm.Domain, Self, ++_version, own), Self);
        }
    }

    private DialsShown Show()
    {
        var endpoints = from endpoint in _endpoints ?? []
                        let share = ShareOf(endpoint.Address)
                        let states = from node in _nodes
                                     from state in node.Value.States
                                     where state.Endpoint == endpoint.Address
                                     orderby node.Key
                                     select new EndpointStatus(node.Key, share.IsWarm, state)
                        from state in states.DefaultIfEmpty(
                            new EndpointStatus("", share.IsWarm, new DialState(endpoint.Address, 0, 0, 0, null)))
                        select state;
        return new DialsShown(farm.Domain, $"{_settings.Source}", _lookUpError, [.. endpoints]);
    }

    /// <summary>Endpoints of the lowest priority get stanzas, or the first ones where their number is said; the others are spares.</summary>
    private InstanceShare ShareOf(string endpoint)
    {
        for (var rank = 0; rank < _endpoints!.Value.Length; rank++)
        {
            if (_endpoints.Value[rank] is not { } each || each.Address != endpoint) continue;
            var isWarm = _settings.Active > 0 ? rank >= _settings.Active : each.Priority > _endpoints.Value[0].Priority;
            return new InstanceShare(each.Weight, isWarm);
        }
        return InstanceShare.Full;
    }

    /// <summary>A node that dials for the farm.</summary>
    private sealed class DiallingNode(IActorRef dialler)
    {
        private ImmutableArray<DialOrder>? _ordered;

        public IActorRef Dialler { get; } = dialler;

        public ImmutableArray<DialState> States { get; private set; } = [];

        /// <summary>Endpoints that were not reached from here, since anybody has reached them.</summary>
        public HashSet<string> Failing { get; } = [];

        public void Take(DialReport report) => States = report.States;

        /// <returns>Whether these are other orders than the last.</returns>
        public bool TryOrder(ImmutableArray<DialOrder> orders)
        {
            if (_ordered is { } last ? last.SequenceEqual(orders) : orders.IsEmpty && States.IsEmpty) return false;
            _ordered = orders;
            return true;
        }
    }

    private sealed record EndpointsFound(EndpointList List);

    private sealed record EndpointsUnknown(string Reason);

    private sealed record LookUpDue
    {
        public static readonly LookUpDue Instance = new();
    }

    private sealed record OffersDue
    {
        public static readonly OffersDue Instance = new();
    }

    private sealed record StartDue
    {
        public static readonly StartDue Instance = new();
    }
}
