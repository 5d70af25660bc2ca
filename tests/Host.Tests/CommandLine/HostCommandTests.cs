using XmppActors.Host.Clustering;
using XmppActors.Host.CommandLine;
using XmppActors.Host.Running;
using XmppActors.Host.TestsRoom.Running;

namespace XmppActors.Host.TestsRoom.CommandLine;

public sealed class HostCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("command").FullName;
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private string _input = "";

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Accounts_of_a_stopped_node_are_kept_in_its_storage()
    {
        _input = "swordfish\n";
        Assert.Equal(
            (0, "romeo@localhost added\n", ""),
            await InvokeAsync("account", "add", "romeo@localhost", "--password-stdin"));
        Assert.Equal(
            (1, "", "romeo@localhost exists already\n"),
            await InvokeAsync("account", "add", "romeo@localhost", "--password", "x"));
        Assert.Equal(
            (0, "juliet@localhost added\n", ""),
            await InvokeAsync("account", "add", "Juliet@LOCALHOST", "--password", "@x"));
        Assert.Equal((0, "juliet@localhost\nromeo@localhost\n", ""), await InvokeAsync("account", "list"));
        Assert.Equal(
            (0, "the password of romeo@localhost is set\n", ""),
            await InvokeAsync("account", "passwd", "romeo@localhost", "--password", "y"));
        Assert.Equal((0, "romeo@localhost removed\n", ""), await InvokeAsync("account", "remove", "romeo@localhost"));
        Assert.Equal(
            (1, "", "romeo@localhost does not exist\n"), await InvokeAsync("account", "remove", "romeo@localhost"));
        Assert.Equal((0, "juliet@localhost\n", ""), await InvokeAsync("account", "list"));
    }

    [Theory]
    [InlineData("romeo", 2, "'romeo' is no account's address: write name@domain")]
    [InlineData("romeo@localhost/orchard", 2, "'romeo@localhost/orchard' is no account's address: write name@domain")]
    [InlineData("localhost", 2, "'localhost' is no account's address: write name@domain")]
    [InlineData("romeo@montague.example", 1, "romeo@montague.example is not in a domain of this server; xmpp.domains lists them")]
    public async Task An_address_that_will_not_do_is_told(string address, int code, string sentence)
    {
        Assert.Equal((code, "", sentence + "\n"), await InvokeAsync("account", "add", address, "--password", "x"));
    }

    [Fact]
    public async Task A_password_is_given_in_one_way()
    {
        Assert.Equal(
            (2, "", "no password: give --password-stdin or --password\n"),
            await InvokeAsync("account", "add", "romeo@localhost"));
        Assert.Equal(
            (2, "", "give either --password or --password-stdin\n"),
            await InvokeAsync("account", "add", "romeo@localhost", "--password", "x", "--password-stdin"));
        Assert.Equal(
            (1, "", "this password cannot be used: it is empty, or has a control character\n"),
            await InvokeAsync("account", "add", "romeo@localhost", "--password-stdin"));
    }

    [Fact]
    public async Task Secrets_of_a_stopped_node_are_kept_in_its_storage()
    {
        Assert.Equal(
            (0, """
            DOMAIN          STATE  READY  POLICY       DEFINED
            echo.localhost  -      -      bare-source  configuration

            """, ""),
            await InvokeAsync("farm", "list"));

        var (code, made, _) = await InvokeAsync("farm", "secret", "add", "Bots.LOCALHOST");
        Assert.Equal(0, code);
        Assert.Matches("^secret [0-9a-f]{12} of bots.localhost added, and never shown again:\n[0-9a-f]{64}\n$", made);
        var id = made.Split(' ')[1];
        _input = "a rose\n";
        var (_, given, _) = await InvokeAsync("farm", "secret", "add", "echo.localhost", "--secret-stdin");
        Assert.Matches("^secret [0-9a-f]{12} of echo.localhost added\n$", given);

        Assert.Equal(
            (0, """
            [{"domain":"bots.localhost","defined":"storage","instances":null,"ready":null,"state":null,"policy":null},{"domain":"echo.localhost","defined":"configuration, storage","instances":null,"ready":null,"state":null,"policy":"bare-source"}]

            """, ""),
            await InvokeAsync("farm", "list", "--json"));
        var (_, listed, _) = await InvokeAsync("farm", "secret", "list", "bots.localhost");
        Assert.Matches($@"^{id} 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ\n$", listed);
        Assert.Equal(
            (0, $"secret {id} of bots.localhost removed\n", ""),
            await InvokeAsync("farm", "secret", "remove", "bots.localhost", id));
        Assert.Equal(
            (1, "", $"secret {id} of bots.localhost does not exist\n"),
            await InvokeAsync("farm", "secret", "remove", "bots.localhost", id));
        Assert.Equal((0, "", ""), await InvokeAsync("farm", "secret", "list", "bots.localhost"));
    }

    [Theory]
    [InlineData("echo localhost", 2, "'echo localhost' is no domain: write a name such as echo.montague.example")]
    [InlineData("echo@localhost", 2, "'echo@localhost' is no domain: write a name such as echo.montague.example")]
    [InlineData("LocalHost", 1, "the domain localhost belongs to the server itself: give the component one of its own")]
    public async Task A_domain_that_will_not_do_is_told(string domain, int code, string sentence) =>
        Assert.Equal((code, "", sentence + "\n"), await InvokeAsync("farm", "secret", "add", domain));

    [Fact]
    public async Task A_secret_is_given_in_one_way_and_fit_to_be_typed()
    {
        Assert.Equal(
            (2, "", "give either --secret or --secret-stdin\n"),
            await InvokeAsync("farm", "secret", "add", "echo.localhost", "--secret", "x", "--secret-stdin"));
        Assert.Equal(
            (1, "", "this secret cannot be used: it is empty, has a control character, or looks like damaged SCRAM keys\n"),
            await InvokeAsync("farm", "secret", "add", "echo.localhost", "--secret-stdin"));
    }

    [Fact]
    public async Task A_running_node_is_asked_itself()
    {
        var node = new TestNode();
        using var stop = new CancellationTokenSource();
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = RunAsync(node, ready, stop.Token);
        await ready.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        Assert.Equal((0, "ready\n", ""), await InvokeAsync("health"));
        Assert.Equal(
            (0, "romeo@localhost added\n", ""),
            await InvokeAsync("account", "add", "romeo@localhost", "--password", "x"));
        Assert.Equal((0, "romeo@localhost\n", ""), await InvokeAsync("account", "list"));
        Assert.Matches(
            "^secret [0-9a-f]{12} of echo.localhost added\n$",
            (await InvokeAsync("farm", "secret", "add", "echo.localhost", "--secret", "x")).Output);
        node.Trouble = "the database does not answer";
        Assert.Equal((1, "the database does not answer\n", ""), await InvokeAsync("health"));
        await stop.CancelAsync();
        Assert.Equal(ExitCode.Done, await process);

        // Its accounts were in memory: the stopped node's storage has none.
        Assert.Equal((0, "", ""), await InvokeAsync("account", "list"));
        Assert.Equal(
            (3, "", "no node runs with this configuration, or it has no admin listener\n"),
            await InvokeAsync("health"));
    }

    [Fact]
    public async Task A_cluster_is_shown_and_commanded_through_a_running_node()
    {
        var node = new TestNode();
        using var stop = new CancellationTokenSource();
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = RunAsync(node, ready, stop.Token);
        await ready.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        Assert.Equal((1, "", "the node is alone: xmpp.cluster.store = local\n"), await InvokeAsync("cluster", "show"));
        node.Operators.View = TestCluster.Verona;
        Assert.Equal(
            (0, """
            cluster verona, seen by 10.0.0.1:25520#1, which is Up
            members, the oldest first
              10.0.0.1:25520#1 Up since 1970-01-01 00:00:00Z 1.0 shards account=128 farm=100; leads; roles edge
              10.0.0.2:25520#2 Leaving since 1970-01-01 00:00:00Z 1.0 shards account=128 farm=100; unreachable from here; does not reach 10.0.0.1:25520#1; roles edge
            nobody runs 3 shards of farm
            store postgres://db/xmpp answers; generation 1, revision 42
            decisions, the newest last
              1970-01-01 00:00:00.000Z 10.0.0.2:25520#2 leaves

            """, ""),
            await InvokeAsync("ctl", "cluster", "show"));
        var (code, json, _) = await InvokeAsync("cluster", "show", "--json");
        using var document = System.Text.Json.JsonDocument.Parse(json);
        Assert.Equal((0, "Leaving"), (code, document.RootElement.GetProperty("members")[1].GetProperty("status").GetString()));

        Assert.Equal((0, "10.0.0.2:25520 drains and leaves\n", ""), await InvokeAsync("cluster", "leave", "10.0.0.2:25520"));
        node.Operators.Outcome = ClusterOutcome.Unknown;
        Assert.Equal((1, "", "there is no member nurse:1: see cluster show\n"), await InvokeAsync("cluster", "down", "nurse:1"));
        Assert.Equal(["leave 10.0.0.2:25520", "down nurse:1"], node.Operators.Asked);
        Assert.Equal((0, "10.0.0.1:25520#1 account 128 shards\n", ""), await InvokeAsync("sharding", "regions"));
        Assert.Equal(
            (0, "10.0.0.1:25520#1 account 7 entities, 1 held, 2 unanswered\nall account 7 entities, 1 held, 2 unanswered\n", ""), await InvokeAsync("sharding", "stats"));
        Assert.Equal((0, "/\n  user (GuardianActor), 250 children\n", ""), await InvokeAsync("actor", "hierarchy"));
        Assert.Equal((1, "", "there is no actor /nobody\n"), await InvokeAsync("actor", "hierarchy", "/nobody"));
        Assert.Equal((0, "Account 7\n", ""), await InvokeAsync("actor", "stats"));
        node.Notice = "the store does not answer";
        Assert.Equal((0, "ready; the store does not answer\n", ""), await InvokeAsync("health"));

        await stop.CancelAsync();
        Assert.Equal(ExitCode.Done, await process);
        Assert.Equal(
            (3, "", "no node runs with this configuration, or it has no admin listener\n"), await InvokeAsync("cluster", "show"));
    }

    [Theory]
    [InlineData("--nonsense")]
    [InlineData("account")]
    [InlineData("account", "add")]
    [InlineData("farm", "secret", "remove", "echo.localhost")]
    [InlineData("frobnicate")]
    public async Task A_wrong_command_line_is_told_and_nothing_is_tried(params string[] args)
    {
        var (code, output, error) = await InvokeAsync(args);

        Assert.Equal((ExitCode.Usage, ""), (code, output));
        Assert.EndsWith("--help lists the commands and options\n", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configuration_is_checked_without_starting_a_node()
    {
        Assert.Equal((0, "the configuration is good\n", ""), await InvokeAsync("config", "check"));

        var (code, _, error) = await InvokeAsync(
            "config", "check", "--set", "xmpp.domain=x", "--set", "xmpp.log.level=y");
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains(
            "xmpp.domain is no key of this server; did you mean xmpp.domains?", error, StringComparison.Ordinal);
        Assert.EndsWith("2 faults in the configuration\n", error, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Output, string Error)> InvokeAsync(params string[] args)
    {
        _output.GetStringBuilder().Clear();
        _error.GetStringBuilder().Clear();
        var terminal = new Terminal(new StringReader(_input), _output, _error, ReadSecret: null);
        StartNode none = (_, _, _) => throw new StartFailedException("this test starts no node");
        var code = await HostCommand.InvokeAsync([.. args, .. Here()], terminal, none);
        return (code, _output.ToString(), _error.ToString());
    }

    private IEnumerable<string> Here() =>
        ["--set", $"xmpp.storage=sqlite:{_folder}/xmpp.db", "--set", "xmpp.authentication.scram-iterations=4096"];

    private Task<int> RunAsync(TestNode node, TaskCompletionSource ready, CancellationToken stop)
    {
        var settings = NodeProcessTests.Settings(_folder);
        return NodeProcessTests.RunAsync(settings, node, new SignallingWriter(ready), stop);
    }
}
