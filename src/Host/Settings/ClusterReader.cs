using XmppActors.Actors.Storage;
using XmppActors.Actors.Storage.Postgres;

namespace XmppActors.Host.Settings;

/// <summary><c>xmpp.cluster</c>: whether this node is one of several, and how.</summary>
internal static class ClusterReader
{
    private const string Local = "local";
    private const string Shared = "postgres";
    private const string Seeds = "seed-nodes";
    private const string Etcd = "etcd:";
    private const string StoreMend =
        "write local, postgres (the database of xmpp.storage), \"postgres://user:password@host/database\", \"etcd:http://host:2379,…\" or seed-nodes";

    private const int MinSecretLength = 16;

    /// <returns>Null: a node that is alone.</returns>
    public static ClusterSettings? Read(SettingsBlock cluster, DataSettings data)
    {
        var node = cluster.Block("node");
        var host = node.Text("host");
        var settings = new ClusterSettings
        {
            Name = cluster.Text("name"),
            Store = ReadStore(cluster, data),
            Host = host.Length > 0 ? host : Environment.MachineName,
            Port = node.Number("port", 1, ushort.MaxValue),
            BindAddress = node.Text("bind") is { Length: > 0 } bind ? bind : null,
            ClientAddress = ReadClientAddress(node),
            SeedNodes = ReadSeeds(cluster),
            Roles = ReadRoles(cluster),
            Lease = cluster.Duration("lease", TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(60)),
            Secret = cluster.Text("secret"),
            Tls = ReadTls(cluster.Block("tls")),
            DrainTimeout = cluster.Duration("drain-timeout", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(30)),
        };
        if (settings.Store == Local)
            return null;
        CheckWhole(cluster, node, settings, data);
        return settings;
    }

    /// <summary>What only a node of a cluster needs.</summary>
    private static void CheckWhole(SettingsBlock cluster, SettingsBlock node, ClusterSettings settings, DataSettings data)
    {
        if (settings.Name.Length == 0 || settings.Name.Any(char.IsWhiteSpace))
            cluster.Fault("name", $"'{settings.Name}' is no name for a cluster", "write cluster.name = xmpp, for example");
        if (!IsHost(settings.Host))
            node.Fault("host", $"'{settings.Host}' is no host", "write a name or an address at which the other nodes reach this one");
        if (settings.Store.Length == 0 && settings.SeedNodes.Count == 0)
            cluster.Fault("store", "xmpp.cluster.store = seed-nodes, but there is none", "name at least one in xmpp.cluster.seed-nodes");
        if (!PostgresUrl.IsOne(data.Storage))
            cluster.Fault(
                "store",
                "the nodes of a cluster share their data, and xmpp.storage is of this node only",
                "write xmpp.storage = \"postgres://user:password@host/database\", or xmpp.cluster.store = local");
        if (settings.Secret.Length == 0)
            cluster.Fault(
                "secret", "nothing tells the cluster's nodes from strangers", "write xmpp.cluster.secret = \"…\", the same on every node: openssl rand -base64 32");
        else if (settings.Secret.Length < MinSecretLength)
            cluster.Fault("secret", $"xmpp.cluster.secret is shorter than {MinSecretLength} characters", "make one with openssl rand -base64 32");
    }

    private static string ReadStore(SettingsBlock cluster, DataSettings data)
    {
        var store = cluster.Text("store");
        if (store is Local or "")
            return Local;
        if (store == Seeds)
            return "";
        if (store == Shared)
            return data.Storage; // Where that is no PostgreSQL, the whole does not fit: told below.
        if (IsEtcd(store))
            return store;
        try
        {
            if (PostgresUrl.IsOne(store))
            {
                PostgresUrl.Parse(store);
                return store;
            }

            cluster.Fault("store", "xmpp.cluster.store names no store", StoreMend);
        }
        catch (StorageConfigurationException mistake)
        {
            cluster.Fault("store", mistake.Message.TrimEnd('.'), StoreMend);
        }

        return Local;
    }

    private static bool IsEtcd(string store) =>
        store.StartsWith(Etcd, StringComparison.Ordinal)
        && store[Etcd.Length..].Split(',').All(each =>
            Uri.TryCreate(each.Trim(), UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Host.Length > 0);

    private static List<string> ReadSeeds(SettingsBlock cluster)
    {
        var seeds = new List<string>();
        foreach (var (text, origin) in cluster.Texts("seed-nodes"))
        {
            if (IsHostAndPort(text))
                seeds.Add(text);
            else
                cluster.Fault(origin, $"'{text}' is no node's address", "write \"host:port\", as that node has it in xmpp.cluster.node");
        }

        return seeds;
    }

    private static List<string> ReadRoles(SettingsBlock cluster)
    {
        var roles = new List<string>();
        foreach (var (text, origin) in cluster.Texts("roles"))
        {
            if (text.Length > 0 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.'))
                roles.Add(text);
            else
                cluster.Fault(origin, $"'{text}' is no role", "write letters, digits, '-', '_' and '.'");
        }

        return roles;
    }

    private static string? ReadClientAddress(SettingsBlock node)
    {
        var text = node.Text("client-address");
        if (text.Length == 0)
            return null;
        if (IsHost(text) || IsHostAndPort(text))
            return text;
        node.Fault("client-address", $"'{text}' is no address", "write a host, or \"host:port\", that clients reach");
        return null;
    }

    private static ClusterTlsFiles? ReadTls(SettingsBlock tls)
    {
        var certificate = TlsReader.ReadFile(tls, "certificate");
        var key = TlsReader.ReadFile(tls, "key");
        var authority = TlsReader.ReadFile(tls, "authority");
        var password = tls.Text("key-password");
        if (certificate is null && authority is null && key is null)
            return null;
        if (certificate is null || authority is null)
        {
            var missing = certificate is null ? "certificate" : "authority";
            tls.Fault(missing, $"nodes that trust each other by certificates need {tls.PathOf(missing)} too", "name both, or neither");
            return null;
        }

        return new ClusterTlsFiles(certificate, key, password.Length > 0 ? password : null, authority);
    }

    private static bool IsHost(string text) => Uri.CheckHostName(text.Trim('[', ']')) != UriHostNameType.Unknown;

    private static bool IsHostAndPort(string text) =>
        text.LastIndexOf(':') is > 0 and var colon
        && ushort.TryParse(text[(colon + 1)..], System.Globalization.CultureInfo.InvariantCulture, out var port) && port > 0
        && IsHost(text[..colon]);
}
