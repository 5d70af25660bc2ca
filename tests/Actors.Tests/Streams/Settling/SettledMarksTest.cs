using XmppActors.Actors.Streams.Settling;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Tests.Streams.Settling;

public sealed class SettledMarksTest
{
    private readonly SettledMarks _marks = new(capacity: 8);

    [Fact]
    public void A_stanza_is_taken_once()
    {
        Assert.True(_marks.Take(Origin(1, 5, behind: 3)));
        Assert.True(_marks.Take(Origin(1, 3, behind: 3)));
        Assert.True(_marks.Take(Origin(2, 5)));

        Assert.True(_marks.IsTaken(Origin(1, 5)));
        Assert.False(_marks.IsTaken(Origin(1, 4)));
        Assert.False(_marks.Take(Origin(1, 3)));
    }

    [Fact]
    public void A_copy_of_what_its_reader_counts_as_settled_is_not_taken_though_another_has_taken_it()
    {
        Assert.True(_marks.Take(Origin(1, 5, behind: 1)));

        Assert.False(_marks.Take(Origin(1, 3, behind: 2)));
        Assert.Equal(Taking.Taken, _marks.TakeInOrder(Origin(1, 4, behind: 3, gap: 1)));
    }

    [Fact]
    public void Nobody_takes_a_stanza_before_its_predecessor_was_seen()
    {
        Assert.True(_marks.IsInOrder(Origin(1, 5)));
        Assert.False(_marks.IsInOrder(Origin(1, 5, behind: 1, gap: 1)));
        _marks.See(Origin(1, 4));

        Assert.True(_marks.IsInOrder(Origin(1, 5, behind: 1, gap: 1)));
        Assert.False(_marks.IsInOrder(Origin(1, 7, behind: 3, gap: 1)));
        Assert.False(_marks.IsInOrder(Origin(2, 5, behind: 1, gap: 1)));
    }

    [Fact]
    public void Numbers_begin_again_after_the_last()
    {
        _marks.See(Origin(1, uint.MaxValue));
        _marks.Take(Origin(1, uint.MaxValue, behind: 4));
        _marks.Take(Origin(1, 1, behind: 4));

        Assert.True(_marks.IsInOrder(Origin(1, 2, behind: 3, gap: 1)));
        Assert.True(_marks.IsTaken(Origin(1, uint.MaxValue)));
        Assert.False(_marks.IsTaken(Origin(1, 0)));
    }

    [Fact]
    public void The_least_recently_used_session_is_forgotten()
    {
        for (ulong session = 1; session <= 8; session++) _marks.Take(Origin(session, 1));
        _marks.See(Origin(1, 1));
        _marks.Take(Origin(9, 1));

        Assert.True(_marks.IsTaken(Origin(1, 1)));
        Assert.False(_marks.IsTaken(Origin(2, 1)));
    }

    [Theory]
    [InlineData(1, 0u)]
    [InlineData(2, uint.MaxValue - 100)]
    public void It_agrees_with_a_set_of_all_that_may_come_again(int seed, uint start)
    {
        var random = new Random(seed);
        var taken = new HashSet<uint>();
        var oldest = 1u;
        for (var i = 0; i < 3000; i++)
        {
            if (random.Next(3) == 0) oldest++;
            var offset = oldest + (uint)random.Next(40);
            var origin = new StanzaOrigin(1, unchecked(start + offset), (ushort)(offset - oldest));
            Assert.Equal(taken.Contains(offset), _marks.IsTaken(origin));
            Assert.Equal(taken.Add(offset), _marks.Take(origin));
        }

        var copy = SettledMarks.From(_marks.ToArray(), 8);
        for (var offset = oldest; offset < oldest + 40; offset++)
            Assert.Equal(taken.Contains(offset), copy.IsTaken(new StanzaOrigin(1, unchecked(start + offset))));
    }

    private static StanzaOrigin Origin(ulong session, uint number, ushort behind = 0, ushort gap = 0) => new(session, number, behind, gap);
}
