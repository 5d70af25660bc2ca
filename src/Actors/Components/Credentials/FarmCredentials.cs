using System.Collections.Immutable;

namespace XmppActors.Actors.Components.Credentials;

/// <summary>What opens a farm's streams at the moment.</summary>
/// <param name="Name">Whose they are: the domain's own, or those of a template.</param>
/// <param name="Secrets">Of the configuration, then the stored ones, oldest first.</param>
/// <param name="Certificates">Which clients' certificates do.</param>
internal sealed record FarmCredentials(FarmName Name, ImmutableArray<ComponentSecret> Secrets, CertificateRules Certificates);

/// <summary>One secret that opens a domain's streams: as text, or as SCRAM keys alone.</summary>
/// <param name="Id">Null: from the configuration.</param>
internal sealed record ComponentSecret(string? Id, string Secret)
{
    /// <summary>Without the secret: records get into logs.</summary>
    public override string ToString() => $"ComponentSecret {Id}";
}
