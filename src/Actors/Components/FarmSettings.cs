using XmppActors.Actors.Components.Availability;
using XmppActors.Actors.Components.Credentials;
using XmppActors.Actors.Components.Dialling;
using XmppActors.Actors.Components.Health;
using XmppActors.Actors.Components.Instances;
using XmppActors.Actors.Components.Policies;

namespace XmppActors.Actors.Components;

/// <summary>What the operator says of one farm, read once at start.</summary>
internal sealed record FarmSettings
{
    /// <summary>The component's domain, normalised (RFC 7622); of the settings that a template's farms follow, its name.</summary>
    public required string Domain { get; init; }

    /// <summary>Secrets that open its streams, beside those in the database: text, or SCRAM keys (<see cref="ScramSecret"/>).</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>TLS client certificates that open its streams by SASL EXTERNAL (XEP-0225).</summary>
    public CertificateRules Certificates { get; init; } = CertificateRules.None;

    /// <summary>What its block in the configuration says, as HOCON: settings given at run time are laid over it.</summary>
    public WrittenSettings Written { get; init; } = WrittenSettings.None;

    /// <summary>Most instances at a time; one more is refused with <c>resource-constraint</c>. 1 to 1000.</summary>
    public int MaxInstances { get; init; } = 64;

    /// <summary>When an instance is thought to be well.</summary>
    public HealthSettings Health { get; init; } = HealthSettings.Default;

    /// <summary>How many instances get stanzas at a time; the others are spares, as warm ones are. 0: all that are not warm. Up to 1000.</summary>
    public int Active { get; init; }

    /// <summary>How clients see it.</summary>
    public AvailabilitySettings Availability { get; init; } = AvailabilitySettings.Default;

    /// <summary>Who gets the farm's stanzas.</summary>
    public FarmRules Rules { get; init; } = FarmRules.Default;

    /// <summary>How the router connects to the farm's components. Null: it waits for them to connect.</summary>
    public ConnectSettings? Connect { get; init; }

    /// <summary>What is known of what its instances have read, and what becomes of the rest.</summary>
    public LedgerSettings Ledger { get; init; } = LedgerSettings.Default;

    /// <summary>While no instance is usable, the senders' nodes hold its stanzas; else they go back at once.</summary>
    public bool HoldsWhenEmpty { get; init; }

    /// <summary>How much is held.</summary>
    public HoldSettings Hold { get; init; } = HoldSettings.Default;

    /// <summary>What holds for a domain: its own settings, else those of the nearest <c>*.</c> above it; null: nothing is said of it.</summary>
    public static FarmSettings? Of(IReadOnlyDictionary<string, FarmSettings> farms, string domain)
    {
        if (farms.TryGetValue(domain, out var own)) return own;
        for (var dot = domain.IndexOf('.'); dot >= 0; dot = domain.IndexOf('.', dot + 1))
        {
            if (farms.TryGetValue($"*{domain[dot..]}", out var template)) return template with { Domain = domain };
        }
        return null;
    }
}

/// <summary>A farm's block as it is written. It may hold a secret: records that have it may be logged.</summary>
internal sealed class WrittenSettings(string text)
{
    public static readonly WrittenSettings None = new("");

    public string Text => text;
}
