using System.Globalization;

namespace XmppActors.Conversations.RealClients;

/// <summary>Components of others, unchanged, as instances of farms (docs/farms.md).</summary>
public sealed class RealComponentsTest
{
    private const int Messages = 300;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Killed while it is behind: what it was sent and had not answered the other answers.</summary>
    [Theory]
    [InlineData("slixmpp")]
    [InlineData("@xmpp/component")]
    public async Task Of_two_that_are_a_farm_one_takes_over_from_the_other(string library)
    {
        await using var node = await RealNode.StartAsync(Cancellation);
        await using var romeo = Start(ClientProgram.Client("slixmpp, STARTTLS", node, "romeo@localhost"), node);
        await using var first = Start(ClientProgram.Component(library, node, "first"), node);
        await using var second = Start(ClientProgram.Component(library, node, "second"), node);
        await romeo.ExpectAsync("online romeo@localhost/");
        await first.ExpectAsync("online echo.localhost");
        await second.ExpectAsync("online echo.localhost");
        await node.ExpectInstancesAsync(RealNode.EchoDomain, 2, Cancellation);

        await SayAsync(romeo, 0, 20);
        var served = await ExpectEchoAsync(romeo, 0);
        for (var i = 1; i < 20; i++) Assert.Equal(served, await ExpectEchoAsync(romeo, i));

        await SayAsync(romeo, 20, Messages);
        await ExpectEchoAsync(romeo, 20);
        (served == "first" ? first : second).Kill();
        for (var i = 21; i < Messages; i++) await ExpectEchoAsync(romeo, i);

        await node.ExpectInstancesAsync(RealNode.EchoDomain, 1, Cancellation);
        await SayAsync(romeo, Messages, Messages + 1);
        Assert.Equal(served == "first" ? "second" : "first", await ExpectEchoAsync(romeo, Messages));
    }

    [Fact]
    public async Task Biboumi_says_what_it_is()
    {
        await using var node = await RealNode.StartAsync(Cancellation);
        await using var biboumi = Start(ClientProgram.Biboumi(node), node);
        await using var romeo = Start(ClientProgram.Client("slixmpp, STARTTLS", node, "romeo@localhost"), node);
        await romeo.ExpectAsync("online romeo@localhost/");
        await node.ExpectInstancesAsync(RealNode.IrcDomain, 1, Cancellation);

        await romeo.TellAsync("ask irc.localhost");

        await romeo.ExpectAsync("identity irc.localhost conference irc Biboumi");
        await node.ExpectInstancesAsync(RealNode.IrcDomain, 1, Cancellation);
    }

    private static async Task SayAsync(RealClient romeo, int from, int to)
    {
        for (var i = from; i < to; i++) await romeo.TellAsync(string.Create(CultureInfo.InvariantCulture, $"say nymph@echo.localhost {i}"));
    }

    /// <summary>Whoever has answered this message first.</summary>
    private static async Task<string> ExpectEchoAsync(RealClient romeo, int number)
    {
        var end = string.Create(CultureInfo.InvariantCulture, $": {number}");
        var line = await romeo.ExpectAsync(line => line.StartsWith("message nymph@echo.localhost ", StringComparison.Ordinal) && line.EndsWith(end, StringComparison.Ordinal), end);
        return line.Split(' ')[2].TrimEnd(':');
    }

    /// <summary>Skips the test where the program is not installed.</summary>
    private static RealClient Start(ClientProgram program, RealNode node)
    {
        Assert.SkipWhen(program.Missing is not null, program.Missing ?? "");
        return RealClient.Start(program, node);
    }
}
