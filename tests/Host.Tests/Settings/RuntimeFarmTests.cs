using XmppActors.Actors.Components;
using XmppActors.Actors.Components.Health;
using XmppActors.Actors.Components.Policies;
using XmppActors.Host.Settings;
using XmppActors.Kernel.Hocon;

namespace XmppActors.Host.TestsRoom.Settings;

/// <summary>Settings of farms, in the configuration and at run time.</summary>
public class RuntimeFarmTests
{
    [Fact]
    public void Health_is_read_from_the_configuration()
    {
        var farm = Configured("active = 2, health { suspect-after = 3s, down-after = 10s, breaker-errors = 80 }");

        Assert.Equal(2, farm.Active);
        Assert.Equal(
            HealthSettings.Default with { SuspectAfter = TimeSpan.FromSeconds(3), DownAfter = TimeSpan.FromSeconds(10), BreakerPercent = 80 },
            farm.Health);
        Assert.DoesNotContain("s3cret", farm.Written.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_limit_lies_below_the_next()
    {
        Read("health { suspect-after = 40s }", out var faults);

        Assert.Contains(faults, static fault => fault.Problem.Contains("degraded-after < suspect-after < down-after", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_said_at_run_time_is_laid_over_the_configuration()
    {
        var settings = Read("max-instances = 3, policy = thread, health { slow-start = 1s, down-after = 20s }", out _)!.Components;

        var farm = settings.ReadFarm!("echo.example", "policy = round-robin\nhealth.slow-start = 2s");

        Assert.Equal((3, FarmPolicy.RoundRobin), (farm.MaxInstances, farm.Rules.Policy));
        Assert.Equal((2, 20), (farm.Health.SlowStart.TotalSeconds, farm.Health.DownAfter.TotalSeconds));
        Assert.Equal(["s3cret"], farm.Secrets);
        Assert.Equal("new.example", settings.ReadFarm!("new.example", "").Domain);
    }

    [Theory]
    [InlineData("max-instances = 0", "out of range")]
    [InlineData("max-instance = 1", "is no key")]
    [InlineData("secrets = [x]", "is no key")]
    [InlineData("connect { endpoints = [\"a:1\"], secret = x }", "in the clear")]
    [InlineData("}\nother { a = 1", "outside")]
    [InlineData("policy = ", "")]
    [InlineData("max-instances = ${PATH}", "")]
    [InlineData("include \"other.conf\"", "")]
    public void What_no_farm_has_is_refused(string text, string why)
    {
        var settings = Read("", out _)!.Components;

        var fault = Assert.Throws<FormatException>(() => settings.ReadFarm!("echo.example", text));

        Assert.Contains(why, fault.Message, StringComparison.Ordinal);
    }

    private static FarmSettings Configured(string keys) => Read(keys, out _)!.Components.Farms["echo.example"];

    private static NodeSettings? Read(string keys, out List<HoconFault> faults)
    {
        faults = [];
        var document = ConfigurationLayers.Load(null, [$"xmpp.farms.\"echo.example\"={{ secrets = [s3cret], {keys} }}"], faults);
        return NodeSettingsReader.Read(document, faults);
    }
}
