using XmppActors.Actors.Components.Dialling;
using XmppActors.Conversations.Runner;

namespace XmppActors.Conversations.Dialling;

/// <summary>Three nodes share the dialling of a farm.</summary>
public sealed class SpreadTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60); // Only a failing test waits so long.

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Each_endpoint_has_its_links_from_different_nodes_whichever_node_is_lost(int lost)
    {
        var components = new WaitingComponents();
        await using var cluster = await ClusterInMemory.StartAsync(Settings(components, links: 2));
        await ComeTrueAsync(cluster, () => components.Links.Count == 6 && IsSpread(components, 2));
        var before = components.Links;

        cluster.Kill(lost);
        await ComeTrueAsync(cluster, () => components.Links.Count(link => link.Node != NodeOf(lost)) == 6);

        var living = components.Links.Where(link => link.Node != NodeOf(lost)).ToList();
        Assert.All(living.GroupBy(link => link.Endpoint), links => Assert.Equal(2, links.Select(link => link.Node).Distinct().Count()));
        Assert.All(before.Where(link => link.Node != NodeOf(lost)), link => Assert.Contains(link, living)); // None was touched.
    }

    [Fact]
    public async Task An_endpoint_that_one_node_cannot_reach_is_reached_from_another()
    {
        var components = new WaitingComponents();
        foreach (var endpoint in new[] { "one:5347", "two:5347", "three:5347" })
        {
            components.CutOff.Add((NodeOf(0), endpoint));
            components.CutOff.Add((NodeOf(1), endpoint));
        }

        await using var cluster = await ClusterInMemory.StartAsync(Settings(components, links: 1));

        await ComeTrueAsync(cluster, () => components.Links.Count == 3 && components.Links.All(link => link.Node == NodeOf(2)));
    }

    private static string NodeOf(int number) => $"192.0.2.{number + 1}";

    private static WorldSettings Settings(WaitingComponents components, int links) => WorldSettings.Default with
    {
        Waiting = components,
        Connect = new ConnectSettings
        {
            Source = new ListedEndpoints(["one:5347", "two:5347", "three:5347"]),
            LinksPerEndpoint = links,
        },
    };

    private static bool IsSpread(WaitingComponents components, int links) => components.Links.GroupBy(link => link.Endpoint)
        .All(each => each.Count() == links && each.Select(link => link.Node).Distinct().Count() == links);

    /// <summary>Lets time pass until something has come about, as it must.</summary>
    private static async Task ComeTrueAsync(ClusterInMemory cluster, Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!condition())
        {
            await look.WaitForNextTickAsync(patience.Token);
            await cluster.IdleAsync();
            cluster.Time.Advance(TimeSpan.FromMilliseconds(100));
        }
    }
}
