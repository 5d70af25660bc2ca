using XmppActors.Kernel.Cluster.Leases;

namespace XmppActors.Kernel.Cluster;

/// <summary>What every store must do. An implementation adds a class that opens it; times are the store's, so that it also says how time passes.</summary>
public abstract class LeaseStoreContract
{
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(2);

    private protected abstract ILeaseStore Store { get; }

    /// <summary>Returns when so much time has passed for the store; nothing more than a little later.</summary>
    private protected abstract Task PassAsync(TimeSpan time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_is_created_only_if_it_is_absent()
    {
        var first = await PutAsync("a", "1", modRevision: 0);
        var second = await PutAsync("a", "2", modRevision: 0);

        Assert.True(first.IsCommitted);
        Assert.False(second.IsCommitted);
        Assert.Equal("1", (await OneAsync("a"))!.Value);
        Assert.Equal(first.Header, second.Header);
    }

    [Fact]
    public async Task A_key_is_changed_only_from_the_revision_that_was_read()
    {
        var created = await PutAsync("a", "1", modRevision: 0);
        var changed = await PutAsync("a", "2", created.Header.Revision);
        var late = await PutAsync("a", "3", created.Header.Revision);

        Assert.True(changed.IsCommitted);
        Assert.False(late.IsCommitted);
        var entry = await OneAsync("a");
        Assert.Equal(new StoreEntry("a", "2", created.Header.Revision, changed.Header.Revision, 2, 0), entry);
    }

    [Fact]
    public async Task A_deleted_key_starts_again()
    {
        var created = await PutAsync("a", "1", modRevision: 0);
        await PutAsync("a", null, created.Header.Revision);
        Assert.Null(await OneAsync("a"));

        await PutAsync("a", "2", modRevision: 0);

        var entry = await OneAsync("a");
        Assert.Equal(1, entry!.Version);
        Assert.Equal(created.Header.Revision + 2, entry.CreateRevision);
    }

    [Fact]
    public async Task All_writes_of_a_commit_are_made_or_none()
    {
        var created = await PutAsync("a", "1", modRevision: 0);

        var refused = await CommitAsync([new("a", created.Header.Revision), new("b", 7)], [new("a", "2"), new("b", "2")]);
        var made = await CommitAsync([new("a", created.Header.Revision), new("b", 0)], [new("a", "2"), new("b", "2")]);

        Assert.False(refused.IsCommitted);
        Assert.True(made.IsCommitted);
        Assert.Equal(created.Header.Revision + 1, made.Header.Revision);
        Assert.Equal(made.Header.Revision, (await OneAsync("a"))!.ModRevision);
        Assert.Equal(made.Header.Revision, (await OneAsync("b"))!.ModRevision);
    }

    [Fact]
    public async Task A_commit_of_another_generation_is_refused()
    {
        var header = (await Store.RangeAsync("", Cancellation)).Header;

        var reply = await Store.CommitAsync(new StoreCommit(header.Generation + 1, [], [new("a", "1")]), Cancellation);

        Assert.False(reply.IsCommitted);
        Assert.Null(await OneAsync("a"));
    }

    [Fact]
    public async Task A_range_holds_all_keys_of_the_prefix_in_order()
    {
        foreach (var key in (string[])["b/2", "a/1", "b/10", "c"]) await PutAsync(key, key, modRevision: 0);

        var range = await Store.RangeAsync("b/", Cancellation);

        Assert.Equal(["b/10", "b/2"], range.Entries.Select(entry => entry.Key));
    }

    [Fact]
    public async Task Keys_end_with_their_lease_when_it_is_not_kept_alive()
    {
        var lease = (await Store.GrantAsync(Ttl, Cancellation)).Lease;
        await CommitAsync([], [new("a", "1", lease), new("b", "1", lease), new("c", "1")]);

        await PassAsync(Ttl / 2);
        Assert.True((await Store.KeepAliveAsync(lease, Cancellation)).IsFound);
        await PassAsync(Ttl * 0.75);
        Assert.NotNull(await OneAsync("a"));
        await PassAsync(Ttl);

        Assert.Equal(["c"], (await Store.RangeAsync("", Cancellation)).Entries.Select(entry => entry.Key));
        Assert.False((await Store.KeepAliveAsync(lease, Cancellation)).IsFound);
        Assert.False((await CommitAsync([], [new("d", "1", lease)])).IsCommitted);
    }

    [Fact]
    public async Task A_revoked_lease_takes_its_keys_with_it_in_one_revision()
    {
        var lease = (await Store.GrantAsync(Ttl, Cancellation)).Lease;
        var put = await CommitAsync([], [new("a", "1", lease), new("b", "1", lease)]);

        var revoked = await Store.RevokeAsync(lease, Cancellation);

        Assert.True(revoked.IsFound);
        Assert.Equal(put.Header.Revision + 1, revoked.Header.Revision);
        Assert.Empty((await Store.RangeAsync("", Cancellation)).Entries);
        Assert.False((await Store.RevokeAsync(lease, Cancellation)).IsFound);
    }

    [Fact]
    public async Task A_put_without_the_lease_sets_the_key_free()
    {
        var lease = (await Store.GrantAsync(Ttl, Cancellation)).Lease;
        await CommitAsync([], [new("a", "1", lease)]);
        await CommitAsync([], [new("a", "2")]);

        await Store.RevokeAsync(lease, Cancellation);

        Assert.Equal("2", (await OneAsync("a"))!.Value);
    }

    [Fact]
    public async Task Of_many_that_compare_the_same_revision_one_wins()
    {
        var created = await PutAsync("a", "0", modRevision: 0);

        var replies = await Task.WhenAll(Enumerable.Range(1, 16)
            .Select(i => Task.Run(() => PutAsync("a", $"{i}", created.Header.Revision), Cancellation)));

        Assert.Single(replies, reply => reply.IsCommitted);
        Assert.Equal(2, (await OneAsync("a"))!.Version);
    }

    [Fact]
    public async Task A_watch_brings_every_change_after_its_revision_once_and_in_order()
    {
        var before = await PutAsync("w/a", "1", modRevision: 0);
        await PutAsync("w/a", "2", before.Header.Revision);
        await PutAsync("other", "1", modRevision: 0);
        var lease = (await Store.GrantAsync(Ttl, Cancellation)).Lease;

        await using var watch = Watch("w/", before.Header).GetAsyncEnumerator(Cancellation);
        var seen = new List<(string, string?)>();
        await TakeAsync(watch, seen, 1);
        await CommitAsync([], [new("w/b", "1", lease)]);
        await TakeAsync(watch, seen, 2);
        await Store.RevokeAsync(lease, Cancellation);
        await TakeAsync(watch, seen, 3);

        Assert.Equal([("w/a", "2"), ("w/b", "1"), ("w/b", null)], seen);
    }

    [Fact]
    public async Task A_watch_sees_the_end_of_a_lease_by_itself()
    {
        var lease = (await Store.GrantAsync(Ttl, Cancellation)).Lease;
        var put = await CommitAsync([], [new("a", "1", lease)]);
        await using var watch = Watch("a", put.Header).GetAsyncEnumerator(Cancellation);
        var seen = new List<(string, string?)>();

        var end = TakeAsync(watch, seen, 1);
        await PassAsync(Ttl * 1.5);
        await end;

        Assert.Equal([("a", null)], seen);
    }

    private IAsyncEnumerable<StoreChanges> Watch(string prefix, StoreHeader after) =>
        Store.WatchAsync(prefix, after.Generation, after.Revision, Cancellation);

    private static async Task TakeAsync(IAsyncEnumerator<StoreChanges> watch, List<(string, string?)> seen, int until)
    {
        while (seen.Count < until && await watch.MoveNextAsync())
            seen.AddRange(watch.Current.Changes.Select(change => (change.Key, change.Entry?.Value)));
    }

    private protected async Task<CommitReply> PutAsync(string key, string? value, long modRevision) =>
        await CommitAsync([new StoreCompare(key, modRevision)], [new StoreWrite(key, value)]);

    private async Task<CommitReply> CommitAsync(StoreCompare[] compares, StoreWrite[] writes)
    {
        var generation = (await Store.RangeAsync("none", Cancellation)).Header.Generation;
        return await Store.CommitAsync(new StoreCommit(generation, compares, writes), Cancellation);
    }

    private protected async Task<StoreEntry?> OneAsync(string key) =>
        (await Store.RangeAsync(key, Cancellation)).Entries.SingleOrDefault(entry => entry.Key == key);
}
