using XmppActors.Actors.Streams.StreamManagement;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Tests.Streams.StreamManagement;

/// <summary>XEP-0198 §4: what is sent stays until the peer counts it.</summary>
public sealed class UnackedQueueTest
{
    [Theory]
    // sent, h, released, left
    [InlineData(0, 0u, 0, 0)]
    [InlineData(3, 0u, 0, 3)]
    [InlineData(3, 2u, 2, 1)]
    [InlineData(3, 3u, 3, 0)]
    [InlineData(100, 99u, 99, 1)]
    public void An_acknowledgement_releases_the_oldest(int sent, uint h, int released, int left)
    {
        var queue = Filled(sent);

        Assert.True(queue.TryAcknowledge(h, out var actual));

        Assert.Equal(released, actual);
        Assert.Equal(left, queue.Count);
        Assert.Equal(Enumerable.Range(released, left).Select(i => $"s{i}"), queue.TakeAll().Select(s => s.Id));
    }

    [Theory]
    [InlineData(0, 1u)]
    [InlineData(3, 4u)]
    [InlineData(3, uint.MaxValue)]
    public void More_than_was_sent_cannot_be_acknowledged(int sent, uint h)
    {
        var queue = Filled(sent);

        Assert.False(queue.TryAcknowledge(h, out var released));

        Assert.Equal(0, released);
        Assert.Equal(sent, queue.Count);
    }

    [Fact]
    public void Less_than_before_cannot_be_acknowledged()
    {
        var queue = Filled(3);

        Assert.True(queue.TryAcknowledge(2, out _));

        Assert.False(queue.TryAcknowledge(1, out _));
    }

    [Fact]
    public void Counts_wrap_around_at_two_to_the_32()
    {
        var queue = new UnackedQueue(10, 10_000, acknowledged: uint.MaxValue - 1);
        for (var i = 0; i < 4; i++) Assert.True(queue.TryAdd(Message($"s{i}")));

        Assert.Equal(2u, queue.SendCount);
        Assert.True(queue.TryAcknowledge(uint.MaxValue, out var beforeWrap));
        Assert.True(queue.TryAcknowledge(1, out var acrossWrap));

        Assert.Equal((1, 2), (beforeWrap, acrossWrap));
        Assert.Equal("s3", Assert.Single(queue.TakeAll()).Id);
    }

    [Fact]
    public void It_refuses_beyond_its_bounds_and_takes_again_after_an_acknowledgement()
    {
        var byCount = new UnackedQueue(maxStanzas: 2, maxBytes: 10_000);
        var byBytes = new UnackedQueue(maxStanzas: 100, maxBytes: Message("s0").ByteCount);

        Assert.True(byCount.TryAdd(Message("s0")));
        Assert.True(byCount.TryAdd(Message("s1")));
        Assert.False(byCount.TryAdd(Message("s2")));
        Assert.True(byBytes.TryAdd(Message("s0")));
        Assert.False(byBytes.TryAdd(Message("s1")));
        Assert.True(byCount.TryAcknowledge(1, out _));
        Assert.True(byBytes.TryAcknowledge(1, out _));

        Assert.True(byCount.TryAdd(Message("s2")));
        Assert.True(byBytes.TryAdd(Message("s1")));
    }

    [Fact]
    public void It_agrees_with_a_plain_list_whatever_happens()
    {
        var random = new Random(198);
        var queue = new UnackedQueue(50, 100_000);
        var model = new List<string>();
        uint sent = 0;

        for (var step = 0; step < 10_000; step++)
        {
            if (random.Next(3) > 0)
            {
                var added = queue.TryAdd(Message($"s{sent}"));
                Assert.Equal(model.Count < 50, added);
                if (added) model.Add($"s{sent++}");
            }
            else
            {
                var released = random.Next(model.Count + 1);
                Assert.True(queue.TryAcknowledge(sent - (uint)(model.Count - released), out var actual));
                Assert.Equal(released, actual);
                model.RemoveRange(0, released);
            }
            Assert.Equal(sent, queue.SendCount);
            Assert.Equal(model.Count, queue.Count);
        }

        Assert.Equal(model, queue.TakeAll().Select(stanza => stanza.Id!));
        Assert.Equal(0, queue.Bytes);
    }

    private static UnackedQueue Filled(int count)
    {
        var queue = new UnackedQueue(1000, 1_000_000);
        for (var i = 0; i < count; i++) Assert.True(queue.TryAdd(Message($"s{i}")));
        return queue;
    }

    private static Stanza Message(string id) => Stanza.Create(StanzaKind.Message, StanzaType.Chat, null, null, id);
}
