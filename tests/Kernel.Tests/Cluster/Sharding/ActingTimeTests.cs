using XmppActors.Kernel.Cluster.Core;
using XmppActors.Kernel.Cluster.Sharding;

namespace XmppActors.Kernel.ClusterShardingTests;

public sealed class ActingTimeTests
{
    private TimeSpan _now = TimeSpan.FromHours(1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_is_over_when_the_nodes_time_is(bool isRealTime)
    {
        var node = new FakeClusterNode(new UniqueAddress("n", 1, 1), () => _now);
        var time = new ActingTime(node, isRealTime);

        node.ActsUntil = _now + TimeSpan.FromMilliseconds(30); // Nearer than the coarse clock is trusted.
        Assert.True(time.IsNow);
        _now += TimeSpan.FromMilliseconds(30);
        Assert.False(time.IsNow);
        node.ActsUntil = _now + TimeSpan.FromHours(1);
        Assert.True(time.IsNow);
        Assert.True(time.IsNow);
        node.ActsUntil = Moment.Past; // Fenced: whatever was known before.
        Assert.False(time.IsNow);
        node.ActsUntil = Moment.Future;
        Assert.True(time.IsNow);
    }
}
