using XmppActors.Actors.Components.Dialling;
using XmppActors.Transport.Dialling.Names;

namespace XmppActors.Actors.Tests.Components.Dialling;

public sealed class EndpointSourceTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task A_file_lists_endpoints_by_priority()
    {
        await File.WriteAllTextAsync(_path, "b.lan:5347 2  # a spare\n\n[2001:db8::1]:5347\na.lan:5347\t0 30\nb.lan:5347\n", Token);

        var list = await new FileEndpoints(_path, TimeSpan.FromSeconds(3)).LookUpAsync(Token);

        Assert.Equal(
            [new DialEndpoint("[2001:db8::1]:5347"), new DialEndpoint("a.lan:5347", 0, 30), new DialEndpoint("b.lan:5347", 2)], list.Endpoints);
        Assert.Equal(TimeSpan.FromSeconds(3), list.ValidFor);
    }

    [Theory]
    [InlineData("a.lan\n", "line 1")]
    [InlineData("a.lan:1\nb.lan:2 x\n", "line 2")]
    [InlineData("a.lan:1 0 1001\n", "line 1")]
    [InlineData("a.lan:1 0 1 2\n", "line 1")]
    [InlineData("# nobody\n", "lists no endpoint")]
    public async Task What_makes_no_sense_changes_nothing(string content, string trouble)
    {
        await File.WriteAllTextAsync(_path, content, Token);

        var failure = await Assert.ThrowsAsync<EndpointsUnknownException>(() => new FileEndpoints(_path, TimeSpan.Zero).LookUpAsync(Token));

        Assert.Contains(trouble, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_changes_nothing() => await Assert.ThrowsAsync<EndpointsUnknownException>(
        () => new FileEndpoints(_path + ".not", TimeSpan.Zero).LookUpAsync(Token));

    [Fact] // RFC 2782
    public void Services_have_priorities_and_weights()
    {
        var endpoints = ServiceEndpoints.EndpointsOf(
            [new DnsService(20, 0, 1, "c.lan"), new DnsService(10, 20, 2, "b.lan"), new DnsService(10, 60, 3, "a.lan"), new DnsService(0, 0, 0, "")]);

        Assert.Equal(
            [new DialEndpoint("a.lan:3", 10, 60), new DialEndpoint("b.lan:2", 10, 20), new DialEndpoint("c.lan:1", 20, 1)], endpoints);
    }

    [Fact]
    public void Weights_beyond_an_instance_s_keep_their_proportions()
    {
        var endpoints = ServiceEndpoints.EndpointsOf([new DnsService(0, 40000, 1, "a.lan"), new DnsService(0, 10000, 1, "b.lan")]);

        Assert.Equal([1000, 250], endpoints.Select(endpoint => endpoint.Weight));
    }

    [Fact]
    public void Services_without_weights_share_evenly() => Assert.Equal(
        [100, 100],
        ServiceEndpoints.EndpointsOf([new DnsService(0, 0, 1, "a.lan"), new DnsService(0, 0, 1, "b.lan")]).Select(endpoint => endpoint.Weight));
}
