using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using XmppActors.Host.Settings;
using XmppActors.Kernel.Hocon;

namespace XmppActors.Host.TestsRoom.Tidy;

/// <summary>What the files in <c>docker</c> say of each other and of the program is so.</summary>
public partial class DeploymentTests
{
    private static readonly string[] Nodes = ["node1", "node2", "node3"];

    private static readonly Dictionary<string, string> Environment = new()
    {
        ["XMPP_DOMAIN"] = "montague.example",
        ["CLUSTER_STORE"] = "postgres",
        ["DATABASE_URL"] = "postgres://xmpp:secret@postgres/xmpp",
        ["CLUSTER_SECRET"] = "a plague on both your houses",
        ["ENCRYPTION_KEY"] = Convert.ToBase64String(new byte[32]),
        ["NODE_HOST"] = "xmpp-0.xmpp-nodes.default.svc",
        ["POD_IP"] = "10.0.0.1",
    };

    [Theory]
    [InlineData("docker/node.conf")]
    [InlineData("docker/kubernetes/node.conf")]
    public void The_configuration_has_no_fault(string file) => Assert.NotNull(Read(file).Cluster);

    [Fact]
    public void The_store_of_the_etcd_profile_has_no_fault()
    {
        var store = Repository.Read("docker/etcd.env").Split('\n')
            .Single(line => line.StartsWith("CLUSTER_STORE=", StringComparison.Ordinal)).Split('=', 2)[1];
        var members = Members().Matches(store).Select(member => member.Groups[1].Value);

        Assert.Equal(store, Read("docker/node.conf", store).Cluster!.Store);
        Assert.All(members, member => Assert.Contains($"\n  {member}:\n", Repository.Read("docker/compose.yaml"), StringComparison.Ordinal));
    }

    [Fact]
    public void The_load_balancer_knows_every_node_at_every_port()
    {
        var settings = Read("docker/node.conf");
        var balancer = Repository.Read("docker/haproxy.cfg");
        var ports = settings.Listeners.Select(PortOf).ToList();

        Assert.All(settings.Listeners, listener => Assert.True(listener.ProxyProtocol, listener.Address));
        Assert.Contains("send-proxy-v2", balancer, StringComparison.Ordinal);
        Assert.Equal(ports.Order(), Binds().Matches(balancer).Select(NumberOf).Order());
        var expected = from node in Nodes from port in ports select $"{node} {node}:{port}";
        Assert.Equal(expected.Order(), Servers().Matches(balancer).Select(server => server.Groups[1].Value).Order());
        Assert.Equal(settings.Admin.Listen!.Value.Port, NumberOf(CheckPort().Match(balancer)));
    }

    [Fact]
    public void The_composition_has_every_node_and_publishes_every_port()
    {
        var settings = Read("docker/node.conf");
        var composition = Repository.Read("docker/compose.yaml");

        Assert.All(Nodes, node => Assert.Contains($"\n  {node}:\n", composition, StringComparison.Ordinal));
        Assert.Equal(
            settings.Listeners.Select(PortOf).Order(), PublishedPorts().Matches(composition).Select(NumberOf).Order());
        var grace = TimeSpan.FromSeconds(NumberOf(StopGrace().Match(composition)));
        Assert.True(grace > settings.Cluster!.DrainTimeout, "a node needs longer to stop than it gets");
    }

    [Fact]
    public void Kubernetes_knows_every_port_and_waits_for_a_drain()
    {
        var settings = Read("docker/kubernetes/node.conf");
        var pod = Repository.Read("docker/kubernetes/statefulset.yaml");
        int[] ports = [.. settings.Listeners.Select(PortOf), settings.Admin.Listen!.Value.Port, settings.Cluster!.Port];

        Assert.Equal(ports.Order(), ContainerPorts().Matches(pod).Select(NumberOf).Order());
        var preStop = TimeSpan.FromSeconds(NumberOf(PreStop().Match(pod)));
        var grace = TimeSpan.FromSeconds(NumberOf(PodGrace().Match(pod)));
        Assert.True(grace > settings.Cluster.DrainTimeout + preStop, "a node needs longer to stop than it gets");
        var named = ContainerPortNames().Matches(pod).Select(port => port.Groups[1].Value).ToHashSet();
        var meant = new[] { "services", "network" }.SelectMany(
            file => MeantPorts().Matches(Repository.Read($"docker/kubernetes/{file}.yaml")));
        Assert.All(meant, port => Assert.Contains(port.Groups[1].Value, named));
    }

    [Theory]
    [InlineData("docker-compose", "-f docker/compose.yaml config -q")]
    [InlineData("docker-compose", "--env-file docker/etcd.env -f docker/compose.yaml config -q")]
    [InlineData("haproxy", "-c -f docker/haproxy.cfg")]
    [InlineData("kubectl", "kustomize docker/kubernetes")]
    public async Task The_program_that_reads_it_finds_no_fault(string program, string arguments)
    {
        var path = (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin")
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(path is null, $"{program} is not installed");

        using var process = Process.Start(new ProcessStartInfo(path!, arguments)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, errors + await output);
    }

    private static NodeSettings Read(string file, string store = "postgres")
    {
        var faults = new List<HoconFault>();
        string[] assignments =
        [
            "xmpp.tls.certificate=\"\"", "xmpp.tls.key=\"\"", // Files of the machine that it is written for.
            $"xmpp.storage=\"{Environment["DATABASE_URL"]}\"", // setup.sh appends these.
            $"xmpp.cluster.secret=\"{Environment["CLUSTER_SECRET"]}\"",
        ];
        var document = ConfigurationLayers.Load(
            Path.Combine(Repository.Root, file),
            assignments,
            faults,
            name => name == "CLUSTER_STORE" ? store : Environment.GetValueOrDefault(name));
        var settings = NodeSettingsReader.Read(document, faults);
        Assert.Empty(faults);
        return settings!;
    }

    private static int PortOf(XmppActors.Transport.Listeners.ListenerSettings listener) =>
        NumberOf(Port().Match(listener.Address));

    private static int NumberOf(Match match) => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@":(\d+)")]
    private static partial Regex Port();

    [GeneratedRegex(@"//([^:/]+):")]
    private static partial Regex Members();

    [GeneratedRegex(@"\n    bind :(\d+)")]
    private static partial Regex Binds();

    [GeneratedRegex(@"\n    server (\S+ \S+)")]
    private static partial Regex Servers();

    [GeneratedRegex(@" check port (\d+) ")]
    private static partial Regex CheckPort();

    [GeneratedRegex(@"- ""(?:127\.0\.0\.1:)?\d+:(\d+)""")]
    private static partial Regex PublishedPorts();

    [GeneratedRegex(@"stop_grace_period: (\d+)s")]
    private static partial Regex StopGrace();

    [GeneratedRegex(@"containerPort: (\d+)")]
    private static partial Regex ContainerPorts();

    [GeneratedRegex(@"name: (\S+), containerPort:")]
    private static partial Regex ContainerPortNames();

    [GeneratedRegex(@"(?:targetPort|- \{ port): ([a-z-]+) ")]
    private static partial Regex MeantPorts();

    [GeneratedRegex(@"\[""sleep"", ""(\d+)""\]")]
    private static partial Regex PreStop();

    [GeneratedRegex(@"terminationGracePeriodSeconds: (\d+)")]
    private static partial Regex PodGrace();
}
