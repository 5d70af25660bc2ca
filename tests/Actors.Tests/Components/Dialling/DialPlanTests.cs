using XmppActors.Actors.Components.Dialling;

namespace XmppActors.Actors.Tests.Components.Dialling;

public class DialPlanTests
{
    private static readonly HashSet<DialPlace> NoneFail = [];

    [Theory]
    [InlineData("a", 1, "1", "", "a1")]
    [InlineData("a", 2, "1", "", "a1 a1")] // Fewer nodes than links: as many links all the same.
    [InlineData("a", 2, "1 2", "", "a1 a2")]
    [InlineData("a", 2, "1 2", "a1 a1", "a1 a2")] // A second node has come.
    [InlineData("a b", 1, "1 2", "a1 b1", "a2 b1")] // Evenly, so that not both are lost with one.
    [InlineData("a b", 1, "1 2", "a1 b2", "a1 b2")] // Nothing to do.
    [InlineData("a b", 1, "2", "a1 b2", "a2 b2")] // A node was lost.
    [InlineData("a", 1, "1 2", "a1 b2", "a1")] // An endpoint has vanished.
    [InlineData("a", 1, "1 2", "a1 a2", "a2")] // Fewer links are wanted: the node that rendezvous likes less gives way.
    [InlineData("a b c", 1, "1 2 3", "a1 b1 c1", "a2 b1 c3")]
    [InlineData("a", 3, "1 2", "", "a1 a2 a2")]
    [InlineData("a", 1, "", "a1", "")]
    public void Links_lie_where_they_can_fail_one_by_one(string endpoints, int links, string nodes, string present, string expected) =>
        Assert.Equal(Show(Read(expected)), Show(DialPlan.Next(Words(endpoints), links, Words(nodes), Read(present), NoneFail)));

    [Fact]
    public void An_endpoint_is_tried_from_another_node_when_one_does_not_reach_it()
    {
        var plan = DialPlan.Next(["a"], 1, ["1", "2"], Read("a1"), new HashSet<DialPlace> { new("a", "1") });

        Assert.Equal("a2", Show(plan));
    }

    [Fact]
    public void An_endpoint_that_nobody_reaches_stays_where_it_is()
    {
        var plan = DialPlan.Next(["a"], 1, ["1", "2"], Read("a1"), new HashSet<DialPlace> { new("a", "1"), new("a", "2") });

        Assert.Equal("a1", Show(plan));
    }

    [Theory]
    [InlineData("a2", 1, "a1", "a1 a2")] // Moves: the old one stays until the new one serves.
    [InlineData("a2", 1, "a1 a2", "a2")]
    [InlineData("a2", 1, "", "a2")] // There is nothing to keep.
    [InlineData("a1 a2", 2, "a1 a1", "a1 a1 a2")]
    [InlineData("a1", 1, "a1 b1", "a1")] // An endpoint that has vanished is drained at once.
    public void A_link_that_serves_is_kept_until_another_does(string plan, int links, string serving, string orders) =>
        Assert.Equal(orders, Show(DialPlan.Orders(Read(plan), links, Read(serving))));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Whatever_comes_and_goes_each_endpoint_has_its_links_and_can_lose_a_node(int seed)
    {
        var random = new Random(seed);
        var plan = new DialCounts();
        List<string> nodes = ["1", "2", "3"];
        List<string> endpoints = ["a", "b"];
        for (var step = 0; step < 60; step++)
        {
            var before = plan;
            var links = 1 + step / 20;
            Change(random, nodes, ["1", "2", "3", "4", "5"]);
            Change(random, endpoints, ["a", "b", "c", "d", "e", "f"]);

            plan = DialPlan.Next(endpoints, links, nodes, before, NoneFail);

            Assert.All(plan.Places, place => Assert.True(nodes.Contains(place.Node) && endpoints.Contains(place.Endpoint)));
            foreach (var endpoint in endpoints)
            {
                Assert.Equal(links, plan.Of(endpoint));
                var most = nodes.Max(node => plan.At(new DialPlace(endpoint, node)));
                Assert.Equal((links + nodes.Count - 1) / nodes.Count, most);
            }
            Assert.InRange(nodes.Max(plan.On) - nodes.Min(plan.On), 0, 1);
            Assert.Equal(Show(plan), Show(DialPlan.Next(endpoints, links, nodes, plan, NoneFail))); // It is done.
        }
    }

    [Fact]
    public void A_lost_node_moves_its_own_links_and_no_others()
    {
        var before = DialPlan.Next(["a", "b", "c", "d", "e", "f"], 2, ["1", "2", "3"], new DialCounts(), NoneFail);

        var after = DialPlan.Next(["a", "b", "c", "d", "e", "f"], 2, ["1", "3"], before, NoneFail);

        Assert.All(before.Places.Where(place => place.Node != "2"), place => Assert.True(after.At(place) >= before.At(place)));
    }

    [Fact]
    public void A_node_that_comes_takes_its_share_and_nothing_else_moves()
    {
        var before = DialPlan.Next(["a", "b", "c", "d", "e", "f"], 1, ["1", "2"], new DialCounts(), NoneFail);

        var after = DialPlan.Next(["a", "b", "c", "d", "e", "f"], 1, ["1", "2", "3"], before, NoneFail);

        Assert.Equal(2, after.On("3"));
        Assert.All(after.Places.Where(place => place.Node != "3"), place => Assert.Equal(1, before.At(place)));
    }

    private static void Change(Random random, List<string> some, string[] all)
    {
        var one = all[random.Next(all.Length)];
        if (!some.Remove(one)) some.Add(one);
        if (some.Count == 0) some.Add(one);
    }

    private static List<string> Words(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    private static DialCounts Read(string text)
    {
        var counts = new DialCounts();
        foreach (var word in Words(text)) counts.Add(new DialPlace(word[..1], word[1..]), 1);
        return counts;
    }

    private static string Show(DialCounts counts) =>
        string.Join(' ', counts.Places.SelectMany(place => Enumerable.Repeat(place.Endpoint + place.Node, counts.At(place))));
}
