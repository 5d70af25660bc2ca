using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace XmppActors.Host.Bridge;

/// <summary>What an Openfire node's Hazelcast configuration says of its cluster.</summary>
internal sealed record HazelcastConfiguration
{
    /// <summary>Of 3.12 the group's. Null: not said.</summary>
    public string? ClusterName { get; init; }

    public int? Port { get; init; }

    public int? PortCount { get; init; }

    /// <summary>On unless another way is: Hazelcast's default.</summary>
    public bool UsesMulticast { get; init; } = true;

    public string MulticastGroup { get; init; } = "224.2.2.3";

    public int MulticastPort { get; init; } = 54327;

    public int MulticastTimeToLive { get; init; } = 32;

    /// <summary>Members as they are written: a host, with or without a port.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];

    /// <summary>Patterns of the addresses that members have; empty: any.</summary>
    public IReadOnlyList<string> Interfaces { get; init; } = [];

    public string? PartitionCount { get; init; }

    /// <summary>Reads a file and those that it imports, the latter first.</summary>
    /// <exception cref="HazelcastConfigurationException">It cannot be read, or says what a bridge cannot do; the message is for the operator.</exception>
    public static HazelcastConfiguration Load(string file)
    {
        const int MostImports = 8;
        var configuration = new HazelcastConfiguration();
        return Load(configuration, file, MostImports);
    }

    private static HazelcastConfiguration Load(HazelcastConfiguration before, string file, int imports)
    {
        if (imports == 0) throw new HazelcastConfigurationException($"{file} is imported by one that it imports");
        var root = Parse(file);
        foreach (var import in Children(root, "import"))
            before = Load(before, Resolve(file, import.Attribute("resource")?.Value ?? ""), imports - 1);
        return before.With(root, file);
    }

    private static XElement Parse(string file)
    {
        try
        {
            using var reader = XmlReader.Create(file, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            var root = XDocument.Load(reader).Root!;
            if (root.Name.LocalName != "hazelcast")
                throw new HazelcastConfigurationException($"{file} is no Hazelcast configuration: it begins with <{root.Name.LocalName}>");
            return root;
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException or XmlException)
        {
            throw new HazelcastConfigurationException($"{file} cannot be read: {trouble.Message}", trouble);
        }
    }

    /// <summary>Relative to the file, or to the folder above it: Openfire's own file imports <c>conf/…</c>.</summary>
    private static string Resolve(string file, string resource)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        var name = resource.StartsWith("file:", StringComparison.Ordinal) ? resource["file:".Length..] : resource;
        foreach (var candidate in (string[])[Path.Combine(folder, name), Path.Combine(folder, "..", name), Path.Combine(folder, Path.GetFileName(name))])
        {
            if (File.Exists(candidate)) return candidate;
        }
        throw new HazelcastConfigurationException($"{file} imports {resource}, which is not beside it");
    }

    private HazelcastConfiguration With(XElement root, string file)
    {
        var network = Child(root, "network");
        var port = Child(network, "port");
        var join = Child(network, "join");
        var result = this with
        {
            ClusterName = Text(Child(root, "cluster-name")) ?? Text(Child(Child(root, "group"), "name")) ?? ClusterName,
            Port = Number(port, file) ?? Port,
            PortCount = port is null ? PortCount
                : port.Attribute("auto-increment")?.Value == "false" ? 1
                : Number(port.Attribute("port-count")?.Value, file) ?? PortCount,
            Interfaces = Child(network, "interfaces") is { } interfaces
                ? IsEnabled(interfaces, otherwise: false) ? [.. Children(interfaces, "interface").Select(each => each.Value.Trim())] : []
                : Interfaces,
            PartitionCount = Children(Child(root, "properties"), "property")
                .LastOrDefault(each => each.Attribute("name")?.Value == "hazelcast.partition.count")?.Value.Trim() ?? PartitionCount,
        };
        return join is null ? result : result.WithJoin(join, file);
    }

    private HazelcastConfiguration WithJoin(XElement join, string file)
    {
        if (join.Elements().FirstOrDefault(each => each.Name.LocalName is not ("multicast" or "tcp-ip") && IsEnabled(each, otherwise: false)) is { } other)
            throw new HazelcastConfigurationException(
                $"{file}: members join by {other.Name.LocalName}, and the bridge knows multicast and tcp-ip only");
        var multicast = Child(join, "multicast");
        var tcp = Child(join, "tcp-ip");
        var members = Children(tcp, "member").Concat(Children(Child(tcp, "member-list"), "member")).Concat(Children(tcp, "members"))
            .SelectMany(each => each.Value.Split([',', ';', ' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return this with
        {
            UsesMulticast = multicast is null ? !IsEnabled(tcp, otherwise: false) : IsEnabled(multicast, otherwise: true),
            MulticastGroup = Text(Child(multicast, "multicast-group")) ?? MulticastGroup,
            MulticastPort = Number(Child(multicast, "multicast-port"), file) ?? MulticastPort,
            MulticastTimeToLive = Number(Child(multicast, "multicast-time-to-live"), file) ?? MulticastTimeToLive,
            Members = IsEnabled(tcp, otherwise: false) ? [.. members] : Members,
        };
    }

    private static XElement? Child(XElement? parent, string name) => Children(parent, name).LastOrDefault();

    private static IEnumerable<XElement> Children(XElement? parent, string name) =>
        parent?.Elements().Where(each => each.Name.LocalName == name) ?? [];

    private static bool IsEnabled(XElement? element, bool otherwise) => element?.Attribute("enabled")?.Value is { } text ? text == "true" : element is not null && otherwise;

    private static string? Text(XElement? element) => element?.Value.Trim() is { Length: > 0 } text ? text : null;

    private static int? Number(XElement? element, string file) => Number(Text(element), file);

    private static int? Number(string? text, string file)
    {
        if (text is null) return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new HazelcastConfigurationException($"{file} has '{text}' where a number should be");
    }
}

/// <summary>What is wrong with a Hazelcast configuration, in a sentence for the operator.</summary>
internal sealed class HazelcastConfigurationException : Exception
{
    public HazelcastConfigurationException()
    {
    }

    public HazelcastConfigurationException(string message)
        : base(message)
    {
    }

    public HazelcastConfigurationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
