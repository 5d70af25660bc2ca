using Npgsql;
using XmppActors.Actors.Storage;
using XmppActors.Actors.Storage.Postgres;

namespace XmppActors.Actors.Tests.Storage;

public class PostgresUrlTests
{
    [Fact]
    public void Each_part_of_a_url_finds_its_place()
    {
        var url = PostgresUrl.Parse("postgres://ro%40meo:a%2Fb%3Ac@db.example:5433/xm%20pp?sslmode=verify-full&connect_timeout=7&Maximum_Pool_Size=3");

        Assert.Equal("ro@meo", url.Options.Username);
        Assert.Equal("a/b:c", url.Options.Password);
        Assert.Equal("db.example:5433", url.Options.Host);
        Assert.Equal("xm pp", url.Options.Database);
        Assert.Equal(SslMode.VerifyFull, url.Options.SslMode);
        Assert.Equal(7, url.Options.Timeout);
        Assert.Equal(3, url.Options.MaxPoolSize);
        Assert.Equal("postgres://db.example:5433/xm pp", url.Description);
    }

    [Theory]
    [InlineData("postgres://localhost/xmpp", "localhost", null, null)]
    [InlineData("postgresql://romeo@[::1]:5432/xmpp", "[::1]:5432", "romeo", null)]
    [InlineData("POSTGRES://romeo:p@ss@localhost/xmpp", "localhost", "romeo", "p@ss")]
    [InlineData("postgres://romeo@a:5432,b:5433/xmpp", "a:5432,b:5433", "romeo", null)]
    [InlineData("postgres://romeo@/xmpp?host=/run/postgresql", "/run/postgresql", "romeo", null)]
    [InlineData("postgres:///?host=/run/postgresql&dbname=xmpp&application_name=x", "/run/postgresql", null, null)]
    public void A_url_may_say_less(string text, string host, string? user, string? password)
    {
        var url = PostgresUrl.Parse(text);

        Assert.True(PostgresUrl.IsOne(text));
        Assert.Equal(host, url.Options.Host);
        Assert.Equal(user, url.Options.Username);
        Assert.Equal(password, url.Options.Password);
        Assert.Equal("xmpp", url.Options.Database);
        Assert.DoesNotContain("p@ss", url.Description, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres://localhost", "names no database")]
    [InlineData("postgres://localhost/", "names no database")]
    [InlineData("postgres:///xmpp", "is on no host")]
    [InlineData("postgres://localhost/xmpp?colour=red", "unknown or unusable 'colour=red'")]
    [InlineData("postgres://localhost/xmpp?sslmode=perhaps", "unknown or unusable 'sslmode=perhaps'")]
    [InlineData("postgres://localhost/xmpp?connect_timeout=soon", "unknown or unusable 'connect_timeout=soon'")]
    public void A_url_that_cannot_be_used_is_told_with_its_mend(string text, string part)
    {
        var refused = Assert.Throws<StorageConfigurationException>(() => PostgresUrl.Parse(text));

        Assert.Contains(part, refused.Message, StringComparison.Ordinal);
    }
}
