using XmppActors.Actors.Components.Health;
using XmppActors.Actors.Components.Policies;

namespace XmppActors.Actors.Components;

/// <summary>What the operator says of one farm, read once at start.</summary>
internal sealed record FarmSettings
{
    /// <summary>The component's domain, normalised (RFC 7622).</summary>
    public required string Domain { get; init; }

    /// <summary>Secrets that the XEP-0114 handshake accepts, beside those in the database.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>Stanzas to everything below the domain are the farm's too, and its instances may send from there.</summary>
    public bool Subdomains { get; init; }

    /// <summary>Most instances at a time; one more is refused with <c>resource-constraint</c>. 1 to 1000.</summary>
    public int MaxInstances { get; init; } = 64;

    /// <summary>When an instance is thought to be well.</summary>
    public HealthSettings Health { get; init; } = HealthSettings.Default;

    /// <summary>How many instances get stanzas at a time; the others are spares, as warm ones are. 0: all that are not warm. Up to 1000.</summary>
    public int Active { get; init; }

    /// <summary>Who gets the farm's stanzas.</summary>
    public FarmRules Rules { get; init; } = FarmRules.Default;
}
