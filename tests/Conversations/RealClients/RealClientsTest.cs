namespace XmppActors.Conversations.RealClients;

/// <summary>Clients and components of others, unchanged and with their own defaults, on a whole node: they log in, see each other and talk.</summary>
public sealed class RealClientsTest
{
    public static TheoryData<string, string, string> Couples => new()
    {
        { "slixmpp, STARTTLS", "slixmpp, direct TLS", "SCRAM-SHA-512-PLUS" },
        { "slixmpp, direct TLS", "strophe.js, WebSocket with TLS", "SCRAM-SHA-512-PLUS" },
        { "slixmpp, TLS 1.2", "slixmpp, TLS 1.2", "SCRAM-SHA-512-PLUS" },
        { "profanity, STARTTLS", "slixmpp, STARTTLS", "SCRAM-SHA-512" },
        { "profanity, direct TLS", "@xmpp/client, STARTTLS", "SCRAM-SHA-512" },
        { "@xmpp/client, STARTTLS", "slixmpp, STARTTLS", "SCRAM-SHA-1" },
        { "@xmpp/client, direct TLS", "profanity, STARTTLS", "SCRAM-SHA-1" },
        { "@xmpp/client, WebSocket", "@xmpp/client, direct TLS", "SCRAM-SHA-1" },
        { "strophe.js, WebSocket", "profanity, STARTTLS", "SCRAM-SHA-512" },
        { "strophe.js, WebSocket with TLS", "@xmpp/client, WebSocket", "SCRAM-SHA-512" },
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Couples))]
    public async Task Romeo_finds_Juliet(string romeosClient, string julietsClient, string mechanism)
    {
        await using var node = await RealNode.StartAsync(Cancellation);
        await using var romeo = Start(ClientProgram.Client(romeosClient, node, "romeo@localhost"), node);
        await using var juliet = Start(ClientProgram.Client(julietsClient, node, "juliet@localhost"), node);
        var orchard = FullJid(await romeo.ExpectAsync("online romeo@localhost/"), mechanism);
        var balcony = FullJid(await juliet.ExpectAsync("online juliet@localhost/"), "SCRAM-");

        await romeo.TellAsync("subscribe juliet@localhost");
        await romeo.ExpectAsync("roster juliet@localhost both");
        await juliet.ExpectAsync("roster romeo@localhost both");
        await romeo.ExpectAsync($"presence {balcony} available");
        await juliet.ExpectAsync($"presence {orchard} available");

        await romeo.TellAsync("say juliet@localhost Call me but love, & I'll be new baptiz'd <é>");
        await juliet.ExpectAsync($"message {orchard} Call me but love, & I'll be new baptiz'd <é>");
        await juliet.TellAsync($"say {orchard} What man art thou?");
        await romeo.ExpectAsync($"message {balcony} What man art thou?");

        await romeo.TellAsync("quit");
        await romeo.ExpectAsync("offline");
        await juliet.ExpectAsync($"presence {orchard} unavailable");
    }

    [Theory]
    [InlineData("slixmpp", "slixmpp, direct TLS")]
    [InlineData("slixmpp", "profanity, STARTTLS")]
    [InlineData("slixmpp", "strophe.js, WebSocket")]
    [InlineData("@xmpp/component", "@xmpp/client, STARTTLS")]
    [InlineData("@xmpp/component", "slixmpp, STARTTLS")]
    [InlineData("@xmpp/component", "profanity, direct TLS")]
    public async Task A_component_echoes_what_Romeo_says(string echoOn, string romeosClient)
    {
        await using var node = await RealNode.StartAsync(Cancellation);
        await using var echo = Start(ClientProgram.Component(echoOn, node), node);
        await using var romeo = Start(ClientProgram.Client(romeosClient, node, "romeo@localhost"), node);
        await echo.ExpectAsync("online echo.localhost");
        await romeo.ExpectAsync("online romeo@localhost/");

        await romeo.TellAsync("say nymph@echo.localhost Romeo!");

        await romeo.ExpectAsync("message nymph@echo.localhost Romeo!");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_line_goes_through_go_sendxmpp(bool isDirect)
    {
        await using var node = await RealNode.StartAsync(Cancellation);
        await using var juliet = Start(ClientProgram.GoSendXmpp(node, "juliet@localhost", isDirect, "--listen"), node);
        await using var romeo = Start(ClientProgram.GoSendXmpp(node, "romeo@localhost", isDirect, "juliet@localhost"), node);

        await romeo.TellAsync("Call me but love");
        romeo.TellNothingMore();

        Assert.Equal(0, await romeo.ExitAsync());
        await juliet.ExpectAsync(line => line.Contains("romeo@localhost: Call me but love", StringComparison.Ordinal), "Call me but love");
    }

    /// <summary>Skips the test where the program is not installed.</summary>
    private static RealClient Start(ClientProgram program, RealNode node)
    {
        Assert.SkipWhen(program.Missing is not null, program.Missing ?? "");
        return RealClient.Start(program, node);
    }

    /// <summary>Of <c>online ADDRESS MECHANISM</c>.</summary>
    private static string FullJid(string line, string mechanism)
    {
        var words = line.Split(' ');
        Assert.StartsWith(mechanism, words[2], StringComparison.Ordinal);
        return words[1];
    }
}
