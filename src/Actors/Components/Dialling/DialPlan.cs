namespace XmppActors.Actors.Components.Dialling;

/// <summary>Which node has how many links to which endpoint: pure, and the same for the same question.</summary>
/// <remarks>
/// What is there stays where it is, unless its endpoint or node is gone. What is missing goes where it leaves the least together: to the node
/// with the fewest links to that endpoint, then with the fewest of all, then by rendezvous hash. Then links move, one by one and only while
/// each move helps: an endpoint's links to different nodes, so that it can lose any of them, and the farm's links evenly over the nodes.
/// A node that an endpoint has not been reached from is the last choice for it.
/// </remarks>
internal static class DialPlan
{
    /// <summary>Plans anew after a change.</summary>
    /// <param name="endpoints">Where links are to lead.</param>
    /// <param name="links">To each of them; at least 1.</param>
    /// <param name="nodes">That may dial.</param>
    /// <param name="present">What was planned before, or is there.</param>
    /// <param name="failing">From where an endpoint was not reached lately.</param>
    public static DialCounts Next(
        IReadOnlyCollection<string> endpoints, int links, IReadOnlyCollection<string> nodes, DialCounts present, IReadOnlySet<DialPlace> failing)
    {
        var plan = new DialCounts();
        if (nodes.Count == 0) return plan;
        foreach (var place in present.Places)
        {
            if (endpoints.Contains(place.Endpoint) && nodes.Contains(place.Node)) plan.Add(place, present.At(place));
        }
        foreach (var endpoint in endpoints)
        {
            while (plan.Of(endpoint) > links) plan.Add(WorstOf(endpoint, nodes, plan, failing), -1);
            while (plan.Of(endpoint) < links) plan.Add(BestFor(endpoint, nodes, plan, failing), 1);
            SpreadOut(endpoint, nodes, plan, failing);
        }
        EvenOut(endpoints, nodes, plan, failing);
        return plan;
    }

    /// <summary>What the nodes are told on the way to a plan: a link that serves is given up only when the one in its place serves.</summary>
    /// <param name="plan">Where to get.</param>
    /// <param name="links">To each endpoint.</param>
    /// <param name="serving">What serves at the moment.</param>
    public static DialCounts Orders(DialCounts plan, int links, DialCounts serving)
    {
        var orders = plan.Copy();
        foreach (var endpoint in plan.Endpoints)
        {
            var inPlace = plan.Places.Where(place => place.Endpoint == endpoint).Sum(place => Math.Min(plan.At(place), serving.At(place)));
            var spare = links - inPlace;
            foreach (var place in serving.Places.Where(place => place.Endpoint == endpoint))
            {
                var kept = Math.Min(spare, Math.Max(0, serving.At(place) - plan.At(place)));
                if (kept <= 0) continue;
                orders.Add(place, kept);
                spare -= kept;
            }
        }
        return orders;
    }

    private static DialPlace BestFor(string endpoint, IReadOnlyCollection<string> nodes, DialCounts plan, IReadOnlySet<DialPlace> failing) =>
        nodes.Select(node => new DialPlace(endpoint, node))
            .OrderBy(place => failing.Contains(place) ? 1 : 0)
            .ThenBy(plan.At)
            .ThenBy(place => plan.On(place.Node))
            .ThenByDescending(HashOf)
            .ThenBy(place => place.Node, StringComparer.Ordinal)
            .First();

    private static DialPlace WorstOf(string endpoint, IReadOnlyCollection<string> nodes, DialCounts plan, IReadOnlySet<DialPlace> failing) =>
        nodes.Select(node => new DialPlace(endpoint, node))
            .Where(place => plan.At(place) > 0)
            .OrderByDescending(place => failing.Contains(place) ? 1 : 0)
            .ThenByDescending(plan.At)
            .ThenByDescending(place => plan.On(place.Node))
            .ThenBy(HashOf)
            .ThenBy(place => place.Node, StringComparer.Ordinal)
            .First();

    /// <summary>An endpoint's links to where they can fail one by one, and away from where they do.</summary>
    private static void SpreadOut(string endpoint, IReadOnlyCollection<string> nodes, DialCounts plan, IReadOnlySet<DialPlace> failing)
    {
        while (true)
        {
            var from = WorstOf(endpoint, nodes, plan, failing);
            var to = BestFor(endpoint, nodes, plan, failing);
            var isEscape = failing.Contains(from) && !failing.Contains(to);
            var isSpread = !failing.Contains(to) && plan.At(from) >= plan.At(to) + 2;
            if (!isEscape && !isSpread) return;
            plan.Add(from, -1);
            plan.Add(to, 1);
        }
    }

    /// <summary>From the nodes with the most links to those with the fewest, as long as no endpoint's links get closer together.</summary>
    private static void EvenOut(
        IReadOnlyCollection<string> endpoints, IReadOnlyCollection<string> nodes, DialCounts plan, IReadOnlySet<DialPlace> failing)
    {
        while (FindMove(endpoints, nodes, plan, failing) is { } move)
        {
            plan.Add(move.From, -1);
            plan.Add(move.To, 1);
        }
    }

    private static (DialPlace From, DialPlace To)? FindMove(
        IReadOnlyCollection<string> endpoints, IReadOnlyCollection<string> nodes, DialCounts plan, IReadOnlySet<DialPlace> failing)
    {
        var moves = from busy in nodes
                    from idle in nodes
                    where plan.On(busy) >= plan.On(idle) + 2
                    from endpoint in endpoints
                    let source = new DialPlace(endpoint, busy)
                    let target = new DialPlace(endpoint, idle)
                    where plan.At(source) > plan.At(target) && !failing.Contains(target)
                    orderby plan.On(busy) - plan.On(idle) descending, HashOf(target) descending, endpoint, busy, idle
                    select ((DialPlace From, DialPlace To)?)(source, target);
        return moves.FirstOrDefault();
    }

    private static ulong HashOf(DialPlace place) => Rendezvous.Score(Rendezvous.Hash(place.Endpoint), Rendezvous.Hash(place.Node));
}

/// <summary>An endpoint as dialled from one node.</summary>
internal readonly record struct DialPlace(string Endpoint, string Node);

/// <summary>Numbers of links by place; never negative.</summary>
internal sealed class DialCounts
{
    private readonly SortedDictionary<DialPlace, int> _counts = new(Comparer<DialPlace>.Create(static (a, b) =>
        string.CompareOrdinal(a.Endpoint, b.Endpoint) is var byEndpoint and not 0 ? byEndpoint : string.CompareOrdinal(a.Node, b.Node)));

    /// <summary>Those that have links, in a fixed order.</summary>
    public IReadOnlyList<DialPlace> Places => [.. _counts.Keys];

    public IEnumerable<string> Endpoints => _counts.Keys.Select(place => place.Endpoint).Distinct();

    public int At(DialPlace place) => _counts.GetValueOrDefault(place);

    /// <summary>All links to an endpoint.</summary>
    public int Of(string endpoint) => _counts.Where(count => count.Key.Endpoint == endpoint).Sum(count => count.Value);

    /// <summary>All links from a node.</summary>
    public int On(string node) => _counts.Where(count => count.Key.Node == node).Sum(count => count.Value);

    public void Add(DialPlace place, int links)
    {
        var sum = At(place) + links;
        if (sum > 0) _counts[place] = sum;
        else _counts.Remove(place);
    }

    public DialCounts Copy()
    {
        var copy = new DialCounts();
        foreach (var (place, links) in _counts) copy.Add(place, links);
        return copy;
    }

    public override string ToString() => string.Join(", ", _counts.Select(count => $"{count.Key.Endpoint} from {count.Key.Node}: {count.Value}"));
}
