namespace XmppActors.Kernel.Cluster.Core;

/// <summary>Where each shard belongs.</summary>
public sealed class PlacementTests
{
    private const int Shards = 256;

    /// <summary>All nodes, in all versions, must give the same answer: these must never change.</summary>
    [Theory]
    [InlineData("account", 0)]
    [InlineData("account", 1)]
    [InlineData("account", 255)]
    [InlineData("farm", 0)]
    [InlineData("farm", 77)]
    public void It_depends_on_type_shard_host_and_port_only(string type, int shard)
    {
        var best = Placement.Best(Nodes(5), type, shard);

        var others = Nodes(5).Select(node => new UniqueAddress(node.Host, node.Port, node.Incarnation + 1000)).Reverse().ToList();
        Assert.True(best.IsSameHost(Placement.Best(others, type, shard)));
    }

    [Fact]
    public void The_answers_of_every_version_are_the_same() => Assert.Equal(
        "12231212233223131312311332122332",
        string.Concat(Enumerable.Range(0, 32).Select(shard => Placement.Best(Nodes(3), "account", shard).Host[^1])));

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(10)]
    public void Every_node_gets_about_its_share(int count)
    {
        var nodes = Nodes(count);

        var shares = Enumerable.Range(0, Shards).CountBy(shard => Placement.Best(nodes, "account", shard)).Select(share => share.Value).ToList();

        Assert.Equal(count, shares.Count);
        Assert.All(shares, share => Assert.InRange(share, Shards / count / 2, Shards / count * 2));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void When_a_node_goes_only_its_own_shards_move(int count)
    {
        var nodes = Nodes(count);
        foreach (var gone in nodes)
        {
            var left = nodes.Where(node => node != gone).ToList();
            for (var shard = 0; shard < Shards; shard++)
            {
                var before = Placement.Best(nodes, "account", shard);
                if (before != gone) Assert.Equal(before, Placement.Best(left, "account", shard));
            }
        }
    }

    [Fact]
    public void When_a_node_comes_it_takes_its_share_and_nothing_else_moves()
    {
        var nodes = Nodes(4);
        var before = Enumerable.Range(0, Shards).Select(shard => Placement.Best(nodes[..3], "farm", shard)).ToArray();

        var moved = Enumerable.Range(0, Shards).Where(shard => Placement.Best(nodes, "farm", shard) != before[shard]).ToList();

        Assert.InRange(moved.Count, Shards / 8, Shards / 2);
        Assert.All(moved, shard => Assert.Equal(nodes[3], Placement.Best(nodes, "farm", shard)));
    }

    [Fact]
    public void Types_are_spread_differently() => Assert.NotEqual(
        Enumerable.Range(0, Shards).Select(shard => Placement.Best(Nodes(3), "account", shard)),
        Enumerable.Range(0, Shards).Select(shard => Placement.Best(Nodes(3), "farm", shard)));

    private static List<UniqueAddress> Nodes(int count) =>
        [.. Enumerable.Range(1, count).Select(number => new UniqueAddress($"10.0.0.{number}", 7800, number))];
}
