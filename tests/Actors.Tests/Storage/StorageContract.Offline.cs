namespace XmppActors.Actors.Tests.Storage;

public abstract partial class StorageContract
{
    [Fact] // XEP-0160 §3
    public async Task Offline_stanzas_are_kept_in_order_until_their_delivery_is_settled()
    {
        await CreateAsync(Romeo);
        for (var i = 0; i < 5; i++)
            Assert.True(await Storage.Offline.AddAsync(Romeo, Message(i), Noon.AddHours(-i), 10, Cancellation));

        var loaded = await Storage.Offline.LoadAsync(Romeo, Cancellation);
        await Storage.Offline.RemoveAsync(Romeo, [loaded[0].Id, loaded[2].Id, 12345], Cancellation);
        await Storage.Offline.AddAsync(Romeo, Message(5), Noon, 10, Cancellation);
        var left = await Storage.Offline.LoadAsync(Romeo, Cancellation);

        Assert.Equal([0, 1, 2, 3, 4], loaded.Select(stanza => stanza.Stanza.Span[^1] - '0'));
        Assert.Equal(Noon.AddHours(-2), loaded[2].StoredAt);
        Assert.Equal([1, 3, 4, 5], left.Select(stanza => stanza.Stanza.Span[^1] - '0'));
    }

    [Fact]
    public async Task A_stanza_comes_back_byte_for_byte()
    {
        await CreateAsync(Romeo);
        var stanza = new byte[300_000];
        new Random(1).NextBytes(stanza);

        await Storage.Offline.AddAsync(Romeo, stanza, Noon, 1, Cancellation);

        var kept = Assert.Single(await Storage.Offline.LoadAsync(Romeo, Cancellation));
        Assert.Equal(stanza, kept.Stanza.ToArray());
    }

    [Fact]
    public async Task No_more_stanzas_are_kept_for_an_account_than_the_limit_says()
    {
        await CreateAsync(Romeo);
        await CreateAsync(Juliet);

        var added = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(i => Storage.Offline.AddAsync(Romeo, Message(i), Noon, 5, Cancellation)));
        Assert.Equal([true, true, true, true, true, false, false, false], added);
        Assert.True(await Storage.Offline.AddAsync(Juliet, Message(0), Noon, 5, Cancellation));

        var kept = await Storage.Offline.LoadAsync(Romeo, Cancellation);
        await Storage.Offline.RemoveAsync(Romeo, [kept[0].Id], Cancellation);
        Assert.True(await Storage.Offline.AddAsync(Romeo, Message(9), Noon, 5, Cancellation));
        Assert.False(await Storage.Offline.AddAsync(Romeo, Message(9), Noon, 5, Cancellation));
    }

    [Fact]
    public async Task Nothing_is_kept_for_an_account_that_does_not_exist()
    {
        Assert.False(await Storage.Offline.AddAsync(Romeo, Message(0), Noon, 5, Cancellation));

        Assert.Empty(await Storage.Offline.LoadAsync(Romeo, Cancellation));
        await Storage.Offline.RemoveAsync(Romeo, [1], Cancellation);
        await Storage.Offline.RemoveAsync(Romeo, [], Cancellation);
    }

    private static byte[] Message(int number) => System.Text.Encoding.UTF8.GetBytes($"<message/>{number}");
}
