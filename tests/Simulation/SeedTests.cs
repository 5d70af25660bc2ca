using System.Globalization;

namespace XmppActors.Simulation;

/// <summary>Thousands of clusters, each with its own bad luck. <c>SIMULATE_FROM=n</c> runs every seed from n on, for ever.</summary>
public sealed class SeedTests(ITestOutputHelper output)
{
    private const int SeedsPerCase = 250;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void A_shard_has_one_owner_and_a_message_one_fate(int part)
    {
        var (steps, delivered) = (0L, 0L);
        List<string> broken = [];
        for (var seed = part * SeedsPerCase; seed < (part + 1) * SeedsPerCase; seed++)
        {
            var cluster = new SimulatedCluster(Scenario.Of(seed));
            if (Record.Exception(cluster.Run) is { } failure) broken.Add(failure.Message);
            steps += cluster.Steps;
            delivered += cluster.Delivered;
        }

        output.WriteLine($"{SeedsPerCase} seeds, {steps} steps, {delivered} messages delivered");
        Assert.True(broken.Count == 0, $"{broken.Count} seeds:\n{string.Join('\n', broken.Take(20))}");
    }

    [Fact]
    public void The_same_seed_does_the_same_again()
    {
        var first = new SimulatedCluster(Scenario.Of(7), logs: true);
        var second = new SimulatedCluster(Scenario.Of(7), logs: true);

        first.Run();
        second.Run();

        Assert.Equal(first.Log, second.Log);
        Assert.Equal(first.Steps, second.Steps);
    }

    [Fact]
    public void It_goes_on_for_ever_when_asked_to()
    {
        if (!int.TryParse(Environment.GetEnvironmentVariable("SIMULATE_FROM"), CultureInfo.InvariantCulture, out var seed))
        {
            Assert.Skip("SIMULATE_FROM names no seed to begin with");
            return;
        }

        for (; ; seed++) new SimulatedCluster(Scenario.Of(seed)).Run();
    }

    /// <summary><c>SIMULATE_SEED=n</c> runs one and tells its story.</summary>
    [Fact]
    public void One_seed_tells_its_story_when_asked_to()
    {
        if (!int.TryParse(Environment.GetEnvironmentVariable("SIMULATE_SEED"), CultureInfo.InvariantCulture, out var seed))
        {
            Assert.Skip("SIMULATE_SEED names no seed");
            return;
        }

        var cluster = new SimulatedCluster(Scenario.Of(seed), logs: true);
        try
        {
            cluster.Run();
        }
        finally
        {
            foreach (var line in cluster.Log) output.WriteLine(line);
        }
    }
}
