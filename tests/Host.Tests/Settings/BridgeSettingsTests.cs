using System.Net;
using XmppActors.Actors.Bridge;
using XmppActors.Host.Bridge;
using XmppActors.Host.Settings;
using XmppActors.Kernel.Hocon;
using XmppActors.Transport.Hazelcast;

namespace XmppActors.Host.TestsRoom.Settings;

public sealed class BridgeSettingsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bridge").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void There_is_no_bridge_unless_it_is_asked_for() => Assert.Null(Read("", out _));

    [Fact]
    public void An_openfire_nodes_file_with_a_list_of_members_says_everything()
    {
        var file = Write("conf/hazelcast-local-config.xml", """
            <hazelcast xmlns="http://www.hazelcast.com/schema/config">
              <cluster-name>verona</cluster-name>
              <network>
                <port auto-increment="true" port-count="7">5801</port>
                <join>
                  <multicast enabled="false"/>
                  <tcp-ip enabled="true"><member>127.0.0.1:5802</member><members>127.0.0.2, 127.0.0.3:5900</members></tcp-ip>
                </join>
                <interfaces enabled="false"><interface>10.10.1.*</interface></interfaces>
              </network>
            </hazelcast>
            """);

        var bridge = Read($"config = \"{file}\"", out var faults)!;

        Assert.Empty(faults);
        Assert.Equal("verona", bridge.ClusterName);
        Assert.Null(bridge.MulticastGroup);
        Assert.Equal((5801, 7), (bridge.FirstPort, bridge.Ports));
        Assert.Equal(
            [new("127.0.0.1", 5802), new("127.0.0.2", 5801), new("127.0.0.2", 5802), new("127.0.0.2", 5803), new HazelcastAddress("127.0.0.3", 5900)],
            bridge.Candidates);
        Assert.Equal(IPAddress.Loopback, bridge.Listen);
    }

    [Fact]
    public void The_template_of_openfire_joins_by_multicast()
    {
        var file = Write("hazelcast-local-config.xml", """
            <hazelcast xmlns="http://www.hazelcast.com/schema/config">
              <network>
                <port auto-increment="true">5701</port>
                <join>
                  <multicast enabled="true"><multicast-group>224.2.2.3</multicast-group><multicast-port>54327</multicast-port></multicast>
                  <tcp-ip enabled="false"><member>127.0.0.1</member></tcp-ip>
                </join>
              </network>
            </hazelcast>
            """);

        var bridge = Read($"config = \"{file}\"", out var faults)!;

        Assert.Empty(faults);
        Assert.Equal(IPEndPoint.Parse("224.2.2.3:54327"), bridge.MulticastGroup);
        Assert.Empty(bridge.Candidates);
        Assert.Equal("openfire-cluster-by-hazelcast", bridge.ClusterName);
    }

    [Fact]
    public void A_file_of_3_12_names_a_group_and_imports_another()
    {
        Write("conf/hazelcast-local-config.xml", """
            <hazelcast><group><name>capulet</name><password>x</password></group>
              <network><join><multicast enabled="false"/><tcp-ip enabled="true"><member>127.0.0.1:5701</member></tcp-ip></join></network></hazelcast>
            """);
        var file = Write("hazelcast-cache-config.xml", """
            <hazelcast><import resource="conf/hazelcast-local-config.xml"/>
              <properties><property name="hazelcast.partition.count">71</property></properties></hazelcast>
            """);

        var bridge = Read($"config = \"{file}\"", out var faults)!;

        Assert.Empty(faults);
        Assert.Equal("capulet", bridge.ClusterName);
        Assert.Equal("71", bridge.PartitionCount);
        Assert.Single(bridge.Candidates);
    }

    [Fact]
    public void What_is_written_beside_the_file_comes_before_it_and_every_identity_is_set()
    {
        var bridge = Read("members = [\"127.0.0.5-6:5701\"], enabled = on, cluster-name = verona, port = 6000, node-id = n, hostname = h", out var faults)!;

        Assert.Empty(faults);
        Assert.Equal(["127.0.0.5:5701", "127.0.0.6:5701"], bridge.Candidates.Select(each => $"{each}"));
        Assert.Equal(("verona", "n", "h", 6000), (bridge.ClusterName, bridge.NodeId, bridge.HostName, bridge.FirstPort));
    }

    [Fact]
    public void Without_names_it_is_known_by_the_servers_domain()
    {
        var bridge = Read("members = [\"127.0.0.1\"], enabled = on", out _)!;

        Assert.Equal(("xmppactors.localhost", "localhost"), (bridge.NodeId, bridge.HostName));
    }

    [Theory]
    [InlineData("enabled = on", "does not know where")]
    [InlineData("enabled = on, members = [\"a b\"]", "is no member's address")]
    [InlineData("enabled = on, members = [\"127.0.0.1\"], listen = \"0.0.0.0\"", "no address that members could reach")]
    [InlineData("enabled = on, multicast = \"10.0.0.1:5\"", "no multicast group")]
    [InlineData("config = \"/nowhere/hazelcast.xml\"", "cannot be read")]
    public void A_fault_is_told(string block, string told)
    {
        Read(block, out var faults);

        Assert.Contains(faults, fault => fault.Problem.Contains(told, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("<html/>", "is no Hazelcast configuration")]
    [InlineData("<!DOCTYPE hazelcast [<!ENTITY a 'b'>]><hazelcast/>", "cannot be read")]
    [InlineData("<hazelcast><network><join><aws enabled='true'/></join></network></hazelcast>", "members join by aws")]
    [InlineData("<hazelcast><import resource='other.xml'/></hazelcast>", "which is not beside it")]
    [InlineData("<hazelcast><network><port>x</port></network></hazelcast>", "where a number should be")]
    public void A_file_that_does_not_serve_is_told(string text, string told)
    {
        var file = Write("hazelcast.xml", text);

        Read($"config = \"{file}\"", out var faults);

        Assert.Contains(faults, fault => fault.Problem.Contains(told, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("10.3.10.*", "10.3.10.7", true)]
    [InlineData("10.3.10.4-18", "10.3.10.18", true)]
    [InlineData("10.3.10.4-18", "10.3.10.19", false)]
    [InlineData("10.3.10.5", "10.3.10.5", true)]
    public void Interfaces_are_patterns(string pattern, string address, bool matches) =>
        Assert.Equal(matches, BridgeAddresses.Matches(pattern, IPAddress.Parse(address)));

    [Fact]
    public void A_farm_may_dial_the_members_of_the_bridged_cluster_if_there_is_a_bridge()
    {
        const string Farm = "farms { \"openfire.example\" { secrets = [s], connect { endpoints = bridge, port = 5275 } } }";

        Load($"xmpp {{ {Farm} }}", out var without);
        var settings = Load($"xmpp {{ {Farm}, bridge.hazelcast {{ enabled = on, members = [\"127.0.0.1\"] }} }}", out var with);

        Assert.Contains(without, fault => fault.Problem.Contains("there is no bridge", StringComparison.Ordinal));
        Assert.Empty(with);
        Assert.IsType<BridgeEndpoints>(settings!.Components.Farms["openfire.example"].Connect!.Source);
    }

    private static BridgeSettings? Read(string block, out List<HoconFault> faults) =>
        Load($"xmpp.bridge.hazelcast {{ {block} }}", out faults)?.Bridge;

    private static NodeSettings? Load(string text, out List<HoconFault> faults)
    {
        faults = [];
        var document = HoconDocument.Load([ConfigurationLayers.Reference, HoconSource.FromText("node.conf", text)]);
        faults.AddRange(document.Faults);
        return NodeSettingsReader.Read(document, faults);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
