using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using XmppActors.Host.CommandLine;
using XmppActors.Host.Running;
using XmppActors.Host.Settings;
using XmppActors.Kernel.Hocon;

namespace XmppActors.Host.TestsRoom.Running;

public sealed class NodeProcessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("process").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_node_says_that_it_is_ready_and_what_to_do_next_and_stops_with_0()
    {
        var node = new TestNode();
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var output = new SignallingWriter(ready);
        using var stop = new CancellationTokenSource();

        var process = RunAsync(Settings(_folder), node, output, stop.Token);
        await ready.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        var url = await File.ReadAllTextAsync(
            Path.Combine(_folder, "admin.url"), TestContext.Current.CancellationToken);
        await stop.CancelAsync();

        Assert.Equal(ExitCode.Done, await process);
        Assert.True(node.IsStopped);
        var lines = output.ToString().Split('\n');
        Assert.Matches(@"^ready: c2s=\*:5222 component=127\.0\.0\.1:5347 admin=127\.0\.0\.1:[1-9]\d*$", lines[0]);
        Assert.Contains("account add romeo@localhost", lines[1], StringComparison.Ordinal);
        Assert.Contains("romeo@localhost, at localhost:5222", lines[2], StringComparison.Ordinal);
        Assert.Contains("echo.localhost, at 127.0.0.1:5347", lines[3], StringComparison.Ordinal);
        Assert.Contains("/metrics", lines[4], StringComparison.Ordinal);
        Assert.Matches(@"^http://127\.0\.0\.1:[1-9]\d*/\n$", url);
        Assert.False(File.Exists(Path.Combine(_folder, "admin.url")));
    }

    [Fact]
    public void A_node_without_a_component_says_how_one_gets_its_secret()
    {
        var settings = Settings(_folder, "xmpp.farms.\"echo.localhost\"=null");
        using var output = new StringWriter();

        new NextSteps(settings, " --config my.conf").WriteTo(output, [new("component", "127.0.0.1:5347")]);

        Assert.Matches(
            "connect a component  at 127.0.0.1:5347, after .* --config my.conf farm secret add echo.localhost\n",
            output.ToString());
    }

    [Fact]
    public async Task A_node_that_does_not_drain_in_time_is_stopped_all_the_same()
    {
        var node = new TestNode { Drained = new TaskCompletionSource().Task };
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var stop = new CancellationTokenSource();
        var settings = Settings(_folder) with { ShutdownTimeout = TimeSpan.FromMilliseconds(50) };

        var process = RunAsync(settings, node, new SignallingWriter(ready), stop.Token);
        await ready.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await stop.CancelAsync();

        Assert.Equal(ExitCode.Done, await process);
        Assert.False(node.IsStopped);
    }

    [Fact]
    public async Task A_node_that_may_not_act_any_more_is_aborted_and_followed_by_another()
    {
        var nodes = new[] { new TestNode(), new TestNode() };
        var started = 0;
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var readyAgain = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var output = new SignallingWriter(ready, readyAgain);
        StartNode start = (_, _, _) => started == 2
            ? throw new StartFailedException("a third one")
            : Task.FromResult<IRunningNode>(nodes[started++]);
        using var stop = new CancellationTokenSource();

        var terminal = new Terminal(TextReader.Null, output, TextWriter.Null, ReadSecret: null);
        var process = Process(Settings(_folder), start, terminal).RunAsync(stop.Token);
        await ready.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        nodes[0].Fence.SetResult("its lease has ended");
        await readyAgain.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        nodes[1].Leave.SetResult();

        Assert.Equal(ExitCode.Done, await process);
        Assert.Equal((true, false), (nodes[0].IsAborted, nodes[0].IsStopped));
        Assert.Equal((false, true), (nodes[1].IsAborted, nodes[1].IsStopped));
    }

    [Fact]
    public async Task A_node_of_a_cluster_waits_for_a_database_that_does_not_answer()
    {
        var node = new TestNode();
        var tries = 0;
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        StartNode start = (_, _, _) => ++tries == 1
            ? throw new StartFailedException("postgres://db/xmpp does not answer") { MayPass = true }
            : Task.FromResult<IRunningNode>(node);
        using var stop = new CancellationTokenSource();
        var settings = Settings(
            _folder,
            "xmpp.storage=\"postgres://db/xmpp\"",
            $"xmpp.data-directory={_folder}",
            "xmpp.cluster.store=postgres",
            "xmpp.cluster.secret=\"a plague on both your houses\"");

        var terminal = new Terminal(TextReader.Null, new SignallingWriter(ready), TextWriter.Null, ReadSecret: null);
        var process = Process(settings, start, terminal).RunAsync(stop.Token);
        await ready.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await stop.CancelAsync();

        Assert.Equal((ExitCode.Done, 2), (await process, tries));
    }

    [Fact]
    public async Task Why_a_node_cannot_start_is_told_in_one_sentence()
    {
        using var error = new StringWriter();
        var terminal = new Terminal(TextReader.Null, TextWriter.Null, error, ReadSecret: null);
        StartNode fails = (_, _, _) => throw new StartFailedException("port 5222 is taken");

        var code = await Process(Settings(_folder), fails, terminal).RunAsync(CancellationToken.None);

        Assert.Equal((ExitCode.Unavailable, "port 5222 is taken\n"), (code, error.ToString()));
    }

    [Fact]
    public async Task An_admin_address_that_is_taken_is_told_in_one_sentence()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        using var error = new StringWriter();
        var terminal = new Terminal(TextReader.Null, TextWriter.Null, error, ReadSecret: null);

        var settings = Settings(_folder, $"xmpp.admin.listen={taken.LocalEndpoint}");
        StartNode starts = (_, _, _) => Task.FromResult<IRunningNode>(new TestNode());
        var code = await Process(settings, starts, terminal).RunAsync(CancellationToken.None);

        Assert.Equal(ExitCode.Unavailable, code);
        Assert.StartsWith(
            $"the admin listener {taken.LocalEndpoint} cannot start: ", error.ToString(), StringComparison.Ordinal);
    }

    internal static NodeSettings Settings(string folder, params string[] assignments)
    {
        var faults = new List<HoconFault>();
        string[] all = [$"xmpp.storage=sqlite:{folder}/xmpp.db", "xmpp.admin.listen=127.0.0.1:0", .. assignments];
        var settings = NodeSettingsReader.Read(ConfigurationLayers.Load(null, all, faults), faults);
        Assert.Empty(faults);
        return settings!;
    }

    internal static Task<int> RunAsync(NodeSettings settings, TestNode node, TextWriter output, CancellationToken stop)
    {
        var terminal = new Terminal(TextReader.Null, output, TextWriter.Null, ReadSecret: null);
        return Process(settings, (_, _, _) => Task.FromResult<IRunningNode>(node), terminal).RunAsync(stop);
    }

    private static NodeProcess Process(NodeSettings settings, StartNode start, Terminal terminal) =>
        new(settings, start, NullLoggerFactory.Instance, terminal, new NextSteps(settings, ""));
}

/// <summary>Completes the next task whenever what it was written is flushed.</summary>
internal sealed class SignallingWriter(params TaskCompletionSource[] flushed) : StringWriter
{
    private int _flushes;

    public override Encoding Encoding => Encoding.UTF8;

    public override void Flush() => flushed[Math.Min(_flushes++, flushed.Length - 1)].TrySetResult();
}
