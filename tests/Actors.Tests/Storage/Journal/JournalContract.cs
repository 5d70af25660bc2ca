namespace XmppActors.Actors.Tests.Storage.Journal;

/// <summary>What every journal keeps to; run against each of them.</summary>
public abstract class JournalContract : IAsyncLifetime
{
    private protected const string Id = "farm-echo.capulet.example";

    private protected static readonly DateTime Noon = new DateTime(2026, 7, 1, 12, 0, 0, DateTimeKind.Utc).AddTicks(1234567);

    private int _writers;

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected IJournal Journal { get; private set; } = null!;

    private protected abstract Task<IJournal> OpenAsync();

    public virtual async ValueTask InitializeAsync() => Journal = await OpenAsync();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private protected JournalOwner Owner(long epoch = 1, string id = Id) => new(id, epoch, $"writer-{++_writers}");

    private protected async Task<JournalOwner> ClaimAsync(long epoch = 1, string id = Id)
    {
        var owner = Owner(epoch, id);
        await Journal.ClaimAsync(owner, Cancellation);
        return owner;
    }

    private protected static JournalEvent Event(long number, string text = "event") =>
        new(number, System.Text.Encoding.UTF8.GetBytes($"{text} {number}"), 5222, $"kind-{number % 3}", Noon.AddSeconds(number));

    private protected static JournalEvent[] Events(long first, int count) =>
        [.. Enumerable.Range(0, count).Select(i => Event(first + i))];

    private protected static JournalSnapshot Snapshot(long number, string text = "state") =>
        new(number, System.Text.Encoding.UTF8.GetBytes($"{text} {number}"), 5222, "state", Noon.AddSeconds(number));

    private protected Task AppendAsync(JournalOwner owner, params JournalEvent[] events) =>
        Journal.AppendAsync(owner, events, Cancellation);

    private protected async Task<IReadOnlyList<long>> NumbersAsync(
        long from = 1, long to = long.MaxValue, int limit = int.MaxValue, string id = Id) =>
        [.. (await Journal.ReadAsync(id, from, to, limit, Cancellation)).Select(kept => kept.SequenceNr)];

    private protected Task<JournalSnapshot?> FindAsync(SnapshotSelectionCriteria? criteria = null) =>
        Journal.FindSnapshotAsync(Id, criteria ?? SnapshotSelectionCriteria.Latest, Cancellation);

    private protected static Task RefusedAsync(Func<Task> write) => Assert.ThrowsAsync<StaleOwnerException>(write);

    [Fact]
    public async Task Events_come_back_as_they_were_in_their_order()
    {
        var owner = await ClaimAsync();
        var large = Event(3) with { Payload = [.. Enumerable.Range(0, 300_000).Select(i => (byte)i)] };

        await AppendAsync(owner, Event(1), Event(2) with { Manifest = "", Payload = [] });
        await AppendAsync(owner, large);

        var read = await Journal.ReadAsync(Id, 1, long.MaxValue, 10, Cancellation);
        Assert.Equal([1, 2, 3], read.Select(kept => kept.SequenceNr));
        Assert.Equal(Event(1).Payload, read[0].Payload);
        Assert.Equal((5222, "kind-1", Event(1).Created), (read[0].SerializerId, read[0].Manifest, read[0].Created));
        Assert.Equal(DateTimeKind.Utc, read[0].Created.Kind);
        Assert.Equal(("", 0), (read[1].Manifest, read[1].Payload.Length));
        Assert.Equal(large.Payload, read[2].Payload);
    }

    [Fact]
    public async Task Events_are_read_between_both_ends_and_no_more_than_the_limit()
    {
        var owner = await ClaimAsync();
        await AppendAsync(owner, Events(1, 10));
        var other = await ClaimAsync(id: "other");
        await AppendAsync(other, Events(1, 2));

        Assert.Equal([3, 4, 5, 6], await NumbersAsync(3, 6));
        Assert.Equal([3, 4], await NumbersAsync(3, 6, 2));
        Assert.Equal([9, 10], await NumbersAsync(9));
        Assert.Empty(await NumbersAsync(11));
        Assert.Empty(await NumbersAsync(id: "nobody"));
        Assert.Equal([1, 2], await NumbersAsync(id: "other"));
    }

    [Fact]
    public async Task A_claim_is_told_the_highest_number_whatever_was_deleted()
    {
        Assert.Equal(0, await Journal.ClaimAsync(Owner(), Cancellation));
        var owner = await ClaimAsync();
        await AppendAsync(owner, Events(1, 5));
        Assert.Equal(5, await Journal.ClaimAsync(owner, Cancellation));

        await Journal.DeleteEventsAsync(owner, 3, Cancellation);
        Assert.Equal([4, 5], await NumbersAsync());
        await Journal.DeleteEventsAsync(owner, 5, Cancellation);
        Assert.Empty(await NumbersAsync());

        var next = Owner();
        Assert.Equal(5, await Journal.ClaimAsync(next, Cancellation));
        await AppendAsync(next, Event(6));
        Assert.Equal([6], await NumbersAsync());
        await Journal.DeleteEventsAsync(next, 2, Cancellation);
        Assert.Equal([6], await NumbersAsync());
    }

    [Fact]
    public async Task The_owner_before_the_latest_claim_writes_nothing()
    {
        var old = await ClaimAsync(epoch: 7);
        await AppendAsync(old, Event(1));
        await Journal.SaveSnapshotAsync(old, Snapshot(1), Cancellation);
        var now = await ClaimAsync(epoch: 8);

        await RefusedAsync(() => AppendAsync(old, Event(2, "stale"), Event(3, "stale")));
        await RefusedAsync(() => Journal.DeleteEventsAsync(old, 1, Cancellation));
        await RefusedAsync(() => Journal.SaveSnapshotAsync(old, Snapshot(1, "stale"), Cancellation));
        await RefusedAsync(() => Journal.DeleteSnapshotsAsync(old, SnapshotSelectionCriteria.Latest, Cancellation));
        await AppendAsync(now, Event(2));

        Assert.Equal([1, 2], await NumbersAsync());
        Assert.Equal("event 2"u8.ToArray(), (await Journal.ReadAsync(Id, 2, 2, 1, Cancellation))[0].Payload);
        Assert.Equal("state 1"u8.ToArray(), (await FindAsync())!.Payload);
    }

    [Fact]
    public async Task A_lower_epoch_claims_nothing_and_the_same_one_belongs_to_who_claimed_last()
    {
        var now = await ClaimAsync(epoch: 8);
        await RefusedAsync(() => Journal.ClaimAsync(Owner(epoch: 7), Cancellation));
        await AppendAsync(now, Event(1));

        var again = await ClaimAsync(epoch: 8);

        await RefusedAsync(() => AppendAsync(now, Event(2)));
        await AppendAsync(again, Event(2));
        Assert.Equal([1, 2], await NumbersAsync());
    }

    [Fact]
    public async Task Who_has_no_shard_claims_whatever_was_and_a_shard_goes_on_after_it()
    {
        var sharded = await ClaimAsync(epoch: 8);
        await AppendAsync(sharded, Event(1));

        var alone = await ClaimAsync(epoch: 0);
        await AppendAsync(alone, Event(2));
        await RefusedAsync(() => AppendAsync(sharded, Event(3)));
        var next = await ClaimAsync(epoch: 3);
        await AppendAsync(next, Event(3));

        await RefusedAsync(() => AppendAsync(alone, Event(4)));
        Assert.Equal([1, 2, 3], await NumbersAsync());
    }

    [Fact]
    public async Task Nobody_writes_without_a_claim_or_leaves_a_gap()
    {
        await RefusedAsync(() => AppendAsync(Owner(), Event(1)));
        var owner = await ClaimAsync();

        await RefusedAsync(() => AppendAsync(owner, Event(2)));
        await AppendAsync(owner, Event(1));

        Assert.Equal([1], await NumbersAsync());
    }

    [Fact]
    public async Task The_latest_snapshot_that_is_admitted_is_found()
    {
        var owner = await ClaimAsync();
        Assert.Null(await FindAsync());
        foreach (var number in new long[] { 2, 9, 5 })
            await Journal.SaveSnapshotAsync(owner, Snapshot(number), Cancellation);
        await Journal.SaveSnapshotAsync(owner, Snapshot(9, "newer"), Cancellation);

        var latest = await FindAsync();
        Assert.Equal((9, 5222, "state", Snapshot(9).Created), (latest!.SequenceNr, latest.SerializerId, latest.Manifest, latest.Created));
        Assert.Equal("newer 9"u8.ToArray(), latest.Payload);
        Assert.Equal(5, (await FindAsync(new SnapshotSelectionCriteria(8)))!.SequenceNr);
        Assert.Equal(2, (await FindAsync(new SnapshotSelectionCriteria(8, Noon.AddSeconds(4))))!.SequenceNr);
        Assert.Null(await FindAsync(new SnapshotSelectionCriteria(8, DateTime.MaxValue, minSequenceNr: 6)));
        Assert.Null(await FindAsync(SnapshotSelectionCriteria.None));
    }

    [Fact]
    public async Task Snapshots_are_deleted_as_the_criteria_say()
    {
        var owner = await ClaimAsync();
        for (var number = 1; number <= 5; number++)
            await Journal.SaveSnapshotAsync(owner, Snapshot(number), Cancellation);

        await Journal.DeleteSnapshotsAsync(owner, new SnapshotSelectionCriteria(2), Cancellation);
        await Journal.DeleteSnapshotsAsync(owner, new SnapshotSelectionCriteria(5, DateTime.MaxValue, minSequenceNr: 4), Cancellation);

        Assert.Equal(3, (await FindAsync())!.SequenceNr);
        Assert.Null(await FindAsync(new SnapshotSelectionCriteria(2)));
    }

    [Fact]
    public async Task Owners_that_claim_and_append_at_the_same_time_leave_one_history()
    {
        const int Owners = 8;
        var kept = await Task.WhenAll(Enumerable.Range(1, Owners).Select(epoch => Task.Run(async () =>
        {
            var mine = new List<JournalEvent>();
            try
            {
                var owner = new JournalOwner(Id, epoch, $"racer-{epoch}");
                var highest = await Journal.ClaimAsync(owner, Cancellation);
                for (var i = 1; i <= 20; i++)
                {
                    var pair = new[] { Event(highest + (2 * i) - 1, owner.Writer), Event(highest + (2 * i), owner.Writer) };
                    await Journal.AppendAsync(owner, pair, Cancellation);
                    mine.AddRange(pair);
                }
            }
            catch (StaleOwnerException)
            {
                // Another one was later.
            }

            return mine;
        })));

        var read = await Journal.ReadAsync(Id, 1, long.MaxValue, int.MaxValue, Cancellation);
        Assert.Equal(Enumerable.Range(1, read.Count).Select(number => (long)number), read.Select(entry => entry.SequenceNr));
        Assert.Equal(
            kept.SelectMany(mine => mine).OrderBy(entry => entry.SequenceNr).Select(entry => Convert.ToHexString(entry.Payload)),
            read.Select(entry => Convert.ToHexString(entry.Payload)));
        Assert.Equal(40, kept[^1].Count);
    }
}
