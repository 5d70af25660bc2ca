using XmppActors.Transport.Connections;
using XmppActors.Transport.Listeners;

namespace XmppActors.Host.Settings;

/// <summary><c>xmpp.c2s</c> and <c>xmpp.component</c>: which addresses are listened on, and what a connection may
/// cost.</summary>
internal static class ListenersReader
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public static IReadOnlyList<ListenerSettings> Read(SettingsBlock xmpp)
    {
        var listeners = new List<ListenerSettings>();
        var taken = new Dictionary<string, string>();
        var c2s = xmpp.Block("c2s");
        Add(listeners, taken, c2s, "listen", ListenerKind.C2s, TlsMode.StartTls);
        Add(listeners, taken, c2s, "direct-tls", ListenerKind.C2s, TlsMode.Direct);
        Add(listeners, taken, c2s, "websocket", ListenerKind.WebSocket, TlsMode.DirectOrNone);
        var component = xmpp.Block("component");
        Add(listeners, taken, component, "listen", ListenerKind.Component, TlsMode.StartTls);
        Add(listeners, taken, component, "direct-tls", ListenerKind.Component, TlsMode.Direct);

        var origins = c2s.Texts("websocket-origins").Select(origin => origin.Text).ToList();
        return
        [
            .. Complete(c2s, [.. listeners.Where(l => l.Kind != ListenerKind.Component)])
                .Select(l => l.Kind == ListenerKind.WebSocket ? l with { AllowedOrigins = origins } : l),
            .. Complete(component, [.. listeners.Where(l => l.Kind == ListenerKind.Component)]),
        ];
    }

    private static void Add(
        List<ListenerSettings> listeners,
        Dictionary<string, string> taken,
        SettingsBlock block,
        string key,
        ListenerKind kind,
        TlsMode tls)
    {
        foreach (var (text, origin) in block.Texts(key))
        {
            var wantsPath = kind == ListenerKind.WebSocket;
            var example = wantsPath ? "\"*:5280/xmpp-websocket\"" : "\"*:5222\" or \"127.0.0.1:5222\"";
            if (!ListenAddress.TryParse(text, out var address))
                block.Fault(
                    origin, $"'{text}' is no address to listen on", $"write {example}; port 0 takes a free one");
            else if (wantsPath != address.Path.Length > 1)
                block.Fault(origin, $"'{text}' {(wantsPath ? "has no path" : "has a path")}", $"write {example}");
            else if (address.Port != 0 && !taken.TryAdd($"{address.Host}:{address.Port}", block.PathOf(key)))
                block.Fault(
                    origin,
                    $"'{text}' is taken by {taken[$"{address.Host}:{address.Port}"]} already",
                    "give each listener a port of its own");
            else
                listeners.Add(new ListenerSettings { Kind = kind, Address = text, Tls = tls });
        }
    }

    /// <summary>The bounds of a block hold for all its listeners, the PROXY protocol for those that it names.</summary>
    private static IEnumerable<ListenerSettings> Complete(
        SettingsBlock block, IReadOnlyList<ListenerSettings> listeners)
    {
        var proxied = block.Texts("proxy-protocol");
        foreach (var (text, origin) in proxied.Where(p => listeners.All(l => l.Address != p.Text)))
            block.Fault(
                origin,
                $"'{text}' is none of the listeners above",
                "name it exactly as in listen, direct-tls or websocket");

        var connections = ReadConnections(block);
        var perAddress = block.Number("max-connections-per-address", 0, 1_000_000);
        return listeners.Select(listener => listener with
        {
            Connections = connections,
            ProxyProtocol = proxied.Any(p => p.Text == listener.Address),
            MaxConnectionsPerAddress = perAddress,
        });
    }

    private static ConnectionSettings ReadConnections(SettingsBlock block) => new()
    {
        MaxPendingBytes = block.Size("max-pending-size", 64 * 1024, 1 << 30),
        MaxPendingAge = block.Duration("max-pending-age", Second, TimeSpan.FromMinutes(10)),
        HandshakeTimeout = block.Duration("tls-handshake-timeout", Second, TimeSpan.FromMinutes(5)),
        Limits = StreamsReader.ReadNegotiationLimits(block),
        CloseTimeout = block.Duration("close-timeout", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
    };
}
