using XmppActors.Kernel.Cluster.Leases;
using XmppActors.Kernel.Cluster.Leases.Postgres;
using XmppActors.Tests.Shared;

namespace XmppActors.Kernel.Cluster;

/// <summary>A server of the test's own, which is killed or taken away.</summary>
public sealed class PostgresLeaseFaultTests
{
    private static readonly PostgresTimes Patient = PostgresLeaseStoreTests.Patient;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_the_server_was_killed_everything_confirmed_is_there_and_leases_begin_anew()
    {
        await using var server = await ServerAsync();
        await using var store = PostgresLeaseStore.Create(await server.CreateDatabaseAsync(Cancellation), Patient);
        var lease = (await store.GrantAsync(TimeSpan.FromSeconds(8), Cancellation)).Lease;
        var confirmed = new List<string>();
        var generation = (await store.RangeAsync("", Cancellation)).Header.Generation;

        var killed = Task.CompletedTask;
        for (var put = 0; put < 500; put++)
        {
            if (put == 50) killed = server.KillAsync();
            try
            {
                await store.CommitAsync(new StoreCommit(generation, [], [new StoreWrite($"{put:000}", "1", lease)]), Cancellation);
                confirmed.Add($"{put:000}");
            }
            catch (LeaseStoreUnavailableException)
            {
                break;
            }
        }

        await killed;
        await Assert.ThrowsAsync<LeaseStoreUnavailableException>(() => store.RangeAsync("", Cancellation));
        await server.StartAsync(Cancellation);

        var range = await store.RangeAsync("", Cancellation);
        Assert.Equal(generation, range.Header.Generation);
        Assert.InRange(confirmed.Count, 50, 499);
        Assert.Empty(confirmed.Except(range.Entries.Select(entry => entry.Key)));
        Assert.True((await store.KeepAliveAsync(lease, Cancellation)).IsFound);
    }

    [Fact]
    public async Task Every_call_works_again_after_a_restart_and_a_watch_goes_on_where_it_was()
    {
        await using var server = await ServerAsync();
        await using var store = PostgresLeaseStore.Create(await server.CreateDatabaseAsync(Cancellation), Patient);
        var header = (await store.RangeAsync("", Cancellation)).Header;
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => store.RangeAsync("", Cancellation))); // The pool is full.
        await using var before = store.WatchAsync("", header.Generation, header.Revision, Cancellation).GetAsyncEnumerator(Cancellation);
        var first = before.MoveNextAsync().AsTask();
        await store.CommitAsync(new StoreCommit(header.Generation, [], [new StoreWrite("a", "1")]), Cancellation);
        Assert.True(await first);

        await server.StopAsync();
        await Assert.ThrowsAsync<LeaseStoreUnavailableException>(async () => await before.MoveNextAsync());
        await Assert.ThrowsAsync<LeaseStoreUnavailableException>(() => store.KeepAliveAsync(1, Cancellation));
        await server.StartAsync(Cancellation);

        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => store.RangeAsync("", Cancellation)));
        await using var after = store.WatchAsync("", header.Generation, header.Revision, Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.True(await after.MoveNextAsync());
        Assert.Equal("a", Assert.Single(after.Current.Changes).Key);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_given_up_within_its_time()
    {
        await using var server = await ServerAsync();
        var url = await server.CreateDatabaseAsync(Cancellation);
        await using var store = PostgresLeaseStore.Create(url, Patient);
        await using var hasty = PostgresLeaseStore.Create(url);
        await store.RangeAsync("", Cancellation);
        await using var holder = new Npgsql.NpgsqlConnection(PostgresLeaseUrl.Parse(url).ConnectionString);
        await holder.OpenAsync(Cancellation);
        await using var transaction = await holder.BeginTransactionAsync(Cancellation);
        await using (var hold = new Npgsql.NpgsqlCommand("LOCK TABLE xmpp_cluster.head", holder)) await hold.ExecuteNonQueryAsync(Cancellation);

        var late = await Assert.ThrowsAsync<LeaseStoreUnavailableException>(() => hasty.GrantAsync(TimeSpan.FromSeconds(8), Cancellation));
        Assert.EndsWith("did not answer within 1 s.", late.Message, StringComparison.Ordinal);

        await transaction.RollbackAsync(Cancellation);
        Assert.True((await store.GrantAsync(TimeSpan.FromSeconds(8), Cancellation)).IsFound);
    }

    [Fact]
    public async Task A_promoted_standby_begins_a_generation()
    {
        await using var server = await ServerAsync();
        var url = await server.CreateDatabaseAsync(Cancellation);
        await using var standby = await server.StandbyAsync(Cancellation);
        await using var store = PostgresLeaseStore.Create($"{url},{Uri.EscapeDataString(standby.Sockets)}");
        var before = (await store.RangeAsync("", Cancellation)).Header;
        await store.CommitAsync(new StoreCommit(before.Generation, [], [new StoreWrite("a", "1")]), Cancellation);

        await server.KillAsync();
        await standby.PromoteAsync(Cancellation);

        var after = await RangeAsync(store);
        Assert.True(after.Header.Generation > before.Generation);
        Assert.Equal("a", Assert.Single(after.Entries).Key);
        var refused = await store.CommitAsync(new StoreCommit(before.Generation, [], [new StoreWrite("b", "1")]), Cancellation);
        Assert.False(refused.IsCommitted);
    }

    /// <summary>Asks again until the driver has found the server that takes writes.</summary>
    private static async Task<RangeReply> RangeAsync(PostgresLeaseStore store)
    {
        while (true)
        {
            try
            {
                return await store.RangeAsync("", Cancellation);
            }
            catch (LeaseStoreUnavailableException)
            {
                await Task.Yield();
            }
        }
    }

    private static async Task<PostgresServer> ServerAsync()
    {
        var server = new PostgresServer();
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        await server.StartAsync(Cancellation);
        return server;
    }
}
