using XmppActors.Host.Settings;
using XmppActors.Host.TestsRoom.Tidy;
using XmppActors.Kernel.Hocon;

namespace XmppActors.Host.TestsRoom.Settings;

public sealed class ClusterSettingsTests : IDisposable
{
    private const string Storage = "postgres://xmpp:pw@db/xmpp";
    private const string Secret = "a plague on both your houses";

    private readonly string _folder = Directory.CreateTempSubdirectory("settings").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_node_is_alone_unless_it_is_told_a_store()
    {
        var settings = Read("xmpp {}", out var faults);

        Assert.Empty(faults);
        Assert.Null(settings!.Cluster);
    }

    [Fact]
    public void A_node_of_a_cluster_has_its_drain_timeout_and_the_storage_as_its_store()
    {
        var settings = Read(Clustered("store = postgres, node { host = verona.example, client-address = \"192.0.2.1:5222\" }, drain-timeout = 45s"), out var faults);

        Assert.Empty(faults);
        var cluster = settings!.Cluster!;
        Assert.Equal((Storage, "verona.example", 25520), (cluster.Store, cluster.Host, cluster.Port));
        Assert.Equal("192.0.2.1:5222", cluster.ClientAddress);
        Assert.Equal(TimeSpan.FromSeconds(45), settings.ShutdownTimeout);
    }

    [Theory]
    [InlineData("postgres", Storage)]
    [InlineData("postgres://agree@other/verona", "postgres://agree@other/verona")]
    [InlineData("etcd:http://a:2379,http://b:2379", "etcd:http://a:2379,http://b:2379")]
    public void A_store_is_a_database_or_etcd(string written, string store)
    {
        var settings = Read(Clustered($"store = \"{written}\""), out var faults);

        Assert.Empty(faults);
        Assert.Equal(store, settings!.Cluster!.Store);
    }

    [Fact]
    public void A_store_may_be_learnt_from_seed_nodes()
    {
        var settings = Read(Clustered("store = seed-nodes, seed-nodes = [\"mantua:25520\"]"), out var faults);

        Assert.Empty(faults);
        Assert.Equal(("", "mantua:25520"), (settings!.Cluster!.Store, settings.Cluster.SeedNodes.Single()));
    }

    [Theory]
    [InlineData("store = redis", "names no store")]
    [InlineData("store = \"etcd:a:2379\"", "names no store")]
    [InlineData("store = \"postgres://host/\"", "names no database")]
    [InlineData("store = seed-nodes", "but there is none")]
    [InlineData("seed-nodes = [mantua]", "is no node's address")]
    [InlineData("roles = [\"@edge\"]", "is no role")]
    [InlineData("secret = short", "shorter than 16 characters")]
    [InlineData("secret = \"\"", "nothing tells the cluster's nodes from strangers")]
    [InlineData("lease = 1s", "out of range")]
    [InlineData("node.host = \"a b\"", "is no host")]
    [InlineData("node.client-address = \"a b\"", "is no address")]
    [InlineData("name = \"\"", "is no name for a cluster")]
    [InlineData("tls.authority = \"/nowhere\"", "does not exist")]
    public void What_will_not_do_is_told(string keys, string problem)
    {
        Read(Clustered(keys), out var faults);

        Assert.Contains(faults, fault => fault.ToString().Contains(problem, StringComparison.Ordinal));
        Assert.DoesNotContain(faults, fault => fault.ToString().Contains("pw@", StringComparison.Ordinal));
    }

    [Fact]
    public void Nodes_of_a_cluster_cannot_each_have_data_of_their_own()
    {
        Read(Clustered("store = postgres") + "\nxmpp.storage = \"sqlite:data/xmpp.db\"", out var faults);

        var fault = Assert.Single(faults);
        Assert.Contains("xmpp.storage is of this node only", fault.Problem, StringComparison.Ordinal);
        Assert.Contains("xmpp.cluster.store = local", fault.Mend, StringComparison.Ordinal);
    }

    [Fact]
    public void All_nodes_come_to_the_same_secrets()
    {
        var one = Read(Clustered("node.host = a"), out _)!;
        var other = Read(Clustered("node.host = b"), out _)!;
        var stranger = Read(Clustered("secret = \"another sixteen characters\""), out _)!;

        Assert.Equal(Unknown(one), Unknown(other));
        Assert.NotEqual(Unknown(one), Unknown(stranger));
        Assert.False(File.Exists(Path.Combine(one.Data.Directory, "authentication.secret")));

        static byte[] Unknown(NodeSettings settings) =>
            settings.Authentication.WithSecret(settings.Data, settings.Cluster).UnknownAccountSecret.ToArray();
    }

    [Fact]
    public void The_example_of_a_cluster_is_good()
    {
        var faults = new List<HoconFault>();
        var environment = new Dictionary<string, string> { ["NODE_HOST"] = "10.0.0.1", ["CLUSTER_SECRET"] = Secret };
        var file = Path.Combine(Repository.Root, "hocon", "cluster.conf");

        var settings = NodeSettingsReader.Read(ConfigurationLayers.Load(file, [], faults, environment.GetValueOrDefault), faults);

        Assert.Empty(faults);
        Assert.Equal(("montague", "10.0.0.1"), (settings!.Cluster!.Name, settings.Cluster.Host));
    }

    private static string Clustered(string keys) => $$"""
        xmpp {
          storage = "{{Storage}}"
          cluster { store = postgres, secret = "{{Secret}}" }
          cluster { {{keys}} }
        }
        """;

    private NodeSettings? Read(string text, out List<HoconFault> faults)
    {
        var file = Path.Combine(_folder, "node.conf");
        File.WriteAllText(file, text);
        faults = [];
        return NodeSettingsReader.Read(ConfigurationLayers.Load(file, [], faults, _ => null), faults);
    }
}
