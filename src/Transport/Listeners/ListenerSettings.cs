using XmppActors.Transport.Connections;

namespace XmppActors.Transport.Listeners;

/// <summary>One listener, as configured.</summary>
public sealed record ListenerSettings
{
    public required ListenerKind Kind { get; init; }

    /// <summary><c>*:5222</c> (every address, IPv6 and IPv4), <c>127.0.0.1:5347</c>, <c>[::1]:5222</c>,
    /// <c>localhost:5222</c> (127.0.0.1). Port 0 takes a free one. A WebSocket listener's path follows:
    /// <c>*:5280/xmpp-websocket</c>.</summary>
    public required string Address { get; init; }

    /// <summary>A WebSocket listener takes <see cref="TlsMode.DirectOrNone"/> or <see cref="TlsMode.Direct"/> or
    /// <see cref="TlsMode.None"/>.</summary>
    public required TlsMode Tls { get; init; }

    public ConnectionSettings Connections { get; init; } = ConnectionSettings.Default;

    /// <summary>Expect a PROXY protocol header, version 1 or 2, on every connection. Only for listeners that a proxy
    /// alone can reach.</summary>
    public bool ProxyProtocol { get; init; }

    /// <summary>Longest wait for the whole PROXY protocol header.</summary>
    public TimeSpan ProxyHeaderTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Most connections at once from one address (an IPv6 /64 counts as one); 0: no bound.</summary>
    public int MaxConnectionsPerAddress { get; init; }

    /// <summary>WebSocket only: the values of <c>Origin</c> that are let in; empty lets in all. Requests without it (no
    /// browser) are let in always.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];
}
