using XmppActors.Kernel.Cluster.Leases;
using XmppActors.Kernel.Support;

namespace XmppActors.Kernel.Cluster;

public sealed class InProcessLeaseStoreTests : LeaseStoreContract, IDisposable
{
    private readonly ManualTime _time = new();
    private readonly InProcessLeaseStore _store;

    public InProcessLeaseStoreTests() => _store = new InProcessLeaseStore(_time);

    private protected override ILeaseStore Store => _store;

    public void Dispose() => _store.Dispose();

    private protected override Task PassAsync(TimeSpan time)
    {
        _time.Advance(time);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_fail_over_forgets_the_last_operations_and_begins_a_generation()
    {
        await PutAsync("a", "1", modRevision: 0);
        var lost = await PutAsync("b", "1", modRevision: 0);

        _store.FailOver(lostOperations: 1);

        Assert.NotNull(await OneAsync("a"));
        Assert.Null(await OneAsync("b"));
        var header = (await _store.RangeAsync("", TestContext.Current.CancellationToken)).Header;
        Assert.Equal(new StoreHeader(lost.Header.Generation + 1, lost.Header.Revision - 1), header);
    }

    [Fact]
    public async Task A_watch_ends_when_the_store_fails_over()
    {
        var put = await PutAsync("a", "1", modRevision: 0);
        var cancellation = TestContext.Current.CancellationToken;
        await using var watch = _store.WatchAsync("", put.Header.Generation, put.Header.Revision, cancellation).GetAsyncEnumerator(cancellation);

        var next = watch.MoveNextAsync();
        _store.FailOver(lostOperations: 0);

        await Assert.ThrowsAsync<WatchLostException>(async () => await next);
    }

    [Fact]
    public async Task A_write_whose_answer_was_lost_was_made()
    {
        var faulty = new FaultyLeaseStore(_store, _time) { LosesAnswers = true };
        var commit = new StoreCommit(1, [], [new StoreWrite("a", "1")]);

        await Assert.ThrowsAsync<LeaseStoreUnavailableException>(() => faulty.CommitAsync(commit, TestContext.Current.CancellationToken));

        Assert.NotNull(await OneAsync("a"));
    }

    [Fact]
    public async Task A_store_that_is_slow_and_then_down_writes_nothing()
    {
        var faulty = new FaultyLeaseStore(_store, _time) { Latency = TimeSpan.FromSeconds(1) };
        var commit = new StoreCommit(1, [], [new StoreWrite("a", "1")]);

        var call = faulty.CommitAsync(commit, TestContext.Current.CancellationToken);
        faulty.IsUnavailable = true;
        _time.Advance(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAsync<LeaseStoreUnavailableException>(() => call);
        Assert.Null(await OneAsync("a"));
    }
}
