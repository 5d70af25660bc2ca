using XmppActors.Transport.Connections;
using XmppActors.Transport.Dialling;

namespace XmppActors.Actors.Components.Dialling;

/// <summary>How the router itself connects to a farm's components, read once at start.</summary>
internal sealed record ConnectSettings
{
    /// <summary>Where they wait.</summary>
    public required IEndpointSource Source { get; init; }

    /// <summary>Links to each endpoint, from as many nodes as there are. 1 to 16.</summary>
    public int LinksPerEndpoint { get; init; } = 1;

    /// <summary>Nodes that may dial, by host, by <c>host:port</c> or by role; empty: all.</summary>
    public IReadOnlyList<string> FromNodes { get; init; } = [];

    public ConnectHandshake Handshake { get; init; } = ConnectHandshake.Connect;

    /// <summary>The domain that we are there as a component of another server: one of ours. Null but for that handshake.</summary>
    public string? As { get; init; }

    /// <summary>Proves each side to the other; null: the farm's own secrets, one after the other until one is accepted.</summary>
    public string? Secret { get; init; }

    /// <summary>None, StartTls or Direct; we are the client of the handshake.</summary>
    public TlsMode Tls { get; init; }

    public DialTlsSettings TlsSettings { get; init; } = new();

    /// <summary>Longest time until a connection is there, before anything of XMPP. 100 ms to 1 min.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    public BackOffSettings BackOff { get; init; } = new();

    /// <summary>How many endpoints get stanzas, the first ones by priority, then by order; those after them are connected, and spares. 0: all
    /// of the lowest priority. 0 to 1000.</summary>
    public int Active { get; init; }

    /// <summary>Without the secret: records get into logs.</summary>
    public override string ToString() => $"ConnectSettings {Source}";
}

/// <summary>Who speaks first on a dialled connection.</summary>
internal enum ConnectHandshake
{
    /// <summary>The router: XEP-0114, <c>jabber:component:connect</c>.</summary>
    Connect,

    /// <summary>The component, as if it had connected: XEP-0114, <c>jabber:component:accept</c>.</summary>
    Reversed,

    /// <summary>The router, as a component of another server, which serves the farm's domain: XEP-0114, <c>jabber:component:accept</c>.</summary>
    Component,
}

/// <summary>How long to wait before dialling again.</summary>
internal sealed record BackOffSettings
{
    /// <summary>After the first failure; doubled with each further one. 10 ms to 1 min.</summary>
    public TimeSpan Min { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>At most; up to 1 h.</summary>
    public TimeSpan Max { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>By which share of itself a wait may be longer or shorter, so that not all dial at the same moment. 0 to 1.</summary>
    public double Jitter { get; init; } = 0.2;

    /// <param name="failures">In a row, at least 1.</param>
    /// <param name="chance">Even over 0 to 1.</param>
    public TimeSpan After(int failures, double chance)
    {
        var doublings = Math.Min(failures - 1, 30);
        var whole = Math.Min(Min.TotalMilliseconds * Math.Pow(2, doublings), Max.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(whole * (1 + Jitter * (2 * chance - 1)));
    }
}
