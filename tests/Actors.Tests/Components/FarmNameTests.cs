using XmppActors.Actors.Components;
using XmppActors.Actors.Components.Credentials;

namespace XmppActors.Actors.Tests.Components;

public class FarmNameTests
{
    private static readonly HashSet<string> Served = ["montague.example", "verona.example"];

    [Theory]
    [InlineData("Echo.Montague.example", "echo.montague.example", false)]
    [InlineData("*.Montague.example", "*.montague.example", true)]
    [InlineData("Echo.*", "echo.*", true)]
    [InlineData("a.b.*", "a.b.*", true)]
    public void A_name_is_a_domain_or_a_template_of_domains(string text, string value, bool isTemplate)
    {
        Assert.True(FarmName.TryParse(text, out var name));

        Assert.Equal(value, name.Value);
        Assert.Equal(isTemplate, name.IsTemplate);
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("*.")]
    [InlineData(".*")]
    [InlineData("*.*")]
    [InlineData("*.a.*")]
    [InlineData("a.*.b")]
    [InlineData("user@echo.example")]
    public void Anything_else_is_none(string text) => Assert.False(FarmName.TryParse(text, out _));

    [Theory]
    [InlineData("echo.example", "echo.example *.example")]
    [InlineData("a.b.example", "a.b.example *.b.example *.example")]
    [InlineData("echo.verona.example", "echo.verona.example echo.* *.verona.example *.example")]
    [InlineData("a.b.verona.example", "a.b.verona.example a.b.* *.b.verona.example *.verona.example *.example")]
    [InlineData("verona.example", "")]
    public void The_most_specific_name_that_covers_a_domain_comes_first(string domain, string names) =>
        Assert.Equal(names, string.Join(' ', FarmName.Of(domain, Served)));

    [Theory]
    [InlineData("echo.example", "echo.example")]
    [InlineData("echo.*", "echo.montague.example echo.verona.example")]
    [InlineData("*.example", "")]
    public void A_name_stands_for_farms_that_are_there_unclaimed(string text, string domains)
    {
        Assert.True(FarmName.TryParse(text, out var name));

        Assert.Equal(domains, string.Join(' ', name.Domains(Served.Order())));
    }

    [Theory]
    [InlineData("a.example", "example", true)]
    [InlineData("a.b.example", "example", true)]
    [InlineData("example", "example", false)]
    [InlineData("anexample", "example", false)]
    public void A_subdomain_ends_with_a_dot_and_the_domain(string domain, string other, bool isWithin) =>
        Assert.Equal(isWithin, FarmName.IsWithin(domain, other));

    [Fact]
    public void Settings_of_a_template_hold_for_what_it_covers_and_yield_to_the_domain_s_own()
    {
        var farms = new Dictionary<string, FarmSettings>
        {
            ["*.example"] = new() { Domain = "*.example", MaxInstances = 1 },
            ["*.b.example"] = new() { Domain = "*.b.example", MaxInstances = 2 },
            ["a.b.example"] = new() { Domain = "a.b.example", MaxInstances = 3 },
        };

        Assert.Equal(("a.b.example", 3), Found("a.b.example"));
        Assert.Equal(("c.b.example", 2), Found("c.b.example"));
        Assert.Equal(("c.example", 1), Found("c.example"));
        Assert.Null(FarmSettings.Of(farms, "example"));

        (string, int) Found(string domain) => FarmSettings.Of(farms, domain) is { } found ? (found.Domain, found.MaxInstances) : default;
    }

    [Theory]
    [InlineData("SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=", true, true)]
    [InlineData("SCRAM-SHA-256$4096:W22Z", true, false)]
    [InlineData("a rose", false, false)]
    public void A_secret_may_be_SCRAM_keys(string secret, bool isOne, bool isWhole) // RFC 5803
    {
        Assert.Equal(isOne, ScramSecret.IsOne(secret));
        Assert.Equal(isWhole, ScramSecret.TryRead(secret, out var keys) && secret == ScramSecret.Write(keys));
    }
}
