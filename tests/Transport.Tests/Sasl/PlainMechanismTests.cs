using XmppActors.Transport.Sasl;
using static XmppActors.Transport.Tests.Sasl.SaslFixture;

namespace XmppActors.Transport.Tests.Sasl;

public sealed class PlainMechanismTests
{
    [Theory]
    [InlineData("\0romeo\0It is the east")]
    [InlineData("\0ROMEO\0It is the east")]
    [InlineData("romeo@montague.example\0romeo\0It is the east")]
    [InlineData("\0romeo\0It\u00a0is the\u3000east")]
    public void The_right_password_is_let_in(string message)
    {
        var mechanism = Create("PLAIN");

        Assert.Equal(new SaslStep.NeedCredentials(Romeo), mechanism.Start(message));
        Assert.True(mechanism.IsCostly(RomeosKeys));
        Assert.Equal(new SaslStep.Succeeded(Romeo), mechanism.Credentials(RomeosKeys));
        AssertFailed(SaslFailureCondition.MalformedRequest, mechanism.Credentials(RomeosKeys));
    }

    [Fact]
    public void An_unknown_account_looks_like_a_wrong_password()
    {
        var wrong = Create("PLAIN");
        var unknown = Create("PLAIN");
        wrong.Start("\0romeo\0It is the west");
        unknown.Start("\0rosaline\0It is the east");

        Assert.True(wrong.IsCostly(RomeosKeys));
        Assert.True(unknown.IsCostly(null));
        Assert.Equal(wrong.Credentials(RomeosKeys), unknown.Credentials(null));
        AssertFailed(SaslFailureCondition.MalformedRequest, unknown.Credentials(null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("romeo")]
    [InlineData("\0romeo")]
    [InlineData("\0romeo\0")]
    [InlineData("\0\0password")]
    [InlineData("\0romeo\0pass\0word")]
    public void A_malformed_message_is_refused(string message)
    {
        AssertFailed(SaslFailureCondition.MalformedRequest, Create("PLAIN").Start(message));
    }

    [Theory]
    [InlineData("\0ro meo\0password", SaslFailureCondition.NotAuthorized)]
    [InlineData("\0romeo\0pass\tword", SaslFailureCondition.NotAuthorized)]
    [InlineData("juliet@capulet.example\0romeo\0password", SaslFailureCondition.InvalidAuthzid)]
    [InlineData("romeo\0romeo\0password", SaslFailureCondition.InvalidAuthzid)]
    [InlineData("@\0romeo\0password", SaslFailureCondition.InvalidAuthzid)]
    public void What_can_never_be_right_is_refused_without_a_look_at_the_account(string message, SaslFailureCondition condition)
    {
        AssertFailed(condition, Create("PLAIN").Start(message));
    }

    [Fact]
    public void Bytes_that_are_no_text_or_too_many_are_refused()
    {
        AssertFailed(SaslFailureCondition.MalformedRequest, Create("PLAIN").Start([0, 0x61, 0, 0xFF], hasInitialResponse: true));
        AssertFailed(SaslFailureCondition.MalformedRequest, Create("PLAIN").Start("\0romeo\0" + new string('x', 5000)));
    }

    [Fact]
    public void The_message_may_follow_an_empty_challenge()
    {
        var mechanism = Create("PLAIN");

        Assert.Equal(new SaslStep.Challenge(default), mechanism.Start(default, hasInitialResponse: false));
        Assert.IsType<SaslStep.NeedCredentials>(mechanism.Continue("\0romeo\0It is the east"u8));
    }

    [Fact]
    public void A_password_once_verified_is_cheap_until_it_changes()
    {
        var server = new SaslServer(Settings);
        var changed = ScramKeys.DeriveAll("It is the west", Iterations);
        Assert.IsType<SaslStep.Succeeded>(LogIn(server, Password, RomeosKeys, expectCostly: true));

        Assert.IsType<SaslStep.Succeeded>(LogIn(server, Password, RomeosKeys, expectCostly: false));
        Assert.IsType<SaslStep.Failed>(LogIn(server, "It is the west", RomeosKeys, expectCostly: true));
        Assert.IsType<SaslStep.Failed>(LogIn(server, "It is the west", RomeosKeys, expectCostly: true)); // A wrong one is not remembered.
        Assert.IsType<SaslStep.Failed>(LogIn(server, Password, changed, expectCostly: true));
        Assert.IsType<SaslStep.Failed>(LogIn(server, Password, null, expectCostly: true)); // The account is gone.
    }

    [Fact]
    public void The_cache_of_verified_passwords_is_bounded_and_gives_up_the_oldest()
    {
        var cache = new VerifiedPasswordCache(capacity: 10);
        for (var i = 0; i < 25; i++)
            cache.Add(Romeo, RomeosKeys[0], $"password{i}");

        Assert.Equal(10, cache.Count);
        Assert.False(cache.Contains(Romeo, RomeosKeys[0], "password14"));
        Assert.True(cache.Contains(Romeo, RomeosKeys[0], "password15"));
        Assert.False(cache.Contains(Romeo, RomeosKeys[1], "password15"));
    }

    [Fact]
    public void Without_capacity_nothing_is_remembered()
    {
        var cache = new VerifiedPasswordCache(capacity: 0);

        cache.Add(Romeo, RomeosKeys[0], Password);

        Assert.Equal(0, cache.Count);
    }

    private static SaslStep LogIn(SaslServer server, string password, IReadOnlyList<ScramKeys>? keys, bool expectCostly)
    {
        Assert.True(server.TryCreate("PLAIN", Secure, out var mechanism, out _));
        mechanism.Start("\0romeo\0" + password);
        Assert.Equal(expectCostly, mechanism.IsCostly(keys));
        return mechanism.Credentials(keys);
    }
}
