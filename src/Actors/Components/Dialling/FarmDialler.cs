using System.Collections.Immutable;
using XmppActors.Transport.Dialling;

namespace XmppActors.Actors.Components.Dialling;

/// <summary>Dials from this node what farms' entities order: a <see cref="DialLink"/> for each link.</summary>
/// <remarks>One on each node. While a farm's entity moves, its links stay as they were ordered last.</remarks>
/// <param name="dialler">This node's way to the network.</param>
internal sealed class FarmDialler(IConnectionDialler dialler, DialServices services) : UntypedActor
{
    /// <summary>Its name below <c>/user</c>, the same on all nodes.</summary>
    public const string Name = "farm-dialler";

    private readonly Dictionary<string, DialledFarm> _farms = []; // By domain.
    private readonly Dictionary<IActorRef, DialledFarm> _links = [];

    /// <summary>A link that crashes is ended; it is ordered still, and begun anew.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(static _ => Directive.Stop);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case OfferDialling offer: OnOffer(offer); break;
            case DialOrders orders: OnOrders(orders); break;
            case LinkState state: OnState(state); break;
            case Terminated terminated: OnTerminated(terminated.ActorRef); break;
            default: Unhandled(message); break;
        }
    }

    private void OnOffer(OfferDialling offer)
    {
        if (!services.Components.Directory.TryFind(offer.Domain, out var view) || view.Settings.Connect is null) return; // Not yet.
        if (!_farms.TryGetValue(offer.Domain, out var farm)) _farms.Add(offer.Domain, farm = new DialledFarm(view));
        if (!offer.Planner.Equals(farm.Planner)) (farm.Planner, farm.Version) = (offer.Planner, 0);
        Report(farm);
    }

    private void OnOrders(DialOrders orders)
    {
        if (!_farms.TryGetValue(orders.Domain, out var farm) || !orders.Planner.Equals(farm.Planner) || orders.Version <= farm.Version)
            return;
        farm.Version = orders.Version;
        farm.Orders = orders.Orders;
        foreach (var endpoint in farm.Links.Values.Select(link => link.Endpoint).Distinct().ToList()) EndSurplus(farm, endpoint);
        BeginMissing(farm);
        Share(farm);
        Report(farm);
    }

    private static void EndSurplus(DialledFarm farm, string endpoint)
    {
        var links = farm.Links.Where(link => link.Value is { IsLeaving: false } && link.Value.Endpoint == endpoint)
            .OrderBy(link => link.Value.State.Instance is null ? 1 : 0).ToList(); // Those that serve stay.
        foreach (var (actor, link) in links.Skip(farm.Wanted(endpoint)))
        {
            link.IsLeaving = true;
            actor.Tell(LeaveLink.Instance);
        }
    }

    private void BeginMissing(DialledFarm farm)
    {
        foreach (var order in farm.Orders)
        {
            var present = farm.Links.Values.Count(link => !link.IsLeaving && link.Endpoint == order.Endpoint);
            for (; present < order.Links; present++) Begin(farm, order);
        }
    }

    private void Begin(DialledFarm farm, DialOrder order)
    {
        var number = farm.FreeNumber(order.Endpoint);
        var id = InstanceIdOf(order.Endpoint, number);
        var actor = Context.ActorOf(Props.Create(() => new DialLink(farm.View, order.Endpoint, id, order.Share, dialler, services)));
        Context.Watch(actor);
        farm.Links.Add(actor, new Link(order.Endpoint, number) { Share = order.Share });
        _links.Add(actor, farm);
    }

    /// <summary>The endpoint, from which node where there are several, and which of its links from there: no two links have the same, and a link
    /// that is made again has the one that it had.</summary>
    private static string InstanceIdOf(string endpoint, int number)
    {
        var self = Cluster.Get(Context.System).SelfAddress;
        var id = self.Host is null ? endpoint : $"{endpoint}@{self.Host}:{self.Port}";
        return number == 1 ? id : $"{id}/{number}";
    }

    private static void Share(DialledFarm farm)
    {
        foreach (var (actor, link) in farm.Links)
        {
            var share = farm.Orders.FirstOrDefault(order => order.Endpoint == link.Endpoint)?.Share;
            if (share is null || link.IsLeaving || share == link.Share) continue;
            link.Share = share;
            actor.Tell(share);
        }
    }

    private void OnState(LinkState state)
    {
        if (!_links.TryGetValue(Sender, out var farm)) return;
        farm.Links[Sender].State = state;
        Report(farm);
    }

    private void OnTerminated(IActorRef gone)
    {
        if (!_links.Remove(gone, out var farm)) return;
        farm.Links.Remove(gone);
        BeginMissing(farm);
        Report(farm);
    }

    private static void Report(DialledFarm farm) => farm.Planner?.Tell(
        new DialReport(farm.View.Domain, $"{Cluster.Get(Context.System).SelfAddress}", Context.Self, farm.Describe()), Context.Self);

    /// <summary>One farm's part of this node's links.</summary>
    private sealed class DialledFarm(FarmView view)
    {
        public FarmView View { get; } = view;

        public IActorRef? Planner { get; set; }

        public long Version { get; set; }

        public ImmutableArray<DialOrder> Orders { get; set; } = [];

        public Dictionary<IActorRef, Link> Links { get; } = [];

        public int Wanted(string endpoint) => Orders.Where(order => order.Endpoint == endpoint).Sum(order => order.Links);

        public int FreeNumber(string endpoint)
        {
            var taken = Links.Values.Where(link => link.Endpoint == endpoint).Select(link => link.Number).ToHashSet();
            var number = 1;
            while (taken.Contains(number)) number++;
            return number;
        }

        public ImmutableArray<DialState> Describe() => [.. Orders.Select(order => Describe(
            order, [.. Links.Values.Where(link => !link.IsLeaving && link.Endpoint == order.Endpoint).Select(link => link.State)]))];

        private static DialState Describe(DialOrder order, LinkState[] states) => new(
            order.Endpoint,
            order.Links,
            states.Count(state => state.Instance is not null),
            states.Select(state => state.Failures).DefaultIfEmpty().Max(),
            states.Select(state => state.LastError).FirstOrDefault(error => error is not null));
    }

    /// <param name="number">Among this node's links to the endpoint, from 1 on.</param>
    private sealed class Link(string endpoint, int number)
    {
        public string Endpoint { get; } = endpoint;

        public int Number { get; } = number;

        public required InstanceShare Share { get; set; }

        public LinkState State { get; set; } = new(null, 0, null);

        public bool IsLeaving { get; set; }
    }
}
