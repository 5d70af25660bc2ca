using XmppActors.Actors.Storage;
using XmppActors.Tests.Shared;
using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Tests.Storage;

public sealed class PostgresFaultTests(PostgresServer server)
{
    private static readonly BareJid Romeo = BareJid.Parse("romeo@montague.example");
    private static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly StorageSettings Hasty = new() { RetryFor = TimeSpan.FromMilliseconds(200) };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("postgres://xmpp@127.0.0.1:1/xmpp", "postgres://127.0.0.1:1/xmpp cannot be used (")]
    [InlineData("postgres://xmpp@/xmpp?host=/nowhere", "postgres:///xmpp?host=/nowhere cannot be used (")]
    [InlineData("postgres://xmpp@no-such-host.invalid/xmpp", "postgres://no-such-host.invalid/xmpp cannot be used (")]
    public async Task A_server_that_cannot_be_reached_is_named(string url, string beginning)
    {
        var trouble = await Assert.ThrowsAsync<StorageUnavailableException>(() => OpenAsync(url, Hasty));

        Assert.StartsWith(beginning, trouble.Message, StringComparison.Ordinal);
        Assert.EndsWith("see that PostgreSQL runs and answers there, or correct xmpp.storage.", trouble.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_server_refuses_is_told_with_its_mend()
    {
        await StartAsync();
        var database = (await server.CreateDatabaseAsync(Cancellation)).Split('/', '?')[3];
        await server.ExecuteAsync($"CREATE ROLE {PostgresServer.GuardedUser} LOGIN PASSWORD 'right'", Cancellation);

        Assert.Contains(
            "refuses the password of the user 'guarded': correct it in xmpp.storage.",
            await RefusalAsync(server.Url(database, "guarded:wrong")),
            StringComparison.Ordinal);
        Assert.Contains(
            "does not let the user 'nobody' in",
            await RefusalAsync(server.Url(database, "nobody")),
            StringComparison.Ordinal);
        Assert.Contains(
            "does not exist: make it with `createdb nowhere`",
            await RefusalAsync(server.Url("nowhere")),
            StringComparison.Ordinal);
        Assert.Contains(
            "make this user the owner of the database.",
            await RefusalAsync(server.Url(database, "guarded:right")),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_whose_time_is_over_writes_nothing()
    {
        await StartAsync();
        var mayWrite = true;
        var url = await server.CreateDatabaseAsync(Cancellation);
        await using var storage = await OpenAsync(url, Hasty with { MayWrite = () => mayWrite });
        await storage.Accounts.CreateAsync(Romeo, [], Cancellation);
        await storage.Offline.AddAsync(Romeo, "<message/>"u8.ToArray(), Noon, 10, Cancellation);

        mayWrite = false;
        await Assert.ThrowsAsync<StorageUnavailableException>(
            () => storage.Offline.AddAsync(Romeo, "<message/>"u8.ToArray(), Noon, 10, Cancellation));

        Assert.Single(await storage.Offline.LoadAsync(Romeo, Cancellation));
    }

    [Fact]
    public async Task Secrets_need_a_configured_key()
    {
        await StartAsync();
        await using var storage = await OpenAsync(await server.CreateDatabaseAsync(Cancellation), Hasty);

        var refused = await Assert.ThrowsAsync<StorageConfigurationException>(
            () => storage.FarmSecrets.AddAsync(BareJid.Domain("echo.capulet.example"), "a rose", Cancellation));

        Assert.Equal(
            "No key for the farms' secrets is configured: set xmpp.storage-options.encryption-key to 32 bytes in base64, the same on every node.",
            refused.Message);
    }

    [Fact]
    public async Task A_database_that_turns_read_only_is_unavailable_until_it_turns_back()
    {
        await StartAsync();
        var url = await server.CreateDatabaseAsync(Cancellation);
        var database = url.Split('/', '?')[3];
        await using var storage = await OpenAsync(url, Hasty);
        await storage.Accounts.CreateAsync(Romeo, [], Cancellation);

        await server.ExecuteAsync($"ALTER DATABASE {database} SET default_transaction_read_only = on", Cancellation);
        await DisconnectAllAsync(database);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => storage.Accounts.RemoveAsync(Romeo, Cancellation));
        Assert.NotNull(await storage.Accounts.FindAsync(Romeo, Cancellation));

        await server.ExecuteAsync($"ALTER DATABASE {database} RESET default_transaction_read_only", Cancellation);
        await DisconnectAllAsync(database);
        Assert.True(await storage.Accounts.RemoveAsync(Romeo, Cancellation));
    }

    [Fact]
    public async Task Writes_over_connections_that_break_are_stored_exactly_once()
    {
        await StartAsync();
        var url = await server.CreateDatabaseAsync(Cancellation);
        await using var storage = await OpenAsync(url, new StorageSettings { MaxBatchWrites = 8 });
        var accounts = Enumerable.Range(0, 20).Select(i => BareJid.Parse($"citizen{i}@verona.example")).ToList();
        await Task.WhenAll(accounts.Select(account => storage.Accounts.CreateAsync(account, [], Cancellation)));

        var writes = new List<Task<bool>>();
        for (var round = 0; round < 5; round++)
        {
            for (var i = 0; i < 20; i++)
            {
                foreach (var account in accounts)
                    writes.Add(storage.Offline.AddAsync(
                        account, BitConverter.GetBytes((round * 20) + i), Noon, 1000, Cancellation));
            }

            await DisconnectAllAsync(url.Split('/', '?')[3]);
        }

        Assert.DoesNotContain(false, await Task.WhenAll(writes));
        foreach (var account in accounts)
        {
            var kept = await storage.Offline.LoadAsync(account, Cancellation);
            Assert.Equal(Enumerable.Range(0, 100), kept.Select(stanza => BitConverter.ToInt32(stanza.Stanza.Span)));
        }
    }

    [Fact]
    public async Task A_server_killed_and_started_again_has_lost_nothing_that_was_answered()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        await using var ownServer = new PostgresServer();
        var url = await ownServer.CreateDatabaseAsync(Cancellation);
        await using var storage = await OpenAsync(url, new StorageSettings { RetryFor = TimeSpan.FromSeconds(30) });
        await storage.Accounts.CreateAsync(Romeo, [], Cancellation);
        var before = Enumerable.Range(0, 200).Select(AddAsync).ToList();
        await Task.WhenAll(before.Take(10));

        await ownServer.KillAsync();
        var during = Enumerable.Range(200, 200).Select(AddAsync).ToList();
        var read = storage.Accounts.FindAsync(Romeo, Cancellation);
        await ownServer.StartAsync(Cancellation);

        Assert.DoesNotContain(false, await Task.WhenAll(before.Concat(during)));
        Assert.NotNull(await read);
        var kept = await storage.Offline.LoadAsync(Romeo, Cancellation);
        Assert.Equal(Enumerable.Range(0, 400), kept.Select(stanza => BitConverter.ToInt32(stanza.Stanza.Span)));

        Task<bool> AddAsync(int number) =>
            storage.Offline.AddAsync(Romeo, BitConverter.GetBytes(number), Noon, 1000, Cancellation);
    }

    [Fact]
    public async Task Calls_to_a_server_that_stays_away_fail_in_time()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        await using var ownServer = new PostgresServer();
        await using var storage = await OpenAsync(await ownServer.CreateDatabaseAsync(Cancellation), Hasty);
        await ownServer.KillAsync();

        var writes = Enumerable.Range(0, 1000).Select(_ => storage.Accounts.RemoveAsync(Romeo, Cancellation)).ToList();
        var read = storage.Accounts.FindAsync(Romeo, Cancellation);

        foreach (var write in writes)
            await Assert.ThrowsAsync<StorageUnavailableException>(() => write);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => read);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => storage.CheckAsync(Cancellation));
    }

    private static Task<IStorage> OpenAsync(string url, StorageSettings settings) =>
        Actors.Storage.Storage.OpenAsync(url, settings, Cancellation);

    private static async Task<string> RefusalAsync(string url) =>
        (await Assert.ThrowsAsync<StorageConfigurationException>(() => OpenAsync(url, Hasty))).Message;

    private Task DisconnectAllAsync(string database) => server.ExecuteAsync(
        $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'", Cancellation);

    private async Task StartAsync()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        await server.StartAsync(Cancellation);
    }
}
