using XmppActors.Actors.Storage;
using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Tests.Storage;

public abstract partial class StorageContract
{
    private protected static readonly BareJid Echo = BareJid.Domain("echo.capulet.example");

    [Fact]
    public async Task A_domain_may_have_several_secrets_of_which_each_can_be_removed()
    {
        var first = await Storage.FarmSecrets.AddAsync(Echo, "wherefore art thou ♥", Cancellation);
        Clock.Now = Noon.AddMinutes(1);
        var second = await Storage.FarmSecrets.AddAsync(Echo, "a rose", Cancellation);
        await Storage.FarmSecrets.AddAsync(BareJid.Domain("another.example"), "a rose", Cancellation);

        Assert.Equal([first, second], await Storage.FarmSecrets.LoadAsync(Echo, Cancellation));
        Assert.Equal(
            [new FarmSecretEntry(first.Id, Noon), new FarmSecretEntry(second.Id, Noon.AddMinutes(1))],
            await Storage.FarmSecrets.ListAsync(Echo, Cancellation));
        Assert.Equal(["another.example", "echo.capulet.example"], (await Storage.FarmSecrets.ListDomainsAsync(Cancellation)).Select(d => d.Value).Order());

        Assert.True(await Storage.FarmSecrets.RemoveAsync(Echo, first.Id, Cancellation));
        Assert.False(await Storage.FarmSecrets.RemoveAsync(Echo, first.Id, Cancellation));
        Assert.Equal([second], await Storage.FarmSecrets.LoadAsync(Echo, Cancellation));
    }

    [Fact]
    public async Task A_domain_without_secrets_is_not_listed()
    {
        var secret = await Storage.FarmSecrets.AddAsync(Echo, "a rose", Cancellation);
        await Storage.FarmSecrets.RemoveAsync(Echo, secret.Id, Cancellation);

        Assert.Empty(await Storage.FarmSecrets.LoadAsync(Echo, Cancellation));
        Assert.Empty(await Storage.FarmSecrets.ListDomainsAsync(Cancellation));
    }

    [Fact]
    public void A_secret_does_not_get_into_text() =>
        Assert.DoesNotContain("rose", new FarmSecret("1", "a rose", Noon).ToString(), StringComparison.Ordinal);
}
