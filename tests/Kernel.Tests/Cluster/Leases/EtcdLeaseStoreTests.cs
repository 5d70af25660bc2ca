using XmppActors.Kernel.Cluster.Leases;
using XmppActors.Kernel.Cluster.Leases.Etcd;
using XmppActors.Tests.Shared;

namespace XmppActors.Kernel.Cluster;

public sealed class EtcdLeaseStoreTests(EtcdServer server) : LeaseStoreContract, IClassFixture<EtcdServer>, IAsyncLifetime
{
    private EtcdLeaseStore? _store;
    private string _text = "";

    private protected override ILeaseStore Store => _store!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        await server.StartAsync(Cancellation);
        _text = server.Text();
        _store = EtcdLeaseStore.Create(_text);
    }

    public ValueTask DisposeAsync()
    {
        _store?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Its clock is its own: nothing but waiting moves it.</summary>
    private protected override async Task PassAsync(TimeSpan time)
    {
        using var timer = new PeriodicTimer(time);
        await timer.WaitForNextTickAsync(Cancellation);
    }

    [Fact]
    public async Task The_end_of_a_lease_takes_all_its_keys_in_one_revision()
    {
        var lease = (await Store.GrantAsync(TimeSpan.FromSeconds(2), Cancellation)).Lease;
        var generation = (await Store.RangeAsync("", Cancellation)).Header.Generation;
        var put = await Store.CommitAsync(
            new StoreCommit(generation, [], [new("a", "1", lease), new("b", "1", lease), new("c", "1", lease)]), Cancellation);
        await using var watch = Store.WatchAsync("", generation, put.Header.Revision, Cancellation).GetAsyncEnumerator(Cancellation);

        Assert.True(await watch.MoveNextAsync());

        Assert.Equal(["a", "b", "c"], watch.Current.Changes.Select(change => change.Key));
        Assert.All(watch.Current.Changes, change => Assert.Null(change.Entry));
        Assert.All(watch.Current.Changes, change => Assert.Equal(put.Header.Revision + 1, change.Revision));
        Assert.Equal(put.Header.Revision + 1, watch.Current.Header.Revision);
        Assert.Equal(put.Header.Revision, watch.Current.AfterRevision);
    }

    [Fact]
    public async Task What_others_write_into_the_etcd_is_no_revision_of_ours()
    {
        using var other = EtcdLeaseStore.Create(server.Text());
        var lease = (await Store.GrantAsync(TimeSpan.FromSeconds(8), Cancellation)).Lease;
        var first = await PutAsync("a", "1", modRevision: 0);
        await using var watch = Store.WatchAsync("", first.Header.Generation, first.Header.Revision, Cancellation).GetAsyncEnumerator(Cancellation);
        var next = watch.MoveNextAsync();

        var generation = (await other.RangeAsync("", Cancellation)).Header.Generation;
        await other.CommitAsync(new StoreCommit(generation, [], [new("a", "2")]), Cancellation);
        var alive = await Store.KeepAliveAsync(lease, Cancellation);
        var late = await PutAsync("a", "3", modRevision: 0);
        var second = await PutAsync("b", "1", modRevision: 0);

        Assert.Equal(first.Header, alive.Header);
        Assert.Equal(first.Header, late.Header);
        Assert.True(second.Header.Revision > first.Header.Revision + 1);
        Assert.True(await next);
        Assert.Equal(second.Header, watch.Current.Header);
        Assert.Equal("1", (await OneAsync("a"))!.Value);
    }

    [Fact]
    public async Task Two_stores_agree_on_the_first_generation()
    {
        using var other = EtcdLeaseStore.Create(_text);

        var both = await Task.WhenAll(Store.RangeAsync("", Cancellation), other.RangeAsync("", Cancellation));

        Assert.All(both, range => Assert.Equal(1, range.Header.Generation));
        Assert.All(both, range => Assert.Empty(range.Entries));
    }
}
