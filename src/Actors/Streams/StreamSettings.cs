using System.Collections.Frozen;
using XmppActors.Actors.Streams.StreamManagement;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Streams;

/// <summary>Rules for clients' streams, over TCP and over WebSocket.</summary>
internal sealed record StreamSettings
{
    /// <summary>The domains that a stream may be opened to, normalised.</summary>
    public required FrozenSet<string> Domains { get; init; }

    /// <summary>The one of them that answers where none was named.</summary>
    public required string DefaultDomain { get; init; }

    /// <summary>No authentication before TLS (RFC 6120 §5.3.1). A WebSocket from a loopback address is exempt: there,
    /// TLS is the business of the proxy in front.</summary>
    public bool RequireTls { get; init; } = true;

    /// <summary>Longest wait from accepting the connection to a bound resource; then the stream closes with
    /// <c>connection-timeout</c> (RFC 6120 §4.9.3.4).</summary>
    public TimeSpan NegotiationTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a node of the cluster may be silent before the others have given it up.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Failed authentications on one stream before it closes with <c>policy-violation</c>; RFC 6120 §6.4.5
    /// wants between 3 and 6.</summary>
    public int MaxAuthenticationAttempts { get; init; } = 3;

    /// <summary>Refused resource bindings on one stream before it closes with <c>policy-violation</c>.</summary>
    public int MaxBindAttempts { get; init; } = 5;

    /// <summary>Bytes that a bound stream may have read and not yet handled; then its connection is not read.</summary>
    public int ReadWindow { get; init; } = 64 * 1024;

    /// <summary>Before authentication; RFC 6120 §13.12 allows any bound there.</summary>
    public StreamLimits NegotiationLimits { get; init; } = new(StanzaBytes: 10_000);

    /// <summary>After authentication; RFC 6120 §13.12 forbids a bound below 10000 bytes.</summary>
    public StreamLimits BoundLimits { get; init; } = new();

    /// <summary>XEP-0198; null when it is switched off.</summary>
    public StreamManagementSettings? StreamManagement { get; init; } = new();
}
