using XmppActors.Actors.Storage;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Listeners;
using XmppActors.Transport.Tls;

namespace XmppActors.Host.Settings;

/// <summary>Everything that a node is told, checked and immutable: read once, before anything listens.</summary>
internal sealed record NodeSettings
{
    /// <summary>The domains that this server is, normalised; the first is its own name. Never empty.</summary>
    public required IReadOnlyList<BareJid> Domains { get; init; }

    public required IReadOnlyList<ListenerSettings> Listeners { get; init; }

    /// <summary>No authentication of clients before TLS.</summary>
    public required bool RequireTls { get; init; }

    /// <summary>Secrets that components of a domain may show, by domain.</summary>
    public required IReadOnlyDictionary<BareJid, IReadOnlyList<string>> FarmSecrets { get; init; }

    /// <summary>Of the SCRAM keys of new passwords.</summary>
    public required int ScramIterations { get; init; }

    public required TlsSettings Tls { get; init; }

    public required DataSettings Data { get; init; }

    public required AdminSettings Admin { get; init; }

    public required LogSettings Log { get; init; }

    /// <summary>Longest orderly stop: streams are closed and writes finished within it.</summary>
    public required TimeSpan ShutdownTimeout { get; init; }

    /// <summary>The whole resolved configuration, as text for the actor engine, which reads its own keys from it.</summary>
    public required string EngineConfiguration { get; init; }
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
