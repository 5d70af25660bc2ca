using System.Text;
using XmppActors.Transport.Sasl;

namespace XmppActors.Transport.Tests.Sasl;

public sealed class ScramKeysTests
{
    [Theory]
    [InlineData( // RFC 5802 §5.
        ScramHash.Sha1,
        "QSXCR+Q6sek8bf92",
        "n=user,r=fyko+d2lbbFgONRv9qkxdawL,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096,c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j",
        "v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
        "rmF9pqV8S7suAoZWja4dJRkFsKQ=")]
    [InlineData( // RFC 7677 §3.
        ScramHash.Sha256,
        "W22ZaJ0SNY7soEsUEjb6gQ==",
        "n=user,r=rOprNGfwEbeRWgbNEkqO,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0",
        "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
        "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")]
    public void The_vectors_of_the_RFCs(ScramHash hash, string salt, string authMessage, string proof, string serverSignature)
    {
        var keys = ScramKeys.Derive(hash, "pencil", Convert.FromBase64String(salt), iterations: 4096);

        var message = Encoding.UTF8.GetBytes(authMessage);

        Assert.True(keys.VerifyProof(message, Convert.FromBase64String(proof)));
        Assert.Equal(serverSignature, Convert.ToBase64String(keys.ServerSignature(message)));
        Assert.True(keys.Verify("pencil"));
        Assert.False(keys.Verify("pencil "));
    }

    [Fact]
    public void Passwords_are_compared_in_their_prepared_form()
    {
        var keys = ScramKeys.Derive(ScramHash.Sha256, "caf\u0065\u0301\u00a0noir", iterations: 4);

        Assert.True(ScramKeys.TryPreparePassword("caf\u00e9 noir", out var prepared));
        Assert.True(keys.Verify(prepared));
    }

    [Theory]
    [InlineData("")]
    [InlineData("tab\there")]
    [InlineData("\0")]
    public void What_nobody_could_type_again_is_no_password(string password)
    {
        Assert.False(ScramKeys.TryPreparePassword(password, out _));
        Assert.Throws<ArgumentException>(() => ScramKeys.Derive(ScramHash.Sha256, password));
    }

    [Fact]
    public void Each_derivation_has_its_own_salt_and_each_hash_its_keys()
    {
        var keys = ScramKeys.DeriveAll("pencil", iterations: 4);

        Assert.Equal([ScramHash.Sha512, ScramHash.Sha256, ScramHash.Sha1], keys.Select(each => each.Hash));
        Assert.Equal(3, keys.Select(each => Convert.ToBase64String(each.Salt.Span)).Distinct().Count());
    }
}
