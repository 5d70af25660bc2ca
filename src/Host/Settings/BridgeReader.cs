using System.Net;
using XmppActors.Actors.Bridge;
using XmppActors.Host.Bridge;
using XmppActors.Transport.Hazelcast;

namespace XmppActors.Host.Settings;

/// <summary><c>xmpp.bridge.hazelcast</c>: the membership in the cluster of existing Openfire nodes.</summary>
internal static class BridgeReader
{
    private const string OpenfireCluster = "openfire-cluster-by-hazelcast";
    private const int FirstPort = 5701;
    private const int PortCount = 100;

    /// <param name="self">How this node is called among ours; null: it is alone.</param>
    /// <returns>Null: there is no bridge.</returns>
    public static BridgeSettings? Read(SettingsBlock bridge, string domain, string? self)
    {
        var block = bridge.Block("hazelcast");
        var path = block.Text("config");
        var isEnabled = block.Flag("enabled") || path.Length > 0;
        var file = ReadFile(block, path);
        var name = block.Text("cluster-name");
        var first = block.Number("port", 0, ushort.MaxValue);
        if (first == 0) first = file.Port ?? FirstPort;
        var count = block.Number("port-count", 0, 1000);
        var candidates = ReadMembers(block, file, first);
        var group = ReadGroup(block, file, path.Length > 0 && candidates.Count == 0);
        var timeToLive = block.Number("multicast-time-to-live", 0, byte.MaxValue);
        var isOnEveryNode = block.Choice("on", ("one-node", false), ("every-node", true));
        var node = block.Text("node-id");
        var host = block.Text("hostname");
        var partitions = block.Text("partition-count");
        var listen = ReadListen(block, file, candidates, isEnabled);
        if (!isEnabled || listen is null) return null;
        if (candidates.Count == 0 && group is null)
            block.Fault("members", "the bridge does not know where the other cluster's members are", "write members = [\"openfire1.lan\"], or multicast");
        return new BridgeSettings
        {
            ClusterName = name.Length > 0 ? name : file.ClusterName ?? OpenfireCluster,
            Candidates = [.. candidates],
            MulticastGroup = group,
            MulticastTimeToLive = timeToLive,
            Listen = listen,
            FirstPort = first,
            Ports = count > 0 ? count : file.PortCount ?? PortCount,
            NodeId = NodeIdOf(node.Length > 0 ? node : $"xmppactors.{domain}", isOnEveryNode ? self : null),
            HostName = host.Length > 0 ? host : domain,
            PartitionCount = partitions.Length > 0 ? partitions : file.PartitionCount,
            IsOnEveryNode = isOnEveryNode,
        };
    }

    /// <summary>No two members may have the same.</summary>
    private static string NodeIdOf(string text, string? self) => self is null ? text : $"{text}.{self}";

    private static HazelcastConfiguration ReadFile(SettingsBlock block, string path)
    {
        if (path.Length == 0) return new HazelcastConfiguration { UsesMulticast = false };
        try
        {
            return HazelcastConfiguration.Load(path);
        }
        catch (HazelcastConfigurationException trouble)
        {
            block.Fault("config", trouble.Message, "name conf/hazelcast-local-config.xml of an Openfire node, or write the keys beside this one");
            return new HazelcastConfiguration();
        }
    }

    private static List<HazelcastAddress> ReadMembers(SettingsBlock block, HazelcastConfiguration file, int port)
    {
        var own = block.Texts("members");
        var all = new List<HazelcastAddress>();
        foreach (var (text, origin) in own.Count > 0 ? own : [.. file.Members.Select(member => (member, block.OriginOf("config")))])
        {
            var read = BridgeAddresses.Read(text, port).ToList();
            if (read.Count == 0) block.Fault(origin, $"'{text}' is no member's address", "write host, host:port or a range such as 10.0.0.5-9");
            all.AddRange(read);
        }
        return [.. all.Distinct()];
    }

    private static IPEndPoint? ReadGroup(SettingsBlock block, HazelcastConfiguration file, bool isFromFile)
    {
        var text = block.Text("multicast");
        if (text.Length == 0 && isFromFile && file.UsesMulticast) text = $"{file.MulticastGroup}:{file.MulticastPort}";
        if (text.Length == 0) return null;
        if (IPEndPoint.TryParse(text, out var group) && group.Port > 0 && group.Address.GetAddressBytes() is [>= 224 and <= 239, ..]) return group;
        block.Fault("multicast", $"'{text}' is no multicast group and port", $"write {block.PathOf("multicast")} = \"224.2.2.3:54327\"");
        return null;
    }

    private static IPAddress? ReadListen(
        SettingsBlock block, HazelcastConfiguration file, List<HazelcastAddress> candidates, bool isEnabled)
    {
        var text = block.Text("listen");
        if (text.Length > 0)
        {
            if (IPAddress.TryParse(text, out var address) && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any)) return address;
            block.Fault("listen", $"'{text}' is no address that members could reach", "write this machine's address in the members' network");
            return null;
        }
        if (!isEnabled) return null;
        if (BridgeAddresses.FindOwn(file.Interfaces, candidates) is { } own) return own;
        block.Fault("listen", "no address of this machine is one that the members could reach", $"write {block.PathOf("listen")} = \"192.0.2.1\"");
        return null;
    }
}
