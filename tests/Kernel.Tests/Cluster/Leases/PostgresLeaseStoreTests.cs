using Npgsql;
using XmppActors.Kernel.Cluster.Leases;
using XmppActors.Kernel.Cluster.Leases.Postgres;
using XmppActors.Tests.Shared;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace XmppActors.Kernel.Cluster;

/// <summary>Each test has a database of its own. Time passes in it by moving the ends of its leases nearer.</summary>
public sealed class PostgresLeaseStoreTests(PostgresServer server) : LeaseStoreContract, IAsyncLifetime
{
    /// <summary>Only a failing test waits so long.</summary>
    internal static readonly PostgresTimes Patient = new() { Answer = TimeSpan.FromSeconds(60) };

    private string _url = "";
    private PostgresLeaseStore? _store;

    private protected override ILeaseStore Store => _store!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        _url = await server.CreateDatabaseAsync(Cancellation);
        _store = PostgresLeaseStore.Create(_url, Patient);
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
    }

    private protected override Task PassAsync(TimeSpan time) =>
        ExecuteAsync($"UPDATE xmpp_cluster.lease SET ends_at = ends_at - interval '{time.TotalMilliseconds} ms'");

    [Fact]
    public async Task Many_nodes_that_begin_at_once_make_one_schema()
    {
        var stores = Enumerable.Range(0, 5).Select(_ => PostgresLeaseStore.Create(_url, Patient)).ToList();

        var ranges = await Task.WhenAll(stores.Select(store => store.RangeAsync("", Cancellation)));

        Assert.Single(ranges.Select(range => range.Header).Distinct());
        foreach (var store in stores) await store.DisposeAsync();
    }

    [Fact]
    public async Task A_role_that_only_owns_the_database_may_use_it()
    {
        var name = $"owner_{Guid.NewGuid():N}";
        await ExecuteAsync($"CREATE ROLE {name} LOGIN");
        await ExecuteAsync($"ALTER DATABASE {PostgresLeaseUrl.Parse(_url).Database} OWNER TO {name}");
        await using var store = PostgresLeaseStore.Create(server.Url(PostgresLeaseUrl.Parse(_url).Database!, name), Patient);

        var granted = await store.GrantAsync(TimeSpan.FromSeconds(8), Cancellation);

        Assert.True(granted.IsFound);
    }

    [Fact]
    public async Task A_watch_whose_changes_were_pruned_is_lost()
    {
        var start = (await Store.RangeAsync("", Cancellation)).Header;
        await ExecuteAsync("UPDATE xmpp_cluster.head SET revision = 4094");
        for (var put = 0; put < 2; put++)
            await Store.CommitAsync(new StoreCommit(start.Generation, [], [new StoreWrite($"{put}", "")]), Cancellation);

        await using var watch = Store.WatchAsync("", start.Generation, start.Revision, Cancellation).GetAsyncEnumerator(Cancellation);

        await Assert.ThrowsAsync<WatchLostException>(async () => await watch.MoveNextAsync());
    }

    [Fact]
    public async Task A_database_that_is_behind_what_was_seen_of_it_begins_a_generation()
    {
        await PutAsync("a", "1", modRevision: 0);
        var seen = await PutAsync("b", "1", modRevision: 0);
        var lease = await Store.GrantAsync(TimeSpan.FromSeconds(8), Cancellation);
        await ExecuteAsync("DELETE FROM xmpp_cluster.entry WHERE key = 'b'; UPDATE xmpp_cluster.head SET revision = revision - 1");

        var after = await Store.RangeAsync("", Cancellation);

        Assert.Equal(["a"], after.Entries.Select(entry => entry.Key));
        Assert.Equal(new StoreHeader(seen.Header.Generation + 1, seen.Header.Revision - 1), after.Header);
        Assert.NotEqual(lease.Lease, (await Store.GrantAsync(TimeSpan.FromSeconds(8), Cancellation)).Lease);
    }

    [Fact]
    public async Task A_copy_of_the_database_is_another_generation()
    {
        var put = await PutAsync("a", "1", modRevision: 0);
        await ExecuteAsync("UPDATE xmpp_cluster.head SET origin = 'another server'"); // What a dump brings with it.

        var refused = await Store.CommitAsync(new StoreCommit(put.Header.Generation, [], [new StoreWrite("b", "1")]), Cancellation);

        Assert.False(refused.IsCommitted);
        Assert.Equal(put.Header.Generation + 1, refused.Header.Generation);
    }

    [Fact]
    public async Task A_change_reaches_a_watcher_without_waiting_for_its_next_look()
    {
        await using var store = PostgresLeaseStore.Create(_url, Patient with { Look = TimeSpan.FromHours(1) });
        var header = (await store.RangeAsync("", Cancellation)).Header;
        await using var watch = store.WatchAsync("", header.Generation, header.Revision, Cancellation).GetAsyncEnumerator(Cancellation);

        for (var put = 0; put < 20; put++)
        {
            var next = watch.MoveNextAsync().AsTask();
            await PutAsync($"{put}", "1", modRevision: 0);
            Assert.True(await next.WaitAsync(Patient.Answer, Cancellation));
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(PostgresLeaseUrl.Parse(_url).ConnectionString + ";Pooling=false");
        await connection.OpenAsync(Cancellation);
#pragma warning disable CA2100 // The statements of these tests: nothing in them comes from outside.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
