using System.Data.Common;
using XmppActors.Actors.Storage;
using XmppActors.Actors.Storage.Sql;
using XmppActors.Transport.Sasl;

namespace XmppActors.Actors.Tests.Storage;

/// <summary>What a storage over a database keeps to beyond the contract of all storages.</summary>
public abstract class DatabaseContract : StorageContract
{
    private protected StorageSettings Settings => new()
    {
        Time = Clock,
        EncryptionKey = Enumerable.Repeat((byte)7, FarmSecretCipher.KeyBytes).ToArray(),
        RetryFor = TimeSpan.FromSeconds(2),
    };

    private protected string Url { get; set; } = "";

    private protected abstract string Dialect { get; }

    private protected override Task<IStorage> OpenAsync() => OpenAsync(Settings);

    private protected Task<IStorage> OpenAsync(StorageSettings settings) =>
        Actors.Storage.Storage.OpenAsync(Url, settings, Cancellation);

    /// <summary>Opens the database below the stores, with a schema of so many steps.</summary>
    private protected abstract Task<ISqlDatabase> OpenDatabaseAsync(IReadOnlyList<Migration> migrations);

    private protected Task<ISqlDatabase> OpenDatabaseAsync() => OpenDatabaseAsync(Migration.Load(Dialect));

    [Fact]
    public async Task What_was_written_is_there_after_closing_and_opening()
    {
        await CreateAsync(Romeo);
        var roster = await Storage.Rosters.LoadAsync(Romeo, Cancellation);
        await Storage.Rosters.SaveAsync(
            Romeo, new RosterChange(roster!.Version + 1, RosterEntry.Removed(Juliet, roster.Version + 1)), Cancellation);
        await Storage.Offline.AddAsync(Romeo, "<message/>"u8.ToArray(), Noon, 5, Cancellation);
        await Storage.FarmSecrets.AddAsync(Echo, "a rose", Cancellation);

        await ReopenAsync();

        Assert.NotNull(await Storage.Accounts.FindAsync(Romeo, Cancellation));
        Assert.Single((await Storage.Rosters.LoadAsync(Romeo, Cancellation))!.ChangesSince(roster.Version)!);
        Assert.Single(await Storage.Offline.LoadAsync(Romeo, Cancellation));
        Assert.Equal("a rose", Assert.Single(await Storage.FarmSecrets.LoadAsync(Echo, Cancellation)).Secret);
    }

    [Fact]
    public async Task Writes_that_wait_when_the_storage_is_closed_are_done()
    {
        await CreateAsync(Romeo);
        var writes = Enumerable.Range(0, 500)
            .Select(_ => Storage.Offline.AddAsync(Romeo, "<message/>"u8.ToArray(), Noon, 1000, Cancellation)).ToList();

        await ReopenAsync();

        Assert.DoesNotContain(false, await Task.WhenAll(writes));
        Assert.Equal(500, (await Storage.Offline.LoadAsync(Romeo, Cancellation)).Count);
    }

    [Fact]
    public async Task A_closed_storage_says_so()
    {
        var closed = Storage;
        await ReopenAsync();

        var write = await Assert.ThrowsAsync<StorageUnavailableException>(
            () => closed.Accounts.CreateAsync(Romeo, Keys(ScramHash.Sha1), Cancellation));
        var read = await Assert.ThrowsAsync<StorageUnavailableException>(
            () => closed.Accounts.FindAsync(Romeo, Cancellation));

        Assert.EndsWith("is closed.", write.Message, StringComparison.Ordinal);
        Assert.EndsWith("is closed.", read.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_schema_since_the_first_is_brought_up_to_date_with_its_data()
    {
        var all = Migration.Load(Dialect);
        await DropSchemaAsync(all);
        await using (var first = await OpenDatabaseAsync([all[0]]))
        {
            var insert = new Statement(
                """
                INSERT INTO account (address, domainpart, localpart, incarnation, created_at, scram_sha_1)
                VALUES (@address, @domainpart, @localpart, 1, @created_at, @keys)
                """,
                ("@address", Romeo.Value),
                ("@domainpart", Romeo.Domainpart),
                ("@localpart", Romeo.Localpart),
                ("@created_at", Noon),
                ("@keys", "SCRAM-SHA-1$4096:c2FsdA==$MDEyMzQ1Njc4OTAxMjM0NTY3ODk=:MDEyMzQ1Njc4OTAxMjM0NTY3ODk="));
            await first.WriteAsync(Romeo.Value, [insert], Cancellation);
        }

        for (var version = 2; version <= all.Count; version++)
            await (await OpenDatabaseAsync([.. all.Take(version)])).DisposeAsync();
        await ReopenAsync();

        var account = await Storage.Accounts.FindAsync(Romeo, Cancellation);
        Assert.Equal(Noon, account!.CreatedAt);
        Assert.Equal("salt"u8, Assert.Single(account.Keys).Salt.Span);
        Assert.Equal(Noon.ToUnixTimeMilliseconds(), (await Storage.Rosters.LoadAsync(Romeo, Cancellation))!.Version);
    }

    [Fact]
    public async Task A_schema_newer_than_this_build_is_refused()
    {
        var known = Migration.Load(Dialect);
        await (await OpenDatabaseAsync([.. known, new Migration(known.Count + 1, "future", "CREATE TABLE future (x integer)")])).DisposeAsync();

        var refused = await Assert.ThrowsAsync<StorageConfigurationException>(() => OpenAsync(Settings));

        Assert.Matches($"has version {known.Count + 1}, but this build knows only versions up to {known.Count}: run the newer build", refused.Message);
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_the_schema_as_it_was()
    {
        var known = Migration.Load(Dialect);
        Migration[] broken = [.. known, new(known.Count + 1, "good", "CREATE TABLE good (x integer)"), new(
            known.Count + 2, "bad", "CREATE")];

        await Assert.ThrowsAnyAsync<Exception>(() => OpenDatabaseAsync(broken));

        await (await OpenDatabaseAsync([.. known, broken[^2]])).DisposeAsync();
    }

    [Fact]
    public async Task Many_that_open_a_new_database_at_once_all_succeed()
    {
        await DropSchemaAsync(Migration.Load(Dialect));

        var opened = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => OpenAsync(Settings)));

        await Task.WhenAll(opened.Select(storage => storage.Accounts.CreateAsync(Romeo, [], Cancellation)));
        foreach (var storage in opened)
        {
            Assert.NotNull(await storage.Accounts.FindAsync(Romeo, Cancellation));
            await storage.DisposeAsync();
        }
    }

    [Fact]
    public async Task Two_storages_over_one_database_write_beside_each_other()
    {
        await using var other = await OpenAsync(Settings with { RetryFor = TimeSpan.FromSeconds(20) });
        await CreateAsync(Romeo);
        Assert.False(await other.Accounts.CreateAsync(Romeo, [], Cancellation));

        var writes = Enumerable.Range(0, 200).SelectMany(_ => new[] { Storage, other }).Select(
            storage => storage.Offline.AddAsync(Romeo, "<message/>"u8.ToArray(), Noon, 1000, Cancellation));

        Assert.DoesNotContain(false, await Task.WhenAll(writes));
        Assert.Equal(400, (await other.Offline.LoadAsync(Romeo, Cancellation)).Count);
    }

    [Fact]
    public async Task A_write_that_fails_fails_alone()
    {
        await using var database = await OpenDatabaseAsync();
        var good = Enumerable.Range(0, 20).Select(i => InsertAccount($"citizen{i}@verona.example")).ToList();
        var bad = new Statement(
            "INSERT INTO last_logout (account, at) VALUES (@account, NULL)", ("@account", "citizen1@verona.example"));
        var mistyped = new Statement("INSERT INTO no_such_table (x) VALUES (@x)", ("@x", 1L));

        var writes = new List<Task<int[]>>();
        for (var i = 0; i < good.Count; i++)
        {
            writes.Add(database.WriteAsync($"{i}", [good[i]], Cancellation));
            if (i == 7)
                writes.Add(database.WriteAsync("7", [InsertAccount("half@verona.example"), bad], Cancellation));
            if (i == 11)
                writes.Add(database.WriteAsync("11", [mistyped], Cancellation));
        }

        await Assert.ThrowsAnyAsync<DbException>(() => writes[8]);
        await Assert.ThrowsAnyAsync<DbException>(() => writes[13]);
        await Task.WhenAll(writes.Where(write => write != writes[8] && write != writes[13]));
        var localparts = await database.QueryAsync(
            new Statement("SELECT localpart FROM account"), row => row.GetString(0), Cancellation);
        Assert.Equal(good.Count, localparts.Count);
    }

    [Fact]
    public async Task A_write_that_runs_twice_counts_once()
    {
        await CreateAsync(Romeo);
        await using var database = new RepeatingDatabase(await OpenDatabaseAsync());
        await using var storage = new SqlStorage(database, new FarmSecretKeys(Settings.EncryptionKey, null), Clock);

        Assert.True(await storage.Accounts.CreateAsync(Juliet, Keys(ScramHash.Sha256), Cancellation));
        Assert.False(await storage.Accounts.CreateAsync(Romeo, Keys(ScramHash.Sha256), Cancellation));
        Assert.True(await storage.Offline.AddAsync(Romeo, "<message/>"u8.ToArray(), Noon, 1, Cancellation));
        Assert.False(await storage.Offline.AddAsync(Romeo, "<message/>"u8.ToArray(), Noon, 1, Cancellation));
        await storage.FarmSecrets.AddAsync(Echo, "a rose", Cancellation);

        Assert.Single(await storage.Offline.LoadAsync(Romeo, Cancellation));
        Assert.Single(await storage.FarmSecrets.LoadAsync(Echo, Cancellation));
    }

    [Fact]
    public async Task More_calls_than_may_wait_are_refused_at_once()
    {
        await using var storage = await OpenAsync(Settings with { MaxPendingCalls = 10, MaxBatchWrites = 1 });
        await storage.Accounts.CreateAsync(Romeo, [], Cancellation);

        var writes = Enumerable.Range(0, 2000)
            .Select(_ => storage.Offline.AddAsync(Romeo, "<message/>"u8.ToArray(), Noon, 5000, Cancellation)).ToList();
        await Task.WhenAny(Task.WhenAll(writes));

        var stored = writes.Count(write => write.IsCompletedSuccessfully);
        var refused = writes.Count(write => write.Exception?.InnerException is StorageUnavailableException);
        Assert.Equal(writes.Count, stored + refused);
        Assert.NotEqual(0, refused);
        Assert.Equal(stored, (await storage.Offline.LoadAsync(Romeo, Cancellation)).Count);
    }

    [Fact]
    public async Task A_write_cancelled_while_it_waits_is_either_cancelled_or_done()
    {
        await CreateAsync(Romeo);
        using var cancellation = new CancellationTokenSource();
        var writes = Enumerable.Range(0, 1000)
            .Select(_ => Storage.Offline.AddAsync(Romeo, "<message/>"u8.ToArray(), Noon, 5000, cancellation.Token)).ToList();

        await cancellation.CancelAsync();
        await Task.WhenAny(Task.WhenAll(writes));

        Assert.Equal(1000, writes.Count(write => write.IsCanceled || write.IsCompletedSuccessfully));
        Assert.Equal(
            writes.Count(write => write.IsCompletedSuccessfully),
            (await Storage.Offline.LoadAsync(Romeo, Cancellation)).Count);
    }

    [Fact]
    public async Task Farm_secrets_are_encrypted_and_their_wrong_key_is_named()
    {
        await Storage.FarmSecrets.AddAsync(Echo, "a rose", Cancellation);
        await using (var database = await OpenDatabaseAsync())
        {
            var stored = Assert.Single(await database.QueryAsync(
                new Statement("SELECT encrypted FROM farm_secret"), row => row.GetFieldValue<byte[]>(0), Cancellation));
            Assert.Equal(-1, stored.AsSpan().IndexOf("rose"u8));
        }

        await using var other = await OpenAsync(Settings with { EncryptionKey = new byte[FarmSecretCipher.KeyBytes] });
        var load = await Assert.ThrowsAsync<StorageConfigurationException>(
            () => other.FarmSecrets.LoadAsync(Echo, Cancellation));
        var add = await Assert.ThrowsAsync<StorageConfigurationException>(
            () => other.FarmSecrets.AddAsync(Echo, "x", Cancellation));

        Assert.Matches("secrets of echo.capulet.example in .* were encrypted with another key: set xmpp.storage-options.encryption-key", load.Message);
        Assert.Equal(load.Message, add.Message);
        Assert.Equal([Echo], await other.FarmSecrets.ListDomainsAsync(Cancellation));
        Assert.Single(await other.FarmSecrets.ListAsync(Echo, Cancellation));
    }

    [Fact]
    public async Task A_farm_secret_moved_to_another_domain_is_refused()
    {
        await Storage.FarmSecrets.AddAsync(Echo, "a rose", Cancellation);
        await using (var database = await OpenDatabaseAsync())
            await database.WriteAsync(
                "", [new Statement("UPDATE farm_secret SET domain = 'rogue.example'")], Cancellation);

        var refused = await Assert.ThrowsAsync<StorageConfigurationException>(
            () => Storage.FarmSecrets.LoadAsync(Transport.Addresses.BareJid.Domain("rogue.example"), Cancellation));

        Assert.Contains("is damaged", refused.Message, StringComparison.Ordinal);
    }

    private static Statement InsertAccount(string address) => new(
        "INSERT INTO account (address, domainpart, localpart, incarnation, created_at) VALUES (@address, 'd', @address, 1, @created_at)",
        ("@address", address),
        ("@created_at", Noon));

    private async Task DropSchemaAsync(IReadOnlyList<Migration> migrations)
    {
        await using var database = await OpenDatabaseAsync(migrations);
        string[] tables = ["offline_stanza", "roster_entry", "roster", "last_logout", "account", "farm_secret", "journal", "tags", "snapshot", "journal_epoch", "schema_version"];
        await database.WriteAsync("", [.. tables.Select(table => new Statement($"DROP TABLE {table}"))], Cancellation);
    }
}
