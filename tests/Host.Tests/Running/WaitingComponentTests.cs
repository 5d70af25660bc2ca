using System.Diagnostics;
using System.Text.RegularExpressions;
using XmppActors.Host.TestsRoom.Tidy;

namespace XmppActors.Host.TestsRoom.Running;

/// <summary>The example of a component that waits for the router (docs/examples), with a real node that dials it.</summary>
public sealed partial class WaitingComponentTests : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private readonly HostProgram _program = new();
    private readonly List<Process> _waiting = [];

    public void Dispose()
    {
        foreach (var process in _waiting)
        {
            process.Kill();
            process.Dispose();
        }
        _program.Dispose();
    }

    [Fact]
    public async Task The_example_is_dialled_answers_and_is_dialled_again_when_it_comes_back()
    {
        Assert.SkipUnless(File.Exists(Python), $"{Python} is not installed");
        var port = await WaitAsync(0);
        var node = _program.Start(
        [
            .. HostProgram.FreePorts,
            "--set", $"xmpp.farms.\"wait.localhost\"={{secrets=[w],connect{{endpoints=[\"127.0.0.1:{port}\"],back-off{{min=50ms,max=200ms}}}}}}",
            "--set", "xmpp.farms.\"ask.localhost\"={secrets=[a]}",
        ]);
        using var asker = await Component.ConnectAsync(
            HostProgram.PortOf(await HostProgram.ReadLineAsync(node), "component"), "ask.localhost", "a");

        await AskUntilAsync(asker, "type='result'");
        Assert.Contains("<body>Art thou there?</body>", await asker.SayAsync("wait.localhost", "Art thou there?"), StringComparison.Ordinal);

        _waiting[0].Kill();
        await AskUntilAsync(asker, "<remote-server-timeout");
        await WaitAsync(port);
        await AskUntilAsync(asker, "type='result'");
    }

    private static async Task AskUntilAsync(Component asker, string wanted)
    {
        while (!(await asker.AskAsync("wait.localhost")).Contains(wanted, StringComparison.Ordinal))
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
    }

    /// <returns>The port that it waits at.</returns>
    private async Task<int> WaitAsync(int port)
    {
        var script = Path.Combine(Repository.Root, "docs/examples/waiting_component.py");
        var process = Process.Start(new ProcessStartInfo(Python, [script, "wait.localhost", "w", "--port", $"{port}"]) { RedirectStandardOutput = true })!;
        _waiting.Add(process);
        return int.Parse(Port().Match(await HostProgram.ReadLineAsync(process)).Groups[1].Value, null);
    }

    [GeneratedRegex(@":(\d+)$")]
    private static partial Regex Port();
}
