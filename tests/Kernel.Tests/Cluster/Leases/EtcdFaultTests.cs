using System.Text;
using XmppActors.Kernel.Cluster.Leases;
using XmppActors.Kernel.Cluster.Leases.Etcd;
using XmppActors.Tests.Shared;

namespace XmppActors.Kernel.Cluster;

/// <summary>An etcd that is killed, hangs, forgets, or wants a password.</summary>
public sealed class EtcdFaultTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_etcd_is_told_and_comes_back_with_all_that_it_had()
    {
        await using var server = await ServeAsync(new EtcdServer());
        using var store = EtcdLeaseStore.Create(server.Text());
        var lease = (await RetryAsync(() => store.GrantAsync(TimeSpan.FromSeconds(30), Cancellation))).Lease;
        var put = await PutAsync(store, "a", "1", lease);
        await using var watch = store.WatchAsync("", 1, put.Header.Revision, Cancellation).GetAsyncEnumerator(Cancellation);
        var next = watch.MoveNextAsync();

        await server.KillAsync();

        await Assert.ThrowsAsync<LeaseStoreUnavailableException>(() => store.RangeAsync("", Cancellation));
        await Assert.ThrowsAsync<LeaseStoreUnavailableException>(() => store.KeepAliveAsync(lease, Cancellation));
        await Assert.ThrowsAsync<LeaseStoreUnavailableException>(() => store.CommitAsync(new StoreCommit(1, [], [new("b", "1")]), Cancellation));
        await Assert.ThrowsAsync<LeaseStoreUnavailableException>(async () => await next);

        await server.StartAsync(Cancellation);

        var range = await RetryAsync(() => store.RangeAsync("", Cancellation));
        Assert.Equal(put.Header, range.Header);
        Assert.Equal("a", Assert.Single(range.Entries).Key);
        Assert.True((await store.KeepAliveAsync(lease, Cancellation)).IsFound);
    }

    [Fact]
    public async Task Of_three_members_one_may_be_killed()
    {
        await using var server = await ServeAsync(new EtcdServer { Members = 3 });
        using var store = EtcdLeaseStore.Create(server.Text());
        var lease = await RetryAsync(() => store.GrantAsync(TimeSpan.FromSeconds(30), Cancellation));
        var put = await PutAsync(store, "a", "1", lease.Lease);
        var next = RetryAsync(() => FirstChangeAsync(store, put.Header.Revision)); // A watch may end with its member; the next goes on.

        await server.KillAsync(); // The first, which is used.

        Assert.True((await RetryAsync(() => store.KeepAliveAsync(lease.Lease, Cancellation))).IsFound);
        await RetryAsync(() => PutAsync(store, "b", "1", lease.Lease));
        AssertPutOnceOrAgain("b", (await next).Changes);
    }

    [Fact]
    public async Task Of_three_members_one_may_hang()
    {
        await using var server = await ServeAsync(new EtcdServer { Members = 3 });
        using var store = EtcdLeaseStore.Create(server.Text());
        var put = await RetryAsync(() => PutAsync(store, "a", "1", 0));
        var next = RetryAsync(() => FirstChangeAsync(store, put.Header.Revision)); // A watch may end with its member; the next goes on.

        await server.SignalAsync("STOP");

        await RetryAsync(() => store.RangeAsync("", Cancellation));
        await RetryAsync(() => PutAsync(store, "b", "1", 0));
        AssertPutOnceOrAgain("b", (await next).Changes);
    }

    [Fact]
    public async Task An_etcd_that_lost_writes_begins_a_generation()
    {
        await using var server = await ServeAsync(new EtcdServer());
        var text = server.Text();
        using var store = EtcdLeaseStore.Create(text);
        await PutAsync(store, "a", "1", 0);
        await server.SaveAsync(Cancellation);
        var lost = await RetryAsync(() => PutAsync(store, "b", "1", 0));
        await using var watch = store.WatchAsync("", 1, lost.Header.Revision, Cancellation).GetAsyncEnumerator(Cancellation);

        await server.KillAsync();
        server.Restore();
        await server.StartAsync(Cancellation);

        var range = await RetryAsync(() => store.RangeAsync("", Cancellation));
        Assert.Equal(2, range.Header.Generation);
        Assert.Equal("a", Assert.Single(range.Entries).Key);
        Assert.False((await store.CommitAsync(new StoreCommit(1, [], [new("c", "1")]), Cancellation)).IsCommitted);
        await Assert.ThrowsAsync<WatchLostException>(async () => await watch.MoveNextAsync());
        using var other = EtcdLeaseStore.Create(text);
        Assert.Equal(2, (await other.RangeAsync("", Cancellation)).Header.Generation);
    }

    [Fact]
    public async Task An_etcd_that_lost_everything_begins_a_generation()
    {
        await using var server = await ServeAsync(new EtcdServer());
        using var store = EtcdLeaseStore.Create(server.Text());
        var lease = (await RetryAsync(() => store.GrantAsync(TimeSpan.FromSeconds(30), Cancellation))).Lease;
        var put = await PutAsync(store, "a", "1", lease);
        await using var watch = store.WatchAsync("", 1, put.Header.Revision, Cancellation).GetAsyncEnumerator(Cancellation);
        var next = watch.MoveNextAsync();

        await server.KillAsync();
        server.Forget();
        await server.StartAsync(Cancellation);

        var alive = await RetryAsync(() => store.KeepAliveAsync(lease, Cancellation));
        Assert.Equal(2, alive.Header.Generation);
        Assert.False(alive.IsFound);
        var failure = await Record.ExceptionAsync(async () => await next);
        Assert.True(failure is WatchLostException or LeaseStoreUnavailableException, failure?.ToString());
        Assert.Empty((await store.RangeAsync("", Cancellation)).Entries);
    }

    [Fact]
    public async Task A_watch_of_what_was_compacted_is_lost()
    {
        await using var server = await ServeAsync(new EtcdServer());
        using var store = EtcdLeaseStore.Create(server.Text());
        var first = await PutAsync(store, "a", "1", 0);
        await PutAsync(store, "a", "2", 0);
        var last = await PutAsync(store, "a", "3", 0);
        await AdministerAsync(server, "kv/compaction", $$"""{"revision":"{{last.Header.Revision}}"}""");

        await using var watch = store.WatchAsync("", 1, first.Header.Revision, Cancellation).GetAsyncEnumerator(Cancellation);

        await Assert.ThrowsAsync<WatchLostException>(async () => await watch.MoveNextAsync());
    }

    [Fact]
    public async Task An_etcd_with_users_wants_one_who_may_use_our_keys()
    {
        await using var server = await ServeAsync(new EtcdServer());
        var (first, behind) = (Convert.ToBase64String("xmpp/"u8), Convert.ToBase64String("xmpp0"u8));
        await AdministerAsync(server, "auth/role/add", """{"name":"xmpp"}""");
        await AdministerAsync(
            server, "auth/role/grant", $$"""{"name":"xmpp","perm":{"permType":"READWRITE","key":"{{first}}","range_end":"{{behind}}"} }""");
        await AdministerAsync(server, "auth/user/add", """{"name":"router","password":"p@ss"}""");
        await AdministerAsync(server, "auth/user/grant", """{"user":"router","role":"xmpp"}""");
        await AdministerAsync(server, "auth/user/add", """{"name":"root","password":"p@ss"}""");
        await AdministerAsync(server, "auth/user/grant", """{"user":"root","role":"root"}""");
        await AdministerAsync(server, "auth/enable", "{}");
        var url = server.ClientUrl();
        using var stranger = EtcdLeaseStore.Create($"etcd:{url}");
        using var elsewhere = EtcdLeaseStore.Create($"etcd:{url.Replace("//", "//router:p%40ss@", StringComparison.Ordinal)}/others");
        using var wrong = EtcdLeaseStore.Create($"etcd:{url.Replace("//", "//router:pass@", StringComparison.Ordinal)}");
        using var right = EtcdLeaseStore.Create($"etcd:{url.Replace("//", "//router:p%40ss@", StringComparison.Ordinal)}");

        var lease = (await RetryAsync(() => right.GrantAsync(TimeSpan.FromSeconds(30), Cancellation))).Lease;
        var put = await PutAsync(right, "a", "1", lease);
        await using var watch = right.WatchAsync("", 1, put.Header.Revision - 1, Cancellation).GetAsyncEnumerator(Cancellation);

        Assert.True(put.IsCommitted);
        Assert.True(await watch.MoveNextAsync());
        await Assert.ThrowsAsync<LeaseStoreUnavailableException>(() => stranger.RangeAsync("", Cancellation));
        await Assert.ThrowsAsync<LeaseStoreUnavailableException>(() => elsewhere.RangeAsync("", Cancellation));
        await Assert.ThrowsAsync<LeaseStoreUnavailableException>(() => wrong.RangeAsync("", Cancellation));
        await server.KillAsync();
        await server.StartAsync(Cancellation); // It knows no token any more.
        Assert.Single((await RetryAsync(() => right.RangeAsync("", Cancellation))).Entries);
        Assert.True((await right.RevokeAsync(lease, Cancellation)).IsFound);
        Assert.Empty((await right.RangeAsync("", Cancellation)).Entries);
    }

    private static async Task<EtcdServer> ServeAsync(EtcdServer server)
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        await server.StartAsync(Cancellation);
        return server;
    }

    private static async Task<CommitReply> PutAsync(EtcdLeaseStore store, string key, string value, long lease)
    {
        var generation = (await store.RangeAsync("none", Cancellation)).Header.Generation;
        return await store.CommitAsync(new StoreCommit(generation, [], [new(key, value, lease)]), Cancellation);
    }

    /// <summary>An etcd that has just started, or elects, does not answer yet; how long it may take is bounded by each call.</summary>
    private static async Task<T> RetryAsync<T>(Func<Task<T>> call)
    {
        for (var attempts = 20; ; attempts--)
        {
            try
            {
                return await call();
            }
            catch (LeaseStoreUnavailableException) when (attempts > 0)
            {
                await Task.Yield();
            }
        }
    }

    /// <summary>What only operators do, by the etcd's JSON gateway.</summary>
    private static async Task AdministerAsync(EtcdServer server, string what, string json)
    {
        using var http = new HttpClient();
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(new Uri($"{server.ClientUrl()}/v3/{what}"), content, Cancellation);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>A put that was not answered and is repeated may have been done before; each is told once.</summary>
    private static void AssertPutOnceOrAgain(string key, IReadOnlyList<StoreChange> changes)
    {
        Assert.NotEmpty(changes);
        Assert.All(changes, change => Assert.Equal(key, change.Key));
        Assert.Equal(Enumerable.Range(1, changes.Count).Select(version => (long)version), changes.Select(change => change.Entry!.Version));
    }

    private static async Task<StoreChanges> FirstChangeAsync(EtcdLeaseStore store, long afterRevision)
    {
        await using var watch = store.WatchAsync("", 1, afterRevision, Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.True(await watch.MoveNextAsync());
        return watch.Current;
    }
}
