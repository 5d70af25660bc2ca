using System.Globalization;
using System.Net;

namespace XmppActors.Host.Settings;

/// <summary>The shape of a listener's address: <c>*:5222</c>, <c>127.0.0.1:5347</c>, <c>[::1]:5222</c>, with a path for
/// WebSocket.</summary>
internal readonly record struct ListenAddress(string Host, int Port, string Path)
{
    /// <summary>Reached from this machine only.</summary>
    public bool IsLoopback =>
        Host == "localhost"
            || (IPAddress.TryParse(Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    public static bool TryParse(string text, out ListenAddress address)
    {
        address = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var path = slash < 0 ? "" : text[slash..];
        var endpoint = slash < 0 ? text : text[..slash];
        var colon = endpoint.LastIndexOf(':');
        if (colon <= 0
            || !ushort.TryParse(endpoint[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            return false;

        var host = endpoint[..colon];
        if (!IsHost(host))
            return false;
        address = new ListenAddress(host, port, path);
        return true;
    }

    public override string ToString() => $"{Host}:{Port}{Path}";

    private static bool IsHost(string host)
    {
        if (host is "*" or "localhost")
            return true;
        var bracketed = host.StartsWith('[') && host.EndsWith(']');
        return IPAddress.TryParse(host.Trim('[', ']'), out var ip)
            && bracketed == (ip.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6);
    }
}
