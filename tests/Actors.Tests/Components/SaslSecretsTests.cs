using XmppActors.Actors.Components;
using XmppActors.Actors.Components.Credentials;
using XmppActors.Transport.Sasl;

namespace XmppActors.Actors.Tests.Components;

/// <summary>Several secrets of a farm are valid at a time, and SCRAM tells the component one salt.</summary>
public class SaslSecretsTests
{
    private static readonly ScramKeys StandIn = ScramKeys.Derive(ScramHash.Sha256, "nobody's", new byte[16], iterations: 16);

    [Fact]
    public void Secrets_kept_as_text_take_the_salt_that_strangers_are_told()
    {
        var all = SaslSecrets.For(Farm("first", "second"), StandIn);

        Assert.Equal(2, all.Count);
        Assert.All(all, each => Assert.Equal(StandIn.Salt.ToArray(), each.Keys.Salt.ToArray()));
        Assert.Equal(Key("first"), all[0].Keys.StoredKey.ToArray());
    }

    [Fact]
    public void Two_secrets_kept_as_keys_are_valid_together_with_one_kept_as_text()
    {
        Assert.True(FarmName.TryParse("echo.example", out var farm));

        var all = SaslSecrets.For(Farm(ScramSecret.Derive(farm, "old"), "text", ScramSecret.Derive(farm, "new")), StandIn);

        Assert.Equal(3, all.Count);
        Assert.Single(all.Select(each => Convert.ToHexString(each.Keys.Salt.Span)).Distinct());
        Assert.Single(all.Select(each => each.Keys.Iterations).Distinct());
    }

    [Fact]
    public void Of_keys_with_salts_of_their_own_the_newest_comes_first()
    {
        var (old, newest) = (Keys("old"), Keys("new"));

        var all = SaslSecrets.For(Farm(old, newest), StandIn);

        Assert.Equal([newest, old], all.Select(each => each.Secret.Secret));
    }

    private static FarmCredentials Farm(params string[] secrets)
    {
        Assert.True(FarmName.TryParse("echo.example", out var farm));
        return new FarmCredentials(farm, [.. secrets.Select(secret => new ComponentSecret(null, secret))], CertificateRules.None);
    }

    private static string Keys(string secret) => ScramSecret.Write([ScramKeys.Derive(ScramHash.Sha256, secret, iterations: 16)]);

    private static byte[] Key(string secret) => ScramKeys.Derive(ScramHash.Sha256, secret, StandIn.Salt, StandIn.Iterations).StoredKey.ToArray();
}
