namespace XmppActors.Kernel.Cluster.Leases.Etcd;

/// <summary>Where an etcd is and which of its keys are ours, as the configuration writes it:
/// <c>etcd:http://host:2379,http://host2:2379</c>.</summary>
/// <remarks>User and password may stand before a host (<c>user:password@</c>, percent-encoded), the prefix of all keys as a path after it; each
/// once or everywhere the same. <c>https</c> trusts what the machine trusts. The port is 2379 unless given.</remarks>
internal sealed record EtcdAddress(IReadOnlyList<Uri> Endpoints, string? User, string? Password, string Prefix)
{
    internal const string Scheme = "etcd:";

    private const int DefaultPort = 2379;
    private const string DefaultPrefix = "xmpp/";

    /// <exception cref="FormatException">The text is no such address; the message says why, without the password.</exception>
    internal static EtcdAddress Parse(string text)
    {
        if (!text.StartsWith(Scheme, StringComparison.Ordinal)) throw new FormatException("the address of an etcd begins with etcd:");
        var endpoints = new List<Uri>();
        var users = new HashSet<string>(StringComparer.Ordinal);
        var prefixes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in text[Scheme.Length..].Split(',', StringSplitOptions.TrimEntries))
        {
            if (!Uri.TryCreate(part, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || uri.Scheme is not ("http" or "https"))
                throw new FormatException($"endpoint {endpoints.Count + 1} of the etcd is no URL like http://host:2379");
            if (uri.Query.Length > 0 || uri.Fragment.Length > 0)
                throw new FormatException($"endpoint {endpoints.Count + 1} of the etcd has more than host, port, user and path");
            if (uri.UserInfo.Length > 0) users.Add(uri.UserInfo);
            if (uri.AbsolutePath.Trim('/') is { Length: > 0 } path) prefixes.Add(Uri.UnescapeDataString(path) + "/");
            endpoints.Add(new UriBuilder(uri.Scheme, uri.Host, HasPort(part, uri) ? uri.Port : DefaultPort).Uri);
        }

        if (users.Count > 1) throw new FormatException("the endpoints of the etcd name different users");
        if (prefixes.Count > 1) throw new FormatException("the endpoints of the etcd name different paths");
        var login = users.SingleOrDefault()?.Split(':', 2);
        if (login is { Length: 1 }) throw new FormatException("the user of the etcd has no password");
        return new EtcdAddress(
            endpoints,
            login is null ? null : Uri.UnescapeDataString(login[0]),
            login is null ? null : Uri.UnescapeDataString(login[1]),
            prefixes.SingleOrDefault() ?? DefaultPrefix);
    }

    /// <summary>A port that is the scheme's own is given only if it is written.</summary>
    private static bool HasPort(string text, Uri uri) =>
        !uri.IsDefaultPort || text.TrimEnd('/').EndsWith($":{uri.Port}", StringComparison.Ordinal)
            || text.Contains($":{uri.Port}/", StringComparison.Ordinal);

    /// <summary>Without the password.</summary>
    public override string ToString() => Scheme + string.Join(',', Endpoints.Select(endpoint => endpoint.GetLeftPart(UriPartial.Authority)));
}
