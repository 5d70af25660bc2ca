using System.Text.RegularExpressions;

namespace XmppActors.Host.TestsRoom.Running;

/// <summary>A component whose secret an operator adds and removes while the node runs.</summary>
public sealed class FarmSecretProcessTests : IDisposable
{
    private readonly HostProgram _program = new();

    public void Dispose() => _program.Dispose();

    [Fact]
    public async Task A_secret_opens_streams_from_when_it_is_added_until_it_is_removed()
    {
        var node = _program.Start(HostProgram.FreePorts);
        var port = HostProgram.PortOf(await HostProgram.ReadLineAsync(node), "component");
        using var echo = await Component.ConnectAsync(port, "echo.localhost", "change-me");
        Assert.Contains("<remote-server-not-found", await echo.AskAsync("bots.localhost"), StringComparison.Ordinal);

        var (code, added) = await _program.RunAsync("farm", "secret", "add", "bots.localhost");
        Assert.Equal(0, code);
        var (id, secret) = (added.Split(' ')[1], added.Split('\n')[1]);
        Assert.Contains("<remote-server-timeout", await echo.AskAsync("bots.localhost"), StringComparison.Ordinal);

        using var bots = await Component.ConnectAsync(port, "bots.localhost", secret);
        Assert.Equal(
            ["bots.localhost 1 bare-source storage", "echo.localhost 1 bare-source configuration"],
            await ListAsync());

        Assert.Equal(
            (0, $"secret {id} of bots.localhost removed\n"),
            await _program.RunAsync("farm", "secret", "remove", "bots.localhost", id));
        using var refused = await Component.OpenAsync(port, "bots.localhost");
        Assert.Contains("<host-unknown", await refused.ReadUntilAsync("</stream:stream>"), StringComparison.Ordinal);
        Assert.Contains("<service-unavailable", await bots.AskAsync("nobody@localhost"), StringComparison.Ordinal);
        Assert.Equal(
            ["bots.localhost 1 bare-source nowhere", "echo.localhost 1 bare-source configuration"],
            await ListAsync());
    }

    private async Task<IEnumerable<string>> ListAsync()
    {
        var (code, output) = await _program.RunAsync("farm", "list");
        Assert.Equal(0, code);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(static line =>
            Regex.Replace(Regex.Replace(line, " +", " "), @" \w+ \d/", " ")); // A component that answers no ping is not ready for long.
    }
}
