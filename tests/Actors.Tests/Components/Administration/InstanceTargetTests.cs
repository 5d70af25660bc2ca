using XmppActors.Actors.Components;
using XmppActors.Actors.Components.Administration;

namespace XmppActors.Actors.Tests.Components.Administration;

public class InstanceTargetTests
{
    private static readonly FarmInstance Instance =
        new("east-worker-7", ActorRefs.Nobody, "[2001:db8::7]:4711", default) { Endpoint = "b.example:5347" };

    [Theory]
    [InlineData("east-worker-7", true)]
    [InlineData("east-worker-", false)]
    [InlineData("*", true)]
    [InlineData("east-*", true)]
    [InlineData("*-7", true)]
    [InlineData("*-8", false)]
    [InlineData("east*work*7", true)]
    [InlineData("east*east*7", false)]
    [InlineData("east-worker-7*", true)]
    [InlineData("east-worker-7*7", false)]
    [InlineData("endpoint:b.example:5347", true)]
    [InlineData("endpoint:b.example", false)]
    [InlineData("address:2001:db8::7", true)]
    [InlineData("address:[2001:db8::7]:4711", true)]
    [InlineData("address:2001:db8::8", false)]
    public void A_target_names_an_instance_by_id_pattern_endpoint_or_address(string target, bool expected) =>
        Assert.Equal(expected, InstanceTarget.Matches(target, Instance));

    [Theory]
    [InlineData("east-worker-7", true)]
    [InlineData("east-*", false)]
    [InlineData("endpoint:b", false)]
    [InlineData("address:b", false)]
    public void Only_an_id_names_one_instance_for_good(string target, bool expected) => Assert.Equal(expected, InstanceTarget.IsId(target));
}
