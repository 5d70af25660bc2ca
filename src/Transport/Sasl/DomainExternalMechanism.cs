using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Unicode;
using XmppActors.Transport.Addresses;

namespace XmppActors.Transport.Sasl;

/// <summary>EXTERNAL for peers that are domains: whether the certificate shown to TLS is good for the domain is decided by whoever looks
/// the domain up.</summary>
internal sealed class DomainExternalMechanism(SaslChannel channel) : ISaslMechanism
{
    private BareJid? _domain;

    public string Name => ExternalMechanism.MechanismName;

    public SaslStep Start(ReadOnlySpan<byte> initialResponse, bool hasInitialResponse) =>
        hasInitialResponse ? Continue(initialResponse) : new SaslStep.Challenge(default);

    public SaslStep Continue(ReadOnlySpan<byte> response)
    {
        if (_domain is not null || response.Length > Jid.MaxBytes || !Utf8.IsValid(response))
            return new SaslStep.Failed(SaslFailureCondition.MalformedRequest);
        if (response.IsEmpty)
            _domain = channel.ClaimedDomain ?? OnlyDomain(channel.ClientCertificate);
        else if (channel.TryName(Encoding.UTF8.GetString(response), out var named))
            _domain = named;
        return _domain is null ? new SaslStep.Failed(SaslFailureCondition.InvalidAuthzid) : new SaslStep.NeedCredentials(_domain);
    }

    /// <summary>Not null, and be it empty: the certificate opens the domain.</summary>
    public SaslStep Credentials(IReadOnlyList<ScramKeys>? keys) => _domain is not null && keys is not null
        ? new SaslStep.Succeeded(_domain)
        : new SaslStep.Failed(SaslFailureCondition.NotAuthorized);

    public bool IsCostly(IReadOnlyList<ScramKeys>? keys) => false;

    /// <summary>The certificate must leave no choice.</summary>
    private static BareJid? OnlyDomain(X509Certificate2? certificate)
    {
        if (certificate is null) return null;
        var named = CertificateDomains.All(certificate).Distinct(StringComparer.Ordinal).ToList();
        return named is [var only] && BareJid.TryParse(only, out var domain) ? domain : null;
    }
}
