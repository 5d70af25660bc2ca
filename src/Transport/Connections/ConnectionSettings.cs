using XmppActors.Transport.Xml;

namespace XmppActors.Transport.Connections;

/// <summary>Bounds of one connection, the same for all connections of a listener.</summary>
public sealed record ConnectionSettings
{
    public static ConnectionSettings Default { get; } = new();

    /// <summary>Most bytes written and not yet taken by the network; beyond, the peer is a slow reader. At least one
    /// stanza's worth.</summary>
    public int MaxPendingBytes { get; init; } = 1024 * 1024;

    /// <summary>Longest that pending output may wait without the network taking any; beyond, the peer is a slow
    /// reader.</summary>
    public TimeSpan MaxPendingAge { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest TLS handshake.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest wait, after our closing tag, for the peer's (RFC 6120 §4.4 asks to wait, and not for
    /// ever).</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Bounds of the input until <see cref="IXmppConnection.Limits"/> is set.</summary>
    public StreamLimits Limits { get; init; } = new();
}
