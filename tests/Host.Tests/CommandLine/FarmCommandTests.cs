using System.Text.Json;
using XmppActors.Actors.Components.Administration;
using XmppActors.Host.CommandLine;
using XmppActors.Host.Farms;
using XmppActors.Host.Running;
using XmppActors.Host.TestsRoom.Running;

namespace XmppActors.Host.TestsRoom.CommandLine;

/// <summary><c>farm …</c> as people and scripts see it, asked of a running node through its admin listener.</summary>
public sealed class FarmCommandTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("farms").FullName;
    private readonly CancellationTokenSource _stop = new();
    private readonly TestNode _node = new();
    private Task<int> _process = Task.FromResult(0);

    private List<IFarmChange> Changes => _node.FarmsShown.Changes;

    public async ValueTask InitializeAsync()
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = NodeProcessTests.RunAsync(NodeProcessTests.Settings(_folder), _node, new SignallingWriter(ready), _stop.Token);
        await ready.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _process;
        _stop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_farm_is_shown_whole()
    {
        Assert.Equal(
            (0, """
            farm echo.localhost is ready: 1 of 2 instances ready; policy bare-source; version 7; entity on 10.0.0.1:25520
            INSTANCE  STATE    SINCE                 NODE            LINK      FROM            CREDENTIAL
            one       ready    1597-01-29 12:00:00Z  10.0.0.1:25520  accepted  10.1.2.3:40112  0123456789ab
            two       suspect  1597-01-29 12:00:00Z  10.0.0.1:25520  accepted  10.1.2.3:40112  configured
            INSTANCE  WEIGHT   OUTSTANDING  LAG   ERRORS  REPLAYED  BOUNCED  FAILOVERS  REASON
            one       100/100  3            12ms  1/20    4         5        6
            two       100/0    3            12ms  1/20    4         5        6          silent for 2 s
            settings
              KEY            VALUE        FROM
              policy         bare-source  configuration
              max-instances  3            run time
            said at run time
              weight of one: 50
            changes, the newest last
              1597-01-29 12:00:00Z two suspect: silent for 2 s
              1597-01-29 12:00:00Z three left: its link is closed

            """, ""),
            await InvokeAsync("ctl", "farm", "show", "Echo.LOCALHOST"));

        using var json = await JsonAsync("farm", "show", "echo.localhost", "--json");
        Assert.Equal("10.0.0.1:25520", json.RootElement.GetProperty("node").GetString());
        Assert.Equal(0.012, json.RootElement.GetProperty("instances")[0].GetProperty("ackLagSeconds").GetDouble());
    }

    [Fact]
    public async Task Instances_are_listed()
    {
        Assert.Equal(
            (0, """
            INSTANCE  STATE    WEIGHT   OUTSTANDING  LAG   NODE            FROM
            one       ready    100/100  3            12ms  10.0.0.1:25520  10.1.2.3:40112
            two       suspect  100/0    3            12ms  10.0.0.1:25520  10.1.2.3:40112

            """, ""),
            await InvokeAsync("farm", "instances", "echo.localhost"));
        Assert.Equal(
            (0, """
            DOMAIN          INSTANCE  STATE    WEIGHT   OUTSTANDING  LAG   NODE
            echo.localhost  one       ready    100/100  3            12ms  10.0.0.1:25520
            echo.localhost  two       suspect  100/0    3            12ms  10.0.0.1:25520

            """, ""),
            await InvokeAsync("farm", "instances"));
        using var json = await JsonAsync("farm", "instances", "--json");
        Assert.Equal(["one", "two"], json.RootElement.EnumerateArray().Select(static each => each.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task A_stanza_is_traced()
    {
        var file = Path.Combine(_folder, "stanza.xml");
        await File.WriteAllTextAsync(file, "<presence/>", TestContext.Current.CancellationToken);

        Assert.Equal(
            (0, """
            juliet@localhost to echo.localhost: one wants the key most
            but the farm's limits send it back: forbidden
            policy thread; key juliet@localhost, by bare-source; version 7; routed on 10.0.0.1:25520
            INSTANCE  STATE    WEIGHT  SHARE  SCORE  OUTSTANDING  NOTE
            one       ready    100     50.0%  12.3   -            gets it
            two       suspect  0       0.0%   -      -            it does not answer, and others do

            """, ""),
            await InvokeAsync("farm", "trace", "echo.localhost", "juliet@localhost", "--to", "bot@echo.localhost", "--thread", "t1"));
        using var json = await JsonAsync("farm", "trace", "echo.localhost", "juliet@localhost", "--stanza", file, "--json");

        Assert.Equal("one", json.RootElement.GetProperty("winner").GetString());
        Assert.Equal(
            [
                new TraceRequest("echo.localhost", "juliet@localhost", "bot@echo.localhost", "t1"),
                new TraceRequest("echo.localhost", "juliet@localhost", Stanza: "<presence/>"),
            ],
            _node.FarmsShown.Traced);
    }

    [Fact]
    public async Task A_loss_is_simulated()
    {
        Assert.Equal(
            (0, """
            without one, 50.0% of echo.localhost stay where they are, 50.0% move (counted over 65536 keys)
            FROM  TO                          SHARE
            one   two                         40.0%
            one   nobody: held, or sent back  10.0%

            """, ""),
            await InvokeAsync("farm", "simulate", "echo.localhost", "--lose", "one"));
        using var json = await JsonAsync("farm", "simulate", "echo.localhost", "--lose", "one", "--json");
        Assert.Equal(0.5, json.RootElement.GetProperty("staying").GetDouble());
        Assert.Equal(
            (1, "", "echo.localhost has no instance three; it has: one, two\n"),
            await InvokeAsync("farm", "simulate", "echo.localhost", "--lose", "three"));
    }

    [Fact]
    public async Task Farms_are_commanded()
    {
        await DoneAsync("one of echo.localhost gets no new keys, and is closed when it is empty, in 300 s at the latest", "farm", "drain", "echo.localhost", "one");
        await DoneAsync("one of echo.localhost gets no new keys, and is closed when it is empty, in 1.5 s at the latest", "farm", "drain", "echo.localhost", "one", "--deadline", "1.5");
        await DoneAsync("one of echo.localhost is drained no more", "farm", "undrain", "echo.localhost", "one");
        await DoneAsync("the weight of o* of echo.localhost is 50", "farm", "weight", "echo.localhost", "o*", "50");
        await DoneAsync("the weight of o* of echo.localhost is as it came", "farm", "weight", "echo.localhost", "o*", "default");
        await DoneAsync("farm echo.localhost added", "farm", "add", "echo.localhost", "--policy", "round-robin", "--setting", "active=1");
        await DoneAsync("what was said of echo.localhost at run time is void", "farm", "remove", "echo.localhost");
        await DoneAsync("secret 0123456789ab of echo.localhost revoked; links that it has opened stay", "farm", "secret", "revoke", "echo.localhost", "0123456789ab");
        await DoneAsync(
            "secret 0123456789ab of echo.localhost revoked, and the links that it has opened are closed",
            "farm", "secret", "revoke", "echo.localhost", "0123456789ab", "--close-links");
        using var json = await JsonAsync("farm", "undrain", "echo.localhost", "one", "--json");

        Assert.Equal("one of echo.localhost is drained no more", json.RootElement.GetProperty("done").GetString());
        Assert.Equal(
            [
                new DrainInstance("echo.localhost", "one", TimeSpan.FromMinutes(5)),
                new DrainInstance("echo.localhost", "one", TimeSpan.FromSeconds(1.5)),
                new UndrainInstance("echo.localhost", "one"),
                new SetWeight("echo.localhost", "o*", 50),
                new SetWeight("echo.localhost", "o*", null),
                new AddFarm("echo.localhost", "policy = round-robin\nactive=1"),
                new RemoveFarm("echo.localhost"),
                new RevokeSecret("echo.localhost", "0123456789ab", CloseLinks: false),
                new RevokeSecret("echo.localhost", "0123456789ab", CloseLinks: true),
                new UndrainInstance("echo.localhost", "one"),
            ],
            Changes);
    }

    [Theory]
    [InlineData("farm", "show", "nurse.localhost")]
    [InlineData("farm", "show", "nurse.localhost", "--json")]
    [InlineData("farm", "instances", "nurse.localhost")]
    [InlineData("farm", "drain", "nurse.localhost", "one")]
    [InlineData("farm", "remove", "nurse.localhost")]
    public async Task A_farm_that_is_unknown_is_answered_by_those_that_are_known(params string[] command) => Assert.Equal(
        (1, "", "there is no farm nurse.localhost; there are: echo.localhost\n"), await InvokeAsync(command));

    [Theory]
    [InlineData("farm", "show", "echo@localhost")]
    [InlineData("farm", "instances", "echo@localhost")]
    [InlineData("farm", "weight", "echo@localhost", "one", "5")]
    public async Task What_is_no_domain_is_told(params string[] command)
    {
        Assert.Equal((2, "", "'echo@localhost' is no domain: write a name such as echo.montague.example\n"), await InvokeAsync(command));
        Assert.Empty(Changes);
    }

    [Theory]
    [InlineData("farm", "weight", "echo.localhost", "one", "heavy")]
    [InlineData("farm", "add", "echo.localhost", "--policy", "heavy")]
    [InlineData("farm", "simulate", "echo.localhost")]
    [InlineData("farm", "drain", "echo.localhost", "one", "--deadline", "soon")]
    public async Task A_wrong_command_is_told_and_nothing_is_tried(params string[] command)
    {
        var (code, output, error) = await InvokeAsync(command);

        Assert.Equal((ExitCode.Usage, ""), (code, output));
        Assert.EndsWith("--help lists the commands and options\n", error, StringComparison.Ordinal);
        Assert.Empty(Changes);
    }

    [Fact]
    public async Task Without_a_running_node_that_listens_it_is_said()
    {
        await _stop.CancelAsync();
        await _process;

        Assert.Equal(
            (3, "", "no node runs with this configuration, or it has no admin listener\n"), await InvokeAsync("farm", "show", "echo.localhost"));
    }

    private async Task DoneAsync(string sentence, params string[] command) => Assert.Equal((0, $"{sentence}\n", ""), await InvokeAsync(command));

    private async Task<JsonDocument> JsonAsync(params string[] command)
    {
        var (code, output, _) = await InvokeAsync(command);
        Assert.Equal(0, code);
        Assert.Equal(1, output.Count(static each => each == '\n'));
        return JsonDocument.Parse(output);
    }

    private async Task<(int Code, string Output, string Error)> InvokeAsync(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var terminal = new Terminal(new StringReader(""), output, error, ReadSecret: null);
        StartNode none = (_, _, _) => throw new StartFailedException("this test starts no node");
        var code = await HostCommand.InvokeAsync([.. args, "--set", $"xmpp.storage=sqlite:{_folder}/xmpp.db"], terminal, none);
        return (code, output.ToString(), error.ToString());
    }
}
