using XmppActors.Actors.Accounts;
using XmppActors.Actors.Bridge;
using XmppActors.Actors.Components;
using XmppActors.Actors.Components.Availability;
using XmppActors.Actors.Registration;
using XmppActors.Actors.Storage;
using XmppActors.Actors.Streams;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Listeners;
using XmppActors.Transport.Sasl;
using XmppActors.Transport.Tls;

namespace XmppActors.Host.Settings;

/// <summary>Everything that a node is told, checked and immutable: read once, before anything listens.</summary>
internal sealed record NodeSettings
{
    /// <summary>The domains that this server is, normalised; the first is its own name. Never empty.</summary>
    public required IReadOnlyList<BareJid> Domains { get; init; }

    /// <summary>Who may command the server from a client; bare JIDs.</summary>
    public required IReadOnlySet<BareJid> Administrators { get; init; }

    public required IReadOnlyList<ListenerSettings> Listeners { get; init; }

    public required StreamSettings Streams { get; init; }

    public required AuthenticationSettings Authentication { get; init; }

    public required AccountSettings Accounts { get; init; }

    public required RegistrationSettings Registration { get; init; }

    public required PubsubSettings Pubsub { get; init; }

    /// <summary>Where clients find the document that tells of outages (XEP-0455).</summary>
    public required IReadOnlyList<string> StatusAddresses { get; init; }

    public required ComponentSettings Components { get; init; }

    /// <summary>Null: no other cluster is joined.</summary>
    public required BridgeSettings? Bridge { get; init; }

    /// <summary>What the node will know of that cluster; farms whose endpoints are its members look there.</summary>
    public required BridgeDirectory BridgeDirectory { get; init; }

    /// <summary>Who is told what happens to farms; null: nobody.</summary>
    public required WebhookSettings? FarmEvents { get; init; }

    public required TlsSettings Tls { get; init; }

    public required DataSettings Data { get; init; }

    public required AdminSettings Admin { get; init; }

    public required LogSettings Log { get; init; }

    /// <summary>Null: the node is alone.</summary>
    public required ClusterSettings? Cluster { get; init; }

    /// <summary>Longest orderly stop: streams are closed, writes finished and shards handed over within it.</summary>
    public required TimeSpan ShutdownTimeout { get; init; }

    /// <summary>The whole resolved configuration, as text for the actor engine, which reads its own keys from
    /// it.</summary>
    public required string EngineConfiguration { get; init; }
}

/// <summary>How accounts prove who they are.</summary>
internal sealed record AuthenticationSettings
{
    /// <summary>Complete but for <see cref="SaslSettings.UnknownAccountSecret"/> where none is configured: see <see
    /// cref="WithSecret"/>.</summary>
    public required SaslSettings Sasl { get; init; }

    public required LoginThrottleSettings Throttle { get; init; }

    /// <summary>The settings with the configured secret, or that of the cluster, or the one that is kept in the data directory.</summary>
    /// <exception cref="IOException">The secret's file cannot be read or made.</exception>
    /// <exception cref="UnauthorizedAccessException">As above.</exception>
    public SaslSettings WithSecret(DataSettings data, ClusterSettings? cluster)
    {
        if (!Sasl.UnknownAccountSecret.IsEmpty)
            return Sasl;
        if (cluster is not null)
            return Sasl with { UnknownAccountSecret = cluster.DeriveSecret("answers for unknown accounts") };
        var kept = NodeSecret.LoadOrCreate(Path.Combine(data.Directory, "authentication.secret"));
        return Sasl with { UnknownAccountSecret = Convert.FromHexString(kept) };
    }
}

/// <summary>Where data lives.</summary>
internal sealed record DataSettings
{
    /// <summary><c>sqlite:path</c> or <c>postgres://user:password@host/database</c>.</summary>
    public required string Storage { get; init; }

    public required StorageSettings Options { get; init; }

    /// <summary>Holds what belongs to the node beside its database: self-signed certificate, admin token.</summary>
    public required string Directory { get; init; }

    /// <summary>Without the password: <see cref="Storage"/> gets into messages.</summary>
    public override string ToString() => $"data in {Directory}";
}

/// <summary>The admin listener: health, metrics, commands.</summary>
internal sealed record AdminSettings
{
    /// <summary>Null: no admin listener.</summary>
    public required ListenAddress? Listen { get; init; }

    /// <summary>Holds the token that commands show; made at first start, readable by its owner only.</summary>
    public required string TokenFile { get; init; }
}

internal sealed record LogSettings
{
    public required LogLevel Level { get; init; }

    public required bool Json { get; init; }
}
