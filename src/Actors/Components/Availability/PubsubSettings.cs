using System.Collections.Frozen;
using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Components.Availability;

/// <summary>What the operator says of the server's pubsub service.</summary>
internal sealed record PubsubSettings
{
    public static PubsubSettings Default { get; } = new();

    /// <summary>False: there is none.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>Its domain below each served one. A farm of that domain takes its place.</summary>
    public string Subdomain { get; init; } = "pubsub";

    /// <summary>The service's domains.</summary>
    public FrozenSet<string> DomainsBelow(IEnumerable<string> served) => IsEnabled
        ? served.Select(domain => BareJid.Domain($"{Subdomain}.{domain}").Value).ToFrozenSet(StringComparer.Ordinal)
        : [];
}
