using XmppActors.Actors.Storage;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Sasl;

namespace XmppActors.Actors.Tests.Storage;

/// <summary>What every storage keeps to; run against each of them.</summary>
public abstract partial class StorageContract : IAsyncLifetime
{
    private protected static readonly BareJid Romeo = BareJid.Parse("romeo@montague.example");
    private protected static readonly BareJid Juliet = BareJid.Parse("juliet@capulet.example");
    private protected static readonly BareJid Nurse = BareJid.Parse("nurse@capulet.example");
    private protected static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, 123, TimeSpan.Zero);

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected FixedClock Clock { get; } = new(Noon);

    private protected IStorage Storage { get; private set; } = null!;

    private protected abstract Task<IStorage> OpenAsync();

    public virtual async ValueTask InitializeAsync() => Storage = await OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        if (Storage is not null)
            await Storage.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected static IReadOnlyList<ScramKeys> Keys(params ScramHash[] hashes) =>
        [.. hashes.Select(hash => ScramKeys.Derive(hash, "secret", 4096))];

    private protected Task<bool> CreateAsync(BareJid account) =>
        Storage.Accounts.CreateAsync(account, Keys(ScramHash.Sha256), Cancellation);

    /// <summary>Closes the storage and opens it again over the same data.</summary>
    private protected async Task ReopenAsync()
    {
        await Storage.DisposeAsync();
        Storage = await OpenAsync();
    }

    [Fact]
    public Task A_storage_that_works_answers_its_check() => Storage.CheckAsync(Cancellation);

    [Fact]
    public async Task A_call_that_was_cancelled_before_has_no_effect()
    {
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Storage.Accounts.CreateAsync(Romeo, Keys(ScramHash.Sha1), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Storage.Accounts.FindAsync(Romeo, cancelled));

        Assert.Null(await Storage.Accounts.FindAsync(Romeo, Cancellation));
    }

    [Fact]
    public async Task Writes_of_many_callers_at_once_are_all_done()
    {
        var accounts = Enumerable.Range(0, 500).Select(i => BareJid.Parse($"citizen{i:D3}@verona.example")).ToList();

        var created = await Task.WhenAll(accounts.Select(CreateAsync));
        var stored = await Task.WhenAll(accounts.SelectMany(account => Enumerable.Range(0, 4).Select(
            i => Task.Run(() => Storage.Offline.AddAsync(account, "<message/>"u8.ToArray(), Noon, 10, Cancellation), Cancellation))));

        Assert.DoesNotContain(false, created);
        Assert.DoesNotContain(false, stored);
        var kept = await Task.WhenAll(accounts.Select(account => Storage.Offline.LoadAsync(account, Cancellation)));
        Assert.All(kept, stanzas => Assert.Equal(4, stanzas.Count));
    }

    [Fact]
    public async Task Writes_of_one_account_take_effect_in_the_order_of_their_calls()
    {
        await CreateAsync(Romeo);
        await CreateAsync(Juliet);

        var writes = new List<Task<bool>>();
        for (var i = 0; i < 300; i++)
        {
            foreach (var account in new[] { Romeo, Juliet })
            {
                writes.Add(Storage.Offline.AddAsync(account, BitConverter.GetBytes(i), Noon, 1000, Cancellation));
                writes.Add(Storage.Accounts.SaveLastLogoutAsync(account, new LastLogout(Noon, $"{i}"), Cancellation));
            }
        }

        Assert.DoesNotContain(false, await Task.WhenAll(writes));
        foreach (var account in new[] { Romeo, Juliet })
        {
            var kept = await Storage.Offline.LoadAsync(account, Cancellation);
            Assert.Equal(Enumerable.Range(0, 300), kept.Select(stanza => BitConverter.ToInt32(stanza.Stanza.Span)));
            Assert.Equal("299", (await Storage.Accounts.FindAsync(account, Cancellation))!.LastLogout!.Status);
        }
    }
}
