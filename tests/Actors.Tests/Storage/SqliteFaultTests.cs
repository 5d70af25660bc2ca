using Microsoft.Data.Sqlite;
using XmppActors.Actors.Storage;
using XmppActors.Actors.Storage.Sqlite;
using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Tests.Storage;

public sealed class SqliteFaultTests : IDisposable
{
    private static readonly BareJid Romeo = BareJid.Parse("romeo@montague.example");
    private static readonly BareJid Echo = BareJid.Domain("echo.capulet.example");

    private readonly string _directory = Directory.CreateTempSubdirectory("xa-sqlite-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string DatabaseFile => Path.Combine(_directory, "xmpp.db");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_missing_directory_is_made_for_its_owner_only()
    {
        var file = Path.Combine(_directory, "a", "b", "xmpp.db");

        await using var storage = await OpenAsync($"sqlite:{file}");

        Assert.True(File.Exists(file));
        if (OperatingSystem.IsWindows())
            return; // Which has no such modes.
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(owner | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(file)!));
        Assert.Equal(owner, File.GetUnixFileMode(file));
        Assert.Equal(owner, File.GetUnixFileMode($"{file}-wal"));
    }

    [Fact]
    public async Task An_absolute_path_may_follow_two_slashes()
    {
        await using var storage = await OpenAsync($"sqlite://{DatabaseFile}");

        Assert.True(File.Exists(DatabaseFile));
        Assert.Equal($"sqlite:{DatabaseFile}", storage.Description);
    }

    [Theory]
    [InlineData("sqlite:")]
    [InlineData("sqlite::memory:")]
    [InlineData("sqlite:xmpp.db?mode=ro")]
    public async Task A_url_that_names_no_file_is_refused(string url)
    {
        var refused = await Assert.ThrowsAsync<StorageConfigurationException>(() => OpenAsync(url));

        Assert.Equal(
            $"The storage '{url}' names no file: use sqlite:PATH, as in sqlite:data/xmpp.db.", refused.Message);
    }

    [Theory]
    [InlineData("mysql://root:hunter2@localhost/xmpp", "mysql")]
    [InlineData("hunter2", "hunter2")]
    [InlineData("a-long-password-without-any-scheme", "a-long-passw")]
    public async Task A_url_of_another_kind_is_refused_without_repeating_it(string url, string shown)
    {
        var refused = await Assert.ThrowsAsync<StorageConfigurationException>(() => OpenAsync(url));

        Assert.Equal(
            $"The storage '{shown}…' is of no known kind: use sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE.", refused.Message);
    }

    [Fact]
    public async Task A_directory_in_the_place_of_the_file_is_refused()
    {
        var refused = await Assert.ThrowsAsync<StorageConfigurationException>(() => OpenAsync($"sqlite:{_directory}"));

        Assert.StartsWith($"sqlite:{_directory} cannot be made", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith("name another file.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_in_the_place_of_the_directory_is_refused()
    {
        await File.WriteAllTextAsync(DatabaseFile, "", Cancellation);

        var refused = await Assert.ThrowsAsync<StorageConfigurationException>(
            () => OpenAsync($"sqlite:{DatabaseFile}/xmpp.db"));

        Assert.StartsWith($"sqlite:{DatabaseFile}/xmpp.db cannot be made", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_another_kind_is_refused_and_left_as_it_is()
    {
        var text = string.Concat(Enumerable.Repeat("Two households, both alike in dignity\n", 200));
        await File.WriteAllTextAsync(DatabaseFile, text, Cancellation);

        var refused = await Assert.ThrowsAsync<StorageConfigurationException>(
            () => OpenAsync($"sqlite:{DatabaseFile}"));

        Assert.Equal(
            $"sqlite:{DatabaseFile} is no SQLite database: name another file, or restore this one.", refused.Message);
        Assert.Equal(text, await File.ReadAllTextAsync(DatabaseFile, Cancellation));
    }

    [Fact]
    public async Task A_read_only_file_is_refused()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "nothing is read-only for root");
        await (await OpenAsync($"sqlite:{DatabaseFile}")).DisposeAsync();
        File.SetAttributes(DatabaseFile, FileAttributes.ReadOnly);

        var refused = await Assert.ThrowsAsync<StorageConfigurationException>(
            () => OpenAsync($"sqlite:{DatabaseFile}"));

        Assert.Equal($"sqlite:{DatabaseFile} is read-only: make the file and its directory writable for this user.", refused.Message);
    }

    [Theory]
    [InlineData(5, "sqlite:x is locked by another process: end that one first.")]
    [InlineData(8, "sqlite:x is read-only: make the file and its directory writable for this user.")]
    [InlineData(10, "The disk of sqlite:x fails (why): check it.")]
    [InlineData(11, "sqlite:x is damaged (why): restore it from a backup.")]
    [InlineData(13, "The disk of sqlite:x is full: make room.")]
    [InlineData(14, "sqlite:x cannot be opened: make the file and its directory readable and writable for this user.")]
    [InlineData(26, "sqlite:x is no SQLite database: name another file, or restore this one.")]
    public void Each_trouble_of_a_file_is_told_with_its_mend(int code, string sentence)
    {
        var trouble = new SqliteTrouble("sqlite:x");
        var exception = new SqliteException("why", code);

        Assert.Equal(sentence, trouble.AtRunTime(exception)?.Message);
        Assert.Equal(sentence, trouble.AtStart(exception).Message);
    }

    [Fact] // SQLITE_ERROR, SQLITE_CONSTRAINT
    public void A_statements_own_fault_is_not_the_worlds_trouble()
    {
        Assert.Null(new SqliteTrouble("sqlite:x").AtRunTime(new SqliteException("syntax error", 1)));
        Assert.Null(new SqliteTrouble("sqlite:x").AtRunTime(new SqliteException("constraint failed", 19)));
    }

    [Fact]
    public async Task While_another_process_holds_the_lock_writes_fail_in_time_and_reads_go_on()
    {
        await using var storage = await OpenAsync(
            $"sqlite:{DatabaseFile}", new StorageSettings { RetryFor = TimeSpan.FromSeconds(1) });
        await storage.Accounts.CreateAsync(Romeo, [], Cancellation);
        await using var other = new SqliteConnection($"Data Source={DatabaseFile};Pooling=false");
        await other.OpenAsync(Cancellation);
        await using (var held = other.BeginTransaction(deferred: false))
        {
            var refused = await Assert.ThrowsAsync<StorageUnavailableException>(
                () => storage.Accounts.RemoveAsync(Romeo, Cancellation));

            Assert.Equal($"sqlite:{DatabaseFile} is locked by another process: end that one first.", refused.Message);
            Assert.NotNull(await storage.Accounts.FindAsync(Romeo, Cancellation));
        }

        Assert.True(await storage.Accounts.RemoveAsync(Romeo, Cancellation));
    }

    [Fact]
    public async Task The_key_for_secrets_is_made_on_first_use_for_its_owner_only()
    {
        var keyFile = $"{DatabaseFile}.key";
        await using (var storage = await OpenAsync($"sqlite:{DatabaseFile}"))
        {
            Assert.Empty(await storage.FarmSecrets.LoadAsync(Echo, Cancellation));
            Assert.False(File.Exists(keyFile));

            await storage.FarmSecrets.AddAsync(Echo, "a rose", Cancellation);
        }

        await using var again = await OpenAsync($"sqlite:{DatabaseFile}");
        Assert.Equal("a rose", Assert.Single(await again.FarmSecrets.LoadAsync(Echo, Cancellation)).Secret);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(keyFile));
        Assert.Equal(["xmpp.db", "xmpp.db-shm", "xmpp.db-wal", "xmpp.db.key"], Directory.GetFiles(_directory).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_key_file_that_is_gone_damaged_or_another_is_named()
    {
        var keyFile = $"{DatabaseFile}.key";
        await using (var storage = await OpenAsync($"sqlite:{DatabaseFile}"))
            await storage.FarmSecrets.AddAsync(Echo, "a rose", Cancellation);

        File.Delete(keyFile);
        Assert.Equal(
            $"The key for the farms' secrets, {keyFile}, is gone: restore it, or remove and add the secrets.", await RefusalAsync());
        await File.WriteAllTextAsync(keyFile, "not a key", Cancellation);
        Assert.StartsWith($"The key for the farms' secrets in {keyFile} is damaged: restore it", await RefusalAsync(), StringComparison.Ordinal);
        await File.WriteAllTextAsync(
            keyFile, Convert.ToBase64String(new byte[FarmSecretCipher.KeyBytes]), Cancellation);
        Assert.Equal(
            $"The secrets of {Echo} in sqlite:{DatabaseFile} were encrypted with another key: restore the file {keyFile}, or remove and add them again.",
            await RefusalAsync());
    }

    [Fact]
    public void An_encryption_key_is_32_bytes_in_base64()
    {
        var key = Enumerable.Range(0, 32).Select(i => (byte)i).ToArray();

        Assert.Null(StorageSettings.ParseEncryptionKey(""));
        Assert.Equal(key, StorageSettings.ParseEncryptionKey(Convert.ToBase64String(key))!.Value.ToArray());
        Assert.Throws<StorageConfigurationException>(
            () => StorageSettings.ParseEncryptionKey("correct horse battery staple"));
        Assert.Throws<StorageConfigurationException>(
            () => StorageSettings.ParseEncryptionKey(Convert.ToBase64String(new byte[16])));
        Assert.Throws<StorageConfigurationException>(
            () => StorageSettings.ParseEncryptionKey(Convert.ToBase64String(new byte[33])));
    }

    private static Task<IStorage> OpenAsync(string url, StorageSettings? settings = null) =>
        Actors.Storage.Storage.OpenAsync(url, settings ?? new StorageSettings(), Cancellation);

    private async Task<string> RefusalAsync()
    {
        await using var storage = await OpenAsync($"sqlite:{DatabaseFile}");
        var refused = await Assert.ThrowsAsync<StorageConfigurationException>(
            () => storage.FarmSecrets.LoadAsync(Echo, Cancellation));
        return refused.Message;
    }
}
