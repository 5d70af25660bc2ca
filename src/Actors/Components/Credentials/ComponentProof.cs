using System.Security.Cryptography.X509Certificates;

namespace XmppActors.Actors.Components.Credentials;

/// <summary>What a component has authenticated with (XEP-0225): it may bind whichever hostnames that opens, at the moment that it asks.</summary>
internal sealed class ComponentProof
{
    private readonly ComponentSecret? _secret;
    private readonly X509Certificate2? _certificate;
    private readonly bool _isTrusted;

    private ComponentProof(ComponentSecret? secret, X509Certificate2? certificate, bool isTrusted) =>
        (_secret, _certificate, _isTrusted) = (secret, certificate, isTrusted);

    public static ComponentProof Of(ComponentSecret secret) => new(secret, null, isTrusted: false);

    /// <param name="isTrusted">See <see cref="CertificateRules.Accept"/>.</param>
    public static ComponentProof Of(X509Certificate2 certificate, bool isTrusted) => new(null, certificate, isTrusted);

    /// <summary>Whether it opens a farm: the farm has this secret too, or takes this certificate for the domain.</summary>
    /// <param name="credentialId">The secret's id there; null: it has none.</param>
    public bool Opens(FarmCredentials? farm, string domain, out string? credentialId)
    {
        credentialId = null;
        if (farm is null) return false;
        if (_certificate is not null) return farm.Certificates.Accept(_certificate, _isTrusted, domain);
        foreach (var secret in farm.Secrets)
        {
            if (secret.Secret != _secret!.Secret) continue;
            credentialId = secret.Id;
            return true;
        }
        return false;
    }

    /// <summary>Without what it is.</summary>
    public override string ToString() => _certificate is null ? "a secret" : "a certificate";
}
