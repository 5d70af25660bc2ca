using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace XmppActors.Host.TestsRoom.Running;

/// <summary>A farm with one component, as its operators see it from outside: command line, metrics, webhook.</summary>
public sealed class FarmOperatorProcessTests : IAsyncLifetime
{
    private readonly HostProgram _program = new();
    private readonly TestWebhook _webhook = new();

    public async ValueTask InitializeAsync() => await _webhook.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _program.Dispose();
        await _webhook.DisposeAsync();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_component_is_seen_commanded_measured_and_told_of()
    {
        _webhook.Refusals = 1; // The first attempt: it is made again.
        var node = _program.Start([
            .. HostProgram.FreePorts,
            "--set", $"xmpp.farm-events.webhook.url=\"{_webhook.Url}\"",
            "--set", "xmpp.farm-events.webhook.secret=\"a rose\"",
        ]);
        var ready = await HostProgram.ReadLineAsync(node);
        using var echo = await Component.ConnectAsync(HostProgram.PortOf(ready, "component"), "echo.localhost", "change-me");
        await echo.AskAsync("nobody@localhost"); // By now it is in.

        var joined = await _webhook.TakeAsync("instance-state");
        var id = joined.GetProperty("instance").GetString()!;
        Assert.Equal(("echo.localhost", "ready", "ready"), (Text(joined, "domain"), Text(joined, "state"), Text(joined.GetProperty("farm"), "state")));

        Assert.Equal(0, (await _program.RunAsync("farm", "instances")).Code);
        var show = await JsonAsync("farm", "show", "echo.localhost", "--json");
        Assert.Equal(id, Text(show.GetProperty("instances")[0], "id"));
        var trace = await JsonAsync("farm", "trace", "echo.localhost", "juliet@localhost", "--json");
        Assert.Equal((id, "juliet@localhost"), (Text(trace, "winner"), Text(trace, "key")));
        var simulation = await JsonAsync("farm", "simulate", "echo.localhost", "--lose", id, "--json");
        Assert.Equal(JsonValueKind.Null, simulation.GetProperty("moves")[0].GetProperty("to").ValueKind);

        Assert.Equal((0, $"the weight of {id} of echo.localhost is 50\n"), await _program.RunAsync("farm", "weight", "echo.localhost", id, "50"));
        Assert.Equal(50, (await _webhook.TakeAsync("weight")).GetProperty("weight").GetInt32());
        Assert.Equal((0, "farm bots.localhost added\n"), await _program.RunAsync("farm", "add", "bots.localhost", "--policy", "weighted"));
        Assert.Equal("bots.localhost", Text(await _webhook.TakeAsync("farm-added"), "domain"));
        var (_, listed) = await _program.RunAsync("farm", "list");
        Assert.Matches(@"\nbots\.localhost +unavailable +0/0 +weighted +runtime\n", listed);

        var metrics = await MetricsAsync(ready);
        Assert.Matches($$"""xmpp_farm_instance_state{domain="echo\.localhost",instance="{{id}}",state="\w+"} 1""", metrics);
        Assert.Contains($$"""xmpp_farm_instance_outstanding{domain="echo.localhost",instance="{{id}}"} """, metrics, StringComparison.Ordinal);
        Assert.Contains($$"""xmpp_farm_instance_ack_lag_seconds{domain="echo.localhost",instance="{{id}}"} """, metrics, StringComparison.Ordinal);
        Assert.Contains($$"""xmpp_farm_instance_failovers_total{domain="echo.localhost",instance="{{id}}"} 0""", metrics, StringComparison.Ordinal);
        Assert.Contains("""xmpp_farm_state{domain="bots.localhost",state="unavailable"} 1""", metrics, StringComparison.Ordinal);
        Assert.Contains("""xmpp_farm_links{domain="echo.localhost",link="accepted"} 1""", metrics, StringComparison.Ordinal);

        Assert.Equal(0, (await _program.RunAsync("farm", "drain", "echo.localhost", id, "--deadline", "0")).Code);
        Assert.Equal(id, Text(await _webhook.TakeAsync("drain"), "instance"));
        await echo.ReadUntilAsync("</stream:stream>");
        Assert.Equal(id, Text(await _webhook.TakeAsync("instance-left"), "instance"));
        Assert.All(_webhook.Signatures, static each => Assert.Equal(
            $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes("a rose"), each.Body))}", each.Signature));
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private async Task<JsonElement> JsonAsync(params string[] command)
    {
        var (code, output) = await _program.RunAsync(command);
        Assert.Equal(0, code);
        using var document = JsonDocument.Parse(output);
        return document.RootElement.Clone();
    }

    private static async Task<string> MetricsAsync(string ready)
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(new Uri($"http://127.0.0.1:{HostProgram.PortOf(ready, "admin")}/metrics"), Cancellation);
    }
}
