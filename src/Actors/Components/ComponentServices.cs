using XmppActors.Actors.Components.Credentials;
using XmppActors.Actors.Routing;
using XmppActors.Actors.Storage;
using XmppActors.Actors.Streams.Authentication;
using XmppActors.Actors.Streams.Settling;
using XmppActors.Transport.Sasl;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components;

/// <summary>What every component's stream works with.</summary>
/// <param name="Farms">The region of farm entities.</param>
/// <param name="Watcher">This node's <see cref="FarmWatcher"/>.</param>
internal sealed record ComponentServices(
    IActorRef Farms,
    IActorRef Watcher,
    FarmDirectory Directory,
    IStanzaRouter Router,
    StanzaCounters Counters,
    IFarmSecretStore Secrets,
    ComponentSettings Settings,
    TimeProvider Time)
{
    /// <summary>The domains whose accounts are ours.</summary>
    public IReadOnlySet<string> Domains { get; init; } = new HashSet<string>();

    /// <summary>What opens farms' streams.</summary>
    public CredentialFinder Credentials => new(Secrets, Settings.Farms, Domains);

    /// <summary>For XEP-0225; null where nobody authenticates so.</summary>
    public SaslServer? Sasl { get; init; }

    /// <summary>For what SASL costs.</summary>
    public CredentialWork? CredentialWork { get; init; }

    /// <summary>This node's view of the others.</summary>
    public ClusterView Cluster { get; init; } = new();

    /// <summary>See <see cref="Settlement.DestinationOf"/>.</summary>
    public string? DestinationOf(Stanza stanza) =>
        Settlement.DestinationOf(stanza, Domains.Contains, elsewhere => Directory.OrderOf(elsewhere, isOneSender: false));

    /// <summary>This node's <see cref="Instances.HeldStanzas"/>.</summary>
    public IActorRef Held { get; init; } = ActorRefs.Nobody;

    /// <summary>See <see cref="Settlement.IsForOthers"/>.</summary>
    public bool IsForOthers(Stanza stanza) => Settlement.IsForOthers(stanza, Domains.Contains);
}

/// <summary>The component listener's settings, read once at start.</summary>
internal sealed record ComponentSettings
{
    /// <summary>Farms by domain, or by the <c>*.</c> of a template; see <see cref="FarmSettings.Of"/>.</summary>
    public required IReadOnlyDictionary<string, FarmSettings> Farms { get; init; }

    /// <summary>Reads settings that a farm is given at run time: see <see cref="FarmBook"/>. Null: none can be given.</summary>
    public Func<string, string, FarmSettings>? ReadFarm { get; init; }

    /// <summary>What components may authenticate by (XEP-0225); as <see cref="SaslSettings.Mechanisms"/>.</summary>
    public IReadOnlySet<string> Mechanisms { get; init; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1", "EXTERNAL", "PLAIN",
    };

    /// <summary>Longest time from the TCP connection to an accepted handshake or a bound hostname; then <c>connection-timeout</c>. 1 s to 5 min.</summary>
    public TimeSpan NegotiationTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a component whose connection is lost may come back to what it served (XEP-0198 §5). Zero: it cannot. Up to 5 min.</summary>
    public TimeSpan ResumeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many bytes of a component's stanzas may wait for their turn before its connection is read no further.</summary>
    public int ReadWindow { get; init; } = 256 * 1024;

    /// <summary>Largest stanza of a component; beyond it, <c>policy-violation</c>. RFC 6120 §13.12 wants at least 10000.</summary>
    public int MaxStanzaBytes { get; init; } = 512 * 1024;
}
