using XmppActors.Actors.Storage;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Sasl;

namespace XmppActors.Actors.Tests.Storage;

public abstract partial class StorageContract
{
    [Fact]
    public async Task An_account_is_found_as_it_was_created()
    {
        Clock.Now = Noon.AddTicks(4567); // Kept to the millisecond.
        var keys = Keys(ScramHash.Sha1, ScramHash.Sha256, ScramHash.Sha512);

        Assert.True(await Storage.Accounts.CreateAsync(Romeo, keys, Cancellation));

        var found = await Storage.Accounts.FindAsync(Romeo, Cancellation);
        Assert.NotNull(found);
        Assert.Equal(Romeo, found.Address);
        Assert.Equal(Noon, found.CreatedAt);
        Assert.Equal(TimeSpan.Zero, found.CreatedAt.Offset);
        Assert.Null(found.LastLogout);
        AssertKeys(keys, found.Keys);
        Assert.Null(await Storage.Accounts.FindAsync(Juliet, Cancellation));
    }

    [Fact] // XEP-0077 §3.1: conflict
    public async Task An_account_that_exists_is_neither_created_again_nor_changed()
    {
        var keys = Keys(ScramHash.Sha256);
        await Storage.Accounts.CreateAsync(Romeo, keys, Cancellation);

        Assert.False(await Storage.Accounts.CreateAsync(Romeo, Keys(ScramHash.Sha256, ScramHash.Sha512), Cancellation));

        AssertKeys(keys, (await Storage.Accounts.FindAsync(Romeo, Cancellation))!.Keys);
    }

    [Fact]
    public async Task Of_many_that_create_one_account_at_once_one_succeeds()
    {
        var created = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => CreateAsync(Romeo)));

        Assert.Equal(1, created.Count(success => success));
    }

    [Fact]
    public async Task An_account_may_have_no_keys()
    {
        Assert.True(await Storage.Accounts.CreateAsync(Romeo, [], Cancellation));

        Assert.Empty((await Storage.Accounts.FindAsync(Romeo, Cancellation))!.Keys);
    }

    [Fact]
    public async Task New_keys_replace_all_old_ones()
    {
        await Storage.Accounts.CreateAsync(Romeo, Keys(ScramHash.Sha1, ScramHash.Sha256), Cancellation);
        var keys = Keys(ScramHash.Sha256, ScramHash.Sha512);

        Assert.True(await Storage.Accounts.SetKeysAsync(Romeo, keys, Cancellation));
        Assert.False(await Storage.Accounts.SetKeysAsync(Juliet, keys, Cancellation));

        AssertKeys(keys, (await Storage.Accounts.FindAsync(Romeo, Cancellation))!.Keys);
        Assert.Null(await Storage.Accounts.FindAsync(Juliet, Cancellation));
    }

    [Fact]
    public async Task A_removed_account_leaves_nothing_behind()
    {
        await CreateAsync(Romeo);
        await CreateAsync(Juliet);
        foreach (var account in new[] { Romeo, Juliet })
        {
            var version = (await Storage.Rosters.LoadAsync(account, Cancellation))!.Version + 1;
            await Storage.Rosters.SaveAsync(account, new RosterChange(version, Item(Nurse, version)), Cancellation);
            await Storage.Offline.AddAsync(account, "<message/>"u8.ToArray(), Noon, 10, Cancellation);
            await Storage.Accounts.SaveLastLogoutAsync(account, new LastLogout(Noon, null), Cancellation);
        }

        Assert.True(await Storage.Accounts.RemoveAsync(Romeo, Cancellation));
        Assert.False(await Storage.Accounts.RemoveAsync(Romeo, Cancellation));

        Assert.Null(await Storage.Accounts.FindAsync(Romeo, Cancellation));
        Assert.Null(await Storage.Rosters.LoadAsync(Romeo, Cancellation));
        Assert.Empty(await Storage.Offline.LoadAsync(Romeo, Cancellation));
        await CreateAsync(Romeo);
        Assert.Null((await Storage.Accounts.FindAsync(Romeo, Cancellation))!.LastLogout);
        Assert.Empty((await Storage.Rosters.LoadAsync(Romeo, Cancellation))!.Entries);
        Assert.Empty(await Storage.Offline.LoadAsync(Romeo, Cancellation));
        Assert.Single((await Storage.Rosters.LoadAsync(Juliet, Cancellation))!.Entries);
        Assert.Single(await Storage.Offline.LoadAsync(Juliet, Cancellation));
    }

    [Fact] // XEP-0012 §4
    public async Task The_last_logout_is_remembered_with_its_status()
    {
        await CreateAsync(Romeo);

        Assert.True(
            await Storage.Accounts.SaveLastLogoutAsync(Romeo, new LastLogout(Noon, "Gone to Mantua"), Cancellation));
        Assert.Equal(new LastLogout(Noon, "Gone to Mantua"), (await Storage.Accounts.FindAsync(Romeo, Cancellation))!.LastLogout);

        await Storage.Accounts.SaveLastLogoutAsync(Romeo, new LastLogout(Noon.AddHours(1), null), Cancellation);
        Assert.Equal(new LastLogout(Noon.AddHours(1), null), (await Storage.Accounts.FindAsync(Romeo, Cancellation))!.LastLogout);
        Assert.False(await Storage.Accounts.SaveLastLogoutAsync(Juliet, new LastLogout(Noon, null), Cancellation));
    }

    [Fact]
    public async Task Accounts_of_a_domain_are_listed_by_pages_in_the_order_of_their_bytes()
    {
        string[] localparts = ["b", "a", "ä", "a-b", "z", "𠀋", "日"];
        var domain = BareJid.Domain("verona.example");
        foreach (var localpart in localparts)
            Assert.True(BareJid.TryCreate(localpart, domain.Domainpart, out var account) && await CreateAsync(account));
        await CreateAsync(Romeo);

        var first = await Storage.Accounts.ListAsync(domain, after: null, 4, Cancellation);
        var second = await Storage.Accounts.ListAsync(domain, after: first[^1], 4, Cancellation);

        Assert.Equal(4, first.Count);
        Assert.Equal(3, second.Count);
        Assert.Equal(
            localparts.Order(Comparer<string>.Create((x, y) =>
                System.Text.Encoding.UTF8.GetBytes(x).AsSpan().SequenceCompareTo(
                    System.Text.Encoding.UTF8.GetBytes(y)))),
            first.Concat(second).Select(account => account.Localpart));
        Assert.All(first, account => Assert.Equal(domain, BareJid.Domain(account.Domainpart)));
    }

    private static void AssertKeys(IReadOnlyList<ScramKeys> expected, IReadOnlyList<ScramKeys> actual)
    {
        Assert.Equal(expected.Select(key => key.Hash), actual.Select(key => key.Hash));
        Assert.Equal(expected.Select(key => key.Iterations), actual.Select(key => key.Iterations));
        Assert.Equal(expected.Select(key => key.Salt.ToArray()), actual.Select(key => key.Salt.ToArray()));
        Assert.Equal(expected.Select(key => key.StoredKey.ToArray()), actual.Select(key => key.StoredKey.ToArray()));
        Assert.Equal(expected.Select(key => key.ServerKey.ToArray()), actual.Select(key => key.ServerKey.ToArray()));
    }
}
