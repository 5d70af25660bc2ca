using XmppActors.Kernel.Cluster.Core;

namespace XmppActors.Kernel.Cluster.Node;

public sealed class HeartbeatCodecTests
{
    private static readonly UniqueAddress From = new("a.example", 7800, 1_760_000_000_000);

    private static readonly Heartbeat Full = new(
        From,
        TimeSpan.FromTicks(123_456_789_012),
        TimeSpan.FromTicks(987_654_321),
        HearsYou: true,
        ConsentTo: 3,
        Generation: 7,
        HasSettled: true,
        MembersRevision: 4711,
        [new Registration(new UniqueAddress("b", 7800, 5), 2), new Registration(new UniqueAddress("::1", 1, 6), 0)],
        [new UniqueAddress("c", 7801, 8)]);

    private static readonly Heartbeat Empty = new(From, TimeSpan.Zero, null, false, -1, 0, false, 0, [], []);

    [Fact]
    public void What_is_written_is_read_again()
    {
        foreach (var heartbeat in new[] { Full, Empty, Full with { Echo = TimeSpan.FromSeconds(-1), HasSettled = false }, Empty with { HearsYou = true } })
        {
            var read = HeartbeatCodec.TryRead(From, HeartbeatCodec.Write(heartbeat));

            Assert.NotNull(read);
            Assert.Equal(heartbeat.Withdrawn.AsEnumerable(), read.Withdrawn);
            Assert.Equal(heartbeat.Refused.AsEnumerable(), read.Refused);
            Assert.Equal(heartbeat with { Withdrawn = [], Refused = [] }, read with { Withdrawn = [], Refused = [] });
        }
    }

    [Fact]
    public void One_that_is_cut_short_anywhere_is_none()
    {
        var bytes = HeartbeatCodec.Write(Full);

        for (var length = 0; length < bytes.Length; length++) Assert.Null(HeartbeatCodec.TryRead(From, bytes.AsSpan(0, length)));
    }

    [Fact]
    public void What_a_later_version_appends_is_ignored() =>
        Assert.NotNull(HeartbeatCodec.TryRead(From, [.. HeartbeatCodec.Write(Full), 1, 2, 3]));

    [Fact]
    public void One_of_another_wire_version_is_none()
    {
        var bytes = HeartbeatCodec.Write(Full);
        bytes[0]++;

        Assert.Null(HeartbeatCodec.TryRead(From, bytes));
    }

    [Fact]
    public void Bytes_of_chance_do_no_harm()
    {
        var random = new Random(1);
        var bytes = HeartbeatCodec.Write(Full);
        for (var i = 0; i < 10_000; i++)
        {
            var broken = bytes.ToArray();
            for (var changes = random.Next(1, 5); changes > 0; changes--) broken[random.Next(1, broken.Length)] = (byte)random.Next(256);
            _ = HeartbeatCodec.TryRead(From, broken);
        }
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void One_with_times_that_no_clock_shows_is_none(long ticks)
    {
        Assert.Null(HeartbeatCodec.TryRead(From, HeartbeatCodec.Write(Full with { SentAt = TimeSpan.FromTicks(ticks) })));
        Assert.Null(HeartbeatCodec.TryRead(From, HeartbeatCodec.Write(Full with { Echo = TimeSpan.FromTicks(ticks) })));
    }

    [Fact]
    public void A_usual_one_is_small() => Assert.InRange(HeartbeatCodec.Write(Empty).Length, 1, 64);
}
