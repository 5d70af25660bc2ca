using System.Diagnostics;
using System.Globalization;
using XmppActors.Actors.Storage;
using XmppActors.Tests.Shared;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Sasl;

namespace XmppActors.Benchmarks.Storage;

/// <summary>
/// What one caller gets who waits for each call, and what many callers get together, whose writes share transactions.
/// </summary>
internal static class StorageBenchmark
{
    private const int Accounts = 10_000;
    private const int Callers = 500;
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(2);
    private static readonly byte[] Stanza = new byte[300];

    internal static async Task RunAsync()
    {
        var directory = Directory.CreateTempSubdirectory("xa-bench-").FullName;
        try
        {
            foreach (var durability in Enum.GetValues<StorageDurability>())
                await MeasureAsync($"SQLite, {durability}", $"sqlite:{directory}/{durability}.db", durability);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }

        await using var server = new PostgresServer { IsSynced = true };
        if (server.Missing is not null)
        {
            Console.WriteLine($"PostgreSQL: left out, {server.Missing}");
            return;
        }

        foreach (var durability in Enum.GetValues<StorageDurability>())
            await MeasureAsync($"PostgreSQL, {durability}", await server.CreateDatabaseAsync(), durability);
    }

    private static async Task MeasureAsync(string name, string url, StorageDurability durability)
    {
        await using var storage = await Actors.Storage.Storage.OpenAsync(
            url, new StorageSettings { Durability = durability });
        var accounts = Enumerable.Range(0, Accounts).Select(i => BareJid.Parse($"citizen{i}@verona.example")).ToArray();
        var saved = 0;
        var keys = ScramKeys.DeriveAll("secret", iterations: 1000);
        await Task.WhenAll(accounts.Select(account => storage.Accounts.CreateAsync(account, keys)));

        Task Write(BareJid account) => storage.Offline.AddAsync(
            account, Stanza, DateTimeOffset.UnixEpoch, int.MaxValue);
        var now = DateTimeOffset.UtcNow;
        // Each another one: SQLite does not write what is there already.
        Task Save(BareJid account) => storage.Accounts.SaveLastLogoutAsync(
            account, new LastLogout(now.AddMilliseconds(Interlocked.Increment(ref saved)), null));
        Task Load(BareJid account) => storage.Accounts.FindAsync(account);
        await CompareAsync($"{name}: offline stanzas stored", accounts, Write);
        await CompareAsync($"{name}: logouts saved", accounts, Save);
        await CompareAsync($"{name}: accounts loaded", accounts, Load);
    }

    private static async Task CompareAsync(string name, BareJid[] accounts, Func<BareJid, Task> call)
    {
        await RateAsync(accounts, call, Callers, Span / 4); // Warms up.
        var single = await RateAsync(accounts, call, callers: 1, Span);
        var together = await RateAsync(accounts, call, Callers, Span);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-46} {single,8:F0}/s one caller {together,8:F0}/s {Callers} callers {together / single,6:F1} x"));
    }

    private static async Task<double> RateAsync(
        BareJid[] accounts, Func<BareJid, Task> call, int callers, TimeSpan span)
    {
        var begun = Stopwatch.GetTimestamp();
        var calls = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var made = 0;
            for (; Stopwatch.GetElapsedTime(begun) < span; made++)
                await call(accounts[(caller + (made * callers)) % accounts.Length]);
            return made;
        })));
        return calls.Sum() / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }
}
